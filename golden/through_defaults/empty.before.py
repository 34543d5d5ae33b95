"""An empty dictionary is nothing."""

from school.models import Course, Student


def run(course: Course, student: Student):
    course.students.add(student, through_defaults={})
