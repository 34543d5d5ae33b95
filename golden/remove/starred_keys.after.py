"""Keys are looked for as a whole."""

from school.models import Course, Enrollment


def run(course: Course, student_ids: list[int]):
    Enrollment.objects.filter(course=course, student_id__in=list(student_ids)).delete()
