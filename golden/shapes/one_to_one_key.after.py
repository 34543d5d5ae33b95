"""A one-to-one key makes the pair unique."""

from school.models import Locker, LockerKey, Student


def run(locker: Locker):
    student = Student.objects.create(name="Zoe")
    LockerKey.objects.get_or_create(locker=locker, student=student)
