"""The course is still the old one when its link is made."""

from school.models import Course, Student


def run(student: Student):
    course = Course.objects.get(title="Maths")
    course = course.students.create(name="Ada")
    return course
