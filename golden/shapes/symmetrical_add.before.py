"""A symmetrical relation is two rows."""

from school.models import Person


def run(ada: Person, bob: Person):
    ada.friends.add(bob)
