"""A look-up takes a key as it takes an instance."""

from school.models import Course


def run(course: Course, student_id: int):
    course.students.remove(student_id)
