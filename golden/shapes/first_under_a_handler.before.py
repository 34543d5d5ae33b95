"""A handler for what None raises is not reached any more.

caveats: no-source
"""

from school.models import Course, Student


def run(student: Student):
    try:
        Course.objects.order_by("pk").first().students.remove(student)
    except AttributeError:
        return "no course"
    return "done"
