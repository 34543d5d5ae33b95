"""An annotation stays with its target."""

from school.models import Course, Student


def run(course: Course):
    ada: Student = course.students.create(name="Ada")
    return ada
