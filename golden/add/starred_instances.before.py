"""A starred argument is looped over, all or nothing."""

from school.models import Course, Student


def run(course: Course, students: list[Student]):
    course.students.add(*students)
