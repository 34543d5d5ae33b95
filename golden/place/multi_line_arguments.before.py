"""Arguments on lines of their own."""

from school.models import Course


def run(course: Course):
    course.students.create(
        name="Ada",
        email="ada@example.org",
        through_defaults={
            "grade": "B+",
        },
    )
