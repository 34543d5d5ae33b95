"""Each friend gets both rows."""

from school.models import Person


def run(person: Person, others: list[Person]):
    person.friends.add(*others)
