"""A manager's call in the argument stays where it is."""

from school.models import Course, Student


def run(course: Course):
    course.students.add(Student.objects.get(name="Ada"))
