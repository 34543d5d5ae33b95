"""With `clear=True` everybody's link is made anew."""

from school.models import Course, Student


def run(course: Course, students: list[Student]):
    course.students.set(students, clear=True)
