"""A receiver that must be named gets a free name."""

from school.models import Course, Student


def run(course: Course, students: list[Student]):
    Course.objects.get(title="Latin").students.set(students)
    return course
