"""A statement that is a conditional expression keeps it."""

from school.models import Course, Enrollment, Student


def run(course: Course, student: Student, joins: bool):
    (
        Enrollment.objects.get_or_create(course=course, student=student)
        if joins
        else course.refresh_from_db()
    )
