"""The second half of the pair keeps its name."""

from school.models import Course


def run(course: Course):
    is_new = course.students.get_or_create(name="Zoe")[1]
    return is_new
