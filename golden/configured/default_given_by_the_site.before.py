"""The site's own value wins.

defaults: school.Enrollment.grade="?"
"""

from school.models import Course, Student


def run(course: Course, student: Student):
    course.students.add(student, through_defaults={"grade": "A"})
