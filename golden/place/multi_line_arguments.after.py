"""Arguments on lines of their own."""

from school.models import Course, Enrollment, Student


def run(course: Course):
    student = Student.objects.create(name="Ada", email="ada@example.org")
    Enrollment.objects.create(course=course, student=student, grade="B+")
