"""An argument that does not fit its line is opened."""

from school.models import Course, Enrollment, Student


def run(course: Course):
    Enrollment.objects.get_or_create(
        course=course,
        student=Student.objects.create(name="Ada", email="ada.lovelace@example.org"),
        defaults={"grade": "B"},
    )
