"""A blank line between arguments stays one."""

from school.models import Course


def run(course: Course):
    course.students.set(
        [
            1,

            2,  # the second
        ]
    )
