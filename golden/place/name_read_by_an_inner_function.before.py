"""A name that an inner function reads is taken."""

from school.models import Course, Student


def run(course: Course, students: list[Student]):
    def everybody():
        return student

    student = len(students)
    course.students.add(*students)
    return everybody()
