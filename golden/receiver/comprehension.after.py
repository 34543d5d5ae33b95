"""A comprehension over a queryset gives instances."""

from school.models import Course, Enrollment, Student


def run(student: Student):
    courses = [course for course in Course.objects.all() if course.title != "Maths"]
    for each in courses:
        Enrollment.objects.get_or_create(course=each, student=student)
