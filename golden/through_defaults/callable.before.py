"""What is callable is called, whether there is a row to make or not."""

from school.models import Course, Student


def best() -> str:
    return "A+"


def run(course: Course, student: Student):
    course.students.add(student, through_defaults={"grade": best})
