"""A new friend gets both rows."""

from school.models import Person


def run(person: Person):
    person.friends.create(name="Zoe")
