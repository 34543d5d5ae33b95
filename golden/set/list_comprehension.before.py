"""A comprehension is evaluated once."""

from school.models import Course, Student


def run(course: Course, students: list[Student]):
    course.students.set([student for student in students if student.email])
