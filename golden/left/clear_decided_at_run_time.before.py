"""Whether all is cleared is decided at run time."""

from school.models import Course, Student


def run(course: Course, students: list[Student], anew: bool):
    course.students.set(students, clear=anew)  # left: dynamic-clear
