"""A new friend gets both rows."""

from school.models import Person


def run(person: Person):
    friend, created = person.friends.get_or_create(name="Zoe")
    return friend, created
