"""Without one, the rows are the same: there is none without a course."""

from school.models import Course, Student


def run(student: Student):
    Course.objects.order_by("pk").first().students.remove(student)
