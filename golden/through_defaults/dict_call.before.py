"""A dictionary may be made by a call."""

from school.models import Course, Student


def run(course: Course, student: Student):
    course.students.add(student, through_defaults=dict(grade="B+"))
