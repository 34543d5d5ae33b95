"""A comprehension over a queryset gives instances."""

from school.models import Course, Student


def run(student: Student):
    courses = [course for course in Course.objects.all() if course.title != "Maths"]
    for each in courses:
        each.students.add(student)
