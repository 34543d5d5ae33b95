"""A call with nobody writes nothing."""

from school.models import Course, Student


def run(course: Course):
    course.students.add(*Student.objects.none())  # left: no-arguments
