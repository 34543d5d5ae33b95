"""A queryset is listed before the delete changes what it finds."""

from school.models import Course, Student


def run(course: Course):
    course.students.set(Student.objects.exclude(courses=course))
