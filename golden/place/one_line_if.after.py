"""A one-line suite stays one where an expression will do."""

from school.models import Course, Enrollment, Student


def run(course: Course, student: Student):
    if student.name: Enrollment.objects.get_or_create(course=course, student=student)
