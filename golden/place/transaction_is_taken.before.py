"""A local name hides the module of the same name."""

from school.models import Course, Student


def run(course: Course, students: list[Student], transaction: str):
    course.students.set(students)
    return transaction
