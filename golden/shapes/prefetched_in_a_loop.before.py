"""A loop may come back to what was prefetched.

caveats: prefetched
"""

from school.models import Course, Student


def run(student: Student):
    for course in Course.objects.prefetch_related("students"):
        if len(course.students.all()) < 2:
            course.students.add(student)
