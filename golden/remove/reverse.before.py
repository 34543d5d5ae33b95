"""From the other side the link's fields keep the order source, target."""

from school.models import Course, Student


def run(student: Student, course: Course):
    student.courses.remove(course)
