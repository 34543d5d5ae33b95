"""A literal of calls is evaluated once."""

from school.models import Course, Student


def run(course: Course):
    course.students.set([Student.objects.get(name="Ada"), Student.objects.get(name="Bob")])
