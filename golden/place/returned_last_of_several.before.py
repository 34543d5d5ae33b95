"""Where the function returns something elsewhere, None is returned by name."""

from school.models import Course, Student


def run(course: Course, student: Student, joins: bool):
    if not joins:
        return course.title
    return course.students.add(student)
