"""What was saved has a row, and so has what was made again after it was deleted."""

from django.db import transaction

from school.models import Course, Enrollment, Student


def run(course: Course, other: Student):
    student = Student(name="Zoe")
    student.save()
    other.delete()
    other = Student.objects.create(name="Ada")
    with transaction.atomic():
        for student_to_add in (student, other):
            Enrollment.objects.get_or_create(course=course, student=student_to_add)
