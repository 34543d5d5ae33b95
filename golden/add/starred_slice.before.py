"""A slice of a queryset is looped over as it is."""

from school.models import Course, Student


def run(course: Course):
    course.students.add(*Student.objects.order_by("-pk")[:2])
