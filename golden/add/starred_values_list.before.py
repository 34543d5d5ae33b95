"""A flat list of keys is keys."""

from school.models import Course, Student


def run(course: Course):
    course.students.add(*Student.objects.values_list("pk", flat=True))
