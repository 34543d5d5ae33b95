"""An accessor that was given a database writes there."""

from school.models import Course, Student


def run(course: Course, student: Student):
    course.students.db_manager("default").add(student)  # left: accessor-configured
