"""A handler for what None raises is not reached any more.

caveats: no-source
"""

from school.models import Course, Enrollment, Student


def run(student: Student):
    try:
        Enrollment.objects.filter(
            course=Course.objects.order_by("pk").first(), student=student
        ).delete()
    except AttributeError:
        return "no course"
    return "done"
