"""Of several comments that tools read none is favoured."""

from school.models import Course, Student


def run(course: Course, student: Student):
    course.students.add(  # noqa: E111, read by a tool
        student  # type: ignore[arg-type]
    )
