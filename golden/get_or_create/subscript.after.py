"""Half of the pair is taken where both are needed."""

from school.models import Course, Enrollment


def run(course: Course):
    ada, created = course.students.all().get_or_create(name="Ada")
    if created:
        Enrollment.objects.create(course=course, student=ada)
    return ada
