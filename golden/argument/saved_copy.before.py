"""A copy that is saved has a row."""

from school.models import Course, Student


def run(course: Course, student: Student):
    student.pk = None
    student.save()
    course.students.add(student)
