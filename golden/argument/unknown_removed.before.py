"""The delete needs no answer to the question."""

from school.models import Course


def run(course: Course, students):
    course.students.remove(*students)
