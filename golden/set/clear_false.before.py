"""`clear=False` is what happens anyway."""

from school.models import Course, Student


def run(course: Course, students: list[Student]):
    course.students.set(students, clear=False)
