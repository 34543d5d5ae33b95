"""A method called `list` takes nothing from the functions of its class."""

from school.models import Course, Student


class Courses:
    def list(self):
        return Course.objects.all()

    def fill(self, course: Course):
        course.students.set(Student.objects.all())


def run(course: Course, student: Student):
    Courses().fill(course)
