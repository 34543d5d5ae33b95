"""What `operator` reads by the accessor's name is found beside an accessor that is kept: the instance is named elsewhere."""

from operator import attrgetter

from school.models import Course, Student


def run(course: Course, student: Student):
    students = getattr(course, "students")
    attrgetter("students")(course).add(student)  # left: accessor-alias
    return students
