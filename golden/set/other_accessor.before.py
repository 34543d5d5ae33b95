"""Another course's students are listed once."""

from school.models import Course


def run(course: Course, other: Course):
    course.students.set(other.students.all())
