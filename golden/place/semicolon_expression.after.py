"""A line of several statements stays one where an expression will do."""

from school.models import Course, Enrollment, Student


def run(course: Course, student: Student):
    count = 1; Enrollment.objects.get_or_create(course=course, student=student)
    return count
