"""A queryset becomes a subquery of the delete."""

from school.models import Course, Enrollment


def run(course: Course):
    Enrollment.objects.filter(
        course=course, student__in=course.students.filter(name="Ada")
    ).delete()
