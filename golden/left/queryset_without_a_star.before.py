"""A queryset that is not spread raises today."""

from school.models import Course, Student


def run(course: Course):
    course.students.remove(Student.objects.filter(name="Ada")[:1])  # left: invalid-call
