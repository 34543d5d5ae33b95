"""A call that raises today goes on raising."""

from school.models import Course, Student


def run(course: Course, student: Student):
    course.students.add(student, bulk=False)  # left: invalid-call
