"""What is returned is None before and after."""

from school.models import Course, Student


def run(course: Course, student: Student):
    return course.students.add(student)
