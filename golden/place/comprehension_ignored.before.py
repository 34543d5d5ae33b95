"""In a comprehension whose value nobody reads an expression takes the place."""

from school.models import Course, Student


def run(course: Course, students: list[Student]):
    [course.students.add(student) for student in students]
