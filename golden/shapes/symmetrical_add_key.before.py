"""A friend's key goes into both rows.

caveats: argument-kind
"""

from school.models import Person


def run(person: Person, friend_id: int):
    person.friends.add(friend_id)
