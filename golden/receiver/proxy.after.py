"""A proxy has its model's accessors."""

from school.models import Course, Enrollment, Freshman


def run(freshman: Freshman, course: Course):
    Enrollment.objects.get_or_create(student=freshman, course=course)
