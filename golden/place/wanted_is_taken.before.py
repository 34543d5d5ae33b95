"""The list's name never takes a name that is in scope."""

from school.models import Course, Student


def run(course: Course):
    wanted = Student.objects.filter(email="")
    course.students.set(wanted)
    return wanted.count()
