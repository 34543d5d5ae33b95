"""Setting deletes the others' links and adds who is missing; who stays keeps the grade."""

from school.models import Course, Student


def run(course: Course, students: list[Student]):
    course.students.set(students)
