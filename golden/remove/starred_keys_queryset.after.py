"""Keys that are queried on the spot become a subquery of the delete."""

from school.models import Course, Enrollment, Student


def run(course: Course):
    Enrollment.objects.filter(
        course=course,
        student_id__in=Student.objects.exclude(email="").values_list("pk", flat=True),
    ).delete()
