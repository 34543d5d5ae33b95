"""The pair's second half decides."""

from school.models import Course


def run(course: Course):
    if course.students.get_or_create(name="Ada")[1]:
        return "welcome"
    return "welcome back"
