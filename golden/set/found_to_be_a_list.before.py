"""What `isinstance` finds to be a list is gone through as often as need be, whatever is passed elsewhere."""

from school.models import Course, Student


def run(course: Course, students: list[Student] | Student):
    if isinstance(students, list):
        course.students.set(students)
