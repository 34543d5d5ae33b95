"""It looks only among the course's own students, so `.all()` stays."""

from school.models import Course, Enrollment


def run(course: Course):
    ada, created = course.students.all().get_or_create(name="Ada")
    if created:
        Enrollment.objects.create(course=course, student=ada)
    return ada, created
