"""The other side of a plain many-to-many field."""

from school.models import Club, Student


def run(student: Student, club: Club):
    student.club_set.add(club)
