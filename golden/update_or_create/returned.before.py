"""A returned pair is unpacked first."""

from school.models import Student


def run(student: Student):
    return student.courses.update_or_create(title="Maths", defaults={"title": "Logic"})
