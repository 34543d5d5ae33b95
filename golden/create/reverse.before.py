"""Creating a course from the student's side."""

from school.models import Student


def run(student: Student):
    student.courses.create(title="Art")
