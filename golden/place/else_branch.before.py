"""Each branch keeps its place."""

from school.models import Course, Student


def run(course: Course, students: list[Student], leaves: bool):
    if leaves:
        pass
    elif students:
        course.students.set(students)
    else:
        pass
