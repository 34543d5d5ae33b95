"""Clearing a symmetrical relation deletes the rows of both directions."""

from school.models import Person


def run(person: Person):
    person.friends.clear()
