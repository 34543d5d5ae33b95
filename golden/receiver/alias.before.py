"""An accessor under a name of its own is followed to its receiver."""

from school.models import Course, Student


def run(course: Course, student: Student):
    members = course.students
    members.add(student)
    return members.count()
