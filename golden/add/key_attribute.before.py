"""An instance's key, read from the instance, is a key."""

from school.models import Course, Student


def run(course: Course, student: Student):
    course.students.add(student.pk)
