"""The last word of a try statement."""

from school.models import Course, Enrollment


def run(course: Course):
    try:
        return course.title
    finally:
        Enrollment.objects.filter(course=course).delete()
