"""A one-to-one key makes the pair unique."""

from school.models import Locker, Student


def run(locker: Locker):
    student = Student.objects.create(name="Zoe")
    locker.students.add(student)
