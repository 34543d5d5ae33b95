"""What is assigned is evaluated before the target."""

from school.models import Course


def run(course: Course):
    counted = {}
    counted[course.students.create(name="Zoe").pk] = course.students.count()  # left: no-place
    return counted
