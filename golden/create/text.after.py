"""A text reads the value."""

from school.models import Course, Enrollment, Student


def run(course: Course, name: str):
    student = Student.objects.create(name=name)
    Enrollment.objects.create(course=course, student=student)
    return f"{student} is here"
