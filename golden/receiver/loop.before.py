"""A loop over a queryset gives instances."""

from school.models import Course, Student


def run(student: Student):
    for course in Course.objects.filter(title__startswith="M"):
        course.students.add(student)
