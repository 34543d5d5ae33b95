"""A method called `list` takes nothing from the functions of its class."""

from django.db import transaction

from school.models import Course, Enrollment, Student


class Courses:
    def list(self):
        return Course.objects.all()

    def fill(self, course: Course):
        students = list(Student.objects.all())
        with transaction.atomic():
            Enrollment.objects.filter(course=course).exclude(
                student__in=students
            ).delete()
            for student in students:
                Enrollment.objects.get_or_create(course=course, student=student)


def run(course: Course, student: Student):
    Courses().fill(course)
