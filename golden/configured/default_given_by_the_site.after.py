"""The site's own value wins.

defaults: school.Enrollment.grade="?"
"""

from school.models import Course, Enrollment, Student


def run(course: Course, student: Student):
    Enrollment.objects.get_or_create(
        course=course, student=student, defaults={"grade": "A"}
    )
