"""A block's own names would become attributes of the class."""

from school.models import Course, Student


class Setup:
    course = Course.objects.get(title="Maths")
    course.students.set(Student.objects.filter(email=""))  # left: no-place
