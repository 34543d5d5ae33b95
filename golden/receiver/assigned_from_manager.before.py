"""A name that a manager gave its value."""

from school.models import Course, Student


def run():
    course = Course.objects.get(title="Maths")
    ada = Student.objects.get(name="Ada")
    course.students.add(ada)
