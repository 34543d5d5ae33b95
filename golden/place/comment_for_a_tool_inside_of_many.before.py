"""A comment that a tool reads goes to the end of the first line of what takes the place of the call."""

from school.models import Course, Student


def run(course: Course, students: list[Student]):
    course.students.set(
        students  # type: ignore[arg-type]
    )
