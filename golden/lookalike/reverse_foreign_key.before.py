"""A manager of a reverse foreign key is no accessor of the relation."""

from school.models import Course, Enrollment


def run(course: Course, enrollment: Enrollment):
    course.enrollment_set.add(enrollment, bulk=False)
