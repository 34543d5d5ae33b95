"""None has no accessor, so only the course is left."""

from school.models import Course, Student


def run(course: Course | None, student: Student):
    if course is not None:
        course.students.add(student)
