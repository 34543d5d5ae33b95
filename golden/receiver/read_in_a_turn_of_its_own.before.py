"""A loop over instances has another one in its next turn."""

from school.models import Course, Student


def run(courses: list[Course], student: Student):
    for course in courses:
        if student not in course.students.all():
            course.students.add(student)
