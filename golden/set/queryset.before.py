"""A queryset is listed once."""

from school.models import Course, Student


def run(course: Course):
    course.students.set(Student.objects.filter(email=""))
