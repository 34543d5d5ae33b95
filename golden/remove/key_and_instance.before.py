"""A look-up takes both together."""

from school.models import Course, Student


def run(course: Course, ada: Student, student_id: int):
    course.students.remove(ada, student_id)
