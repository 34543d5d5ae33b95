"""What may be an instance or a key is asked for its key.

caveats: argument-kind
"""

from school.models import Course, Enrollment


def run(course: Course, student):
    Enrollment.objects.get_or_create(
        course=course, student_id=getattr(student, "pk", student)
    )
