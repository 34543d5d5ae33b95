"""An accessor under a name of its own is followed to its receiver."""

from school.models import Course, Enrollment, Student


def run(course: Course, student: Student):
    members = course.students
    Enrollment.objects.get_or_create(course=course, student=student)
    return members.count()
