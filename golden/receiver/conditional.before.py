"""Both ways lead to a course."""

from school.models import Course, Student


def run(maths: Course, latin: Course, student: Student):
    (maths if student.email else latin).students.add(student)
