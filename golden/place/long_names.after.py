"""Lines stay within the limit."""

from django.db import transaction

from school.models import Course, Enrollment, Student


def run(course_of_the_winter_term: Course, students_who_passed: list[Student]):
    if students_who_passed:
        students = list(students_who_passed)
        with transaction.atomic():
            Enrollment.objects.filter(course=course_of_the_winter_term).exclude(
                student__in=students
            ).delete()
            for student in students:
                Enrollment.objects.get_or_create(
                    course=course_of_the_winter_term, student=student
                )
