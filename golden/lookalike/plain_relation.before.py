"""A plain many-to-many field of the same name is nobody's business."""

from school.models import Club, Student


def run(club: Club, student: Student):
    club.students.add(student)
