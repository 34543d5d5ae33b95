"""What decides is evaluated first, and may be bound in front."""

from school.models import Course


def run(course: Course):
    return "new" if course.students.create(name="Ada") else "none"
