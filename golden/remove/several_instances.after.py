"""Several are removed by one delete."""

from school.models import Course, Enrollment, Student


def run(course: Course, ada: Student, bob: Student):
    Enrollment.objects.filter(course=course, student__in=[ada, bob]).delete()
