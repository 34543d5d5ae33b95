"""A generator expression is consumed by the look-up."""

from school.models import Course, Student


def run(course: Course, students: list[Student]):
    course.students.remove(*(student for student in students if student.email))
