"""The course is still the old one when the link is made."""

from school.models import Course


def run():
    course = Course.objects.get(title="Maths")
    course, created = course.students.get_or_create(name="Ada")
    return course, created
