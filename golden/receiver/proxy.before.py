"""A proxy has its model's accessors."""

from school.models import Course, Freshman


def run(freshman: Freshman, course: Course):
    freshman.courses.add(course)
