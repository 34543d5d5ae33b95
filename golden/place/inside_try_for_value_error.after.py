"""Where ValueError is caught, the exception that a refused argument raises counts.

caveats: exception-type
"""

from school.models import Course, Enrollment, Student


def run(course: Course, student: Student):
    try:
        Enrollment.objects.get_or_create(course=course, student=student)
    except ValueError:
        return "refused"
