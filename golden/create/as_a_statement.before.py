"""Creating through the accessor is creating the target, then its link."""

from school.models import Course


def run(course: Course):
    course.students.create(name="Ada")
