"""A function in a function sees the names around it."""

from school.models import Course, Student


def run(course: Course, students: list[Student]):
    student = "Ada"

    def enroll():
        course.students.add(*students)
        return student

    return enroll()
