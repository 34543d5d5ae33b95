"""A global that the function reads is not made a local of it."""

from school.models import Course, Student

student = "anybody"


def run(course: Course, students: list[Student]):
    course.students.set(students)
    return student
