"""What the accessor itself finds is listed before it changes."""

from school.models import Course


def run(course: Course):
    course.students.set(course.students.exclude(name="Ada"))
