"""A chain that does not fit its line gets a line for each of its calls."""

from school.models import Course, Student


def run(course: Course):
    course.students.add(*Student.objects.filter(name__startswith="B").exclude(name="Barbara").order_by("pk"))
