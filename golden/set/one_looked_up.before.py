"""One that is looked up is looked up once, and needs no list."""

from school.models import Course, Student


def run(course: Course, student: Student):
    course.students.set([Student.objects.get(pk=student.pk)])
