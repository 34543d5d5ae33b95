"""A model that is imported needs no second import."""

from school.models import Course, Enrollment, Student


def run(course: Course, student: Student):
    course.students.add(student)
    return Enrollment.objects.count()
