"""A value among others is bound first."""

from school.models import Course, Enrollment, Student


def run(course: Course):
    student = Student.objects.create(name="Ada")
    Enrollment.objects.create(course=course, student=student)
    ada, grade = student, "B+"
    return ada, grade
