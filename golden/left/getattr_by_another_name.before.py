"""What `getattr` reads by another name is found too, and the one that it was read from is not written down there."""

from school.models import Course, Student

get = getattr


def run(course: Course, student: Student):
    get(course, "students").add(student)  # left: accessor-alias
