"""A loop over a queryset gives instances."""

from school.models import Course, Enrollment, Student


def run(student: Student):
    for course in Course.objects.filter(title__startswith="M"):
        Enrollment.objects.get_or_create(course=course, student=student)
