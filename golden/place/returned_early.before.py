"""A return in the middle returns None before and after."""

from school.models import Course, Student


def run(course: Course, students: list[Student]):
    if students:
        return course.students.set(students)
    return course.title
