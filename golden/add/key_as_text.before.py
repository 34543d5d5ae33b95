"""A key may come as text."""

from school.models import Course


def run(course: Course, student_id: str):
    course.students.add(student_id)
