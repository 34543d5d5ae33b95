"""What may be an iterator is listed."""

from collections.abc import Iterable

from school.models import Course, Student


def run(course: Course, students: Iterable[Student]):
    course.students.set(students)
