"""A case of a match statement."""

from school.models import Course, Student


def run(course: Course, students: list[Student]):
    match len(students):
        case 2 | 3:
            course.students.set(students)
