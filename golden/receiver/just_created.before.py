"""What was created a line before needs nobody to vouch for it."""

from school.models import Course, Student


def run(student: Student):
    course = Course.objects.create(title="Art")
    course.students.add(student)
