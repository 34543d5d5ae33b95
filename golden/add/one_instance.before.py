"""Adding an instance gets its link or creates it."""

from school.models import Course, Student


def run(course: Course, student: Student):
    course.students.add(student)
