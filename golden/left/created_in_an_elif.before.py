"""A second condition may not be reached."""

from school.models import Course


def run(course: Course):
    if course.title:
        return None
    elif course.students.create(name="Ada"):  # left: no-place
        return course
