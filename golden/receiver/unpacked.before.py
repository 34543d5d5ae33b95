"""`get_or_create` gives an instance first."""

from school.models import Course, Student


def run(student: Student):
    course, _ = Course.objects.get_or_create(title="Maths")
    course.students.add(student)
