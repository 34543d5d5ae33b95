"""Only the new links get the values."""

from school.models import Course, Student


def run(course: Course, students: list[Student]):
    course.students.set(students, through_defaults={"grade": "B+"})
