"""A source that was saved has a key."""

from school.models import Course


def run():
    course = Course(title="Art")
    course.save()
    course.students.create(name="Zoe")
