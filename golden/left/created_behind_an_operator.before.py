"""What may not be reached cannot be moved in front."""

from school.models import Course


def run(course: Course):
    return course.title and course.students.create(name="Ada")  # left: no-place
