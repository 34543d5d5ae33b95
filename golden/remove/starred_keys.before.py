"""Keys are looked for as a whole."""

from school.models import Course


def run(course: Course, student_ids: list[int]):
    course.students.remove(*student_ids)
