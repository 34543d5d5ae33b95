"""An attribute by an accessor's name on a class that is no model."""

from school.models import Student


class Bus:
    def __init__(self):
        self.students = set()


def run(student: Student):
    bus = Bus()
    bus.students.add(student)
    return len(bus.students)
