"""What is returned is bound first."""

from school.models import Course


def run(course: Course):
    return course.students.create(name="Ada")
