"""A name that the argument binds anew was read before that."""

from school.models import Course, Enrollment, Student


def run(course: Course, student: Student, other: Course):
    Enrollment.objects.get_or_create(
        course=course, student=student if (course := other) else student
    )
    return course
