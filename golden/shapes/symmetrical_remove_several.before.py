"""Both rows of each friend go."""

from school.models import Person


def run(person: Person, others: list[Person]):
    person.friends.remove(*others)
