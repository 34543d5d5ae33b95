"""A generator expression is looped over once."""

from school.models import Course, Student


def run(course: Course, students: list[Student]):
    course.students.add(*(student for student in students if student.email))
