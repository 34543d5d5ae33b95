"""Clearing deletes all links of the course."""

from school.models import Course


def run(course: Course):
    course.students.clear()
