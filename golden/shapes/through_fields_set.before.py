"""The mentor's own rows alone are touched."""

from school.models import Person


def run(ada: Person, others: list[Person]):
    ada.mentees.set(others)
