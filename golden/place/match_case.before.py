"""A case of a match statement."""

from school.models import Course, Student


def run(course: Course, students: list[Student]):
    match students:
        case [ada, bob]:
            course.students.add(ada, bob)
