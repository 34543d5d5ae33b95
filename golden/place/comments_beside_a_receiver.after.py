"""Comments beside what stays go with it, those for the whole call above it."""

from school.models import Course, Enrollment, Student


def run(course: Course, ada: Student, bob: Student):
    # they have left
    # and that is all
    Enrollment.objects.filter(
        course=course,
        student__in=[
            ada,  # in spring
            bob,
        ],
    ).delete()
