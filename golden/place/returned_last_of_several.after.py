"""Where the function returns something elsewhere, None is returned by name."""

from school.models import Course, Enrollment, Student


def run(course: Course, student: Student, joins: bool):
    if not joins:
        return course.title
    Enrollment.objects.get_or_create(course=course, student=student)
    return None
