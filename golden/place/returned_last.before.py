"""What is returned is None before and after, and at the end of a function that goes without saying."""

from school.models import Course, Student


def run(course: Course, student: Student):
    return course.students.add(student)
