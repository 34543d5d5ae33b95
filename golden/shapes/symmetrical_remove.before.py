"""Both rows of a symmetrical relation go."""

from school.models import Person


def run(ada: Person, bob: Person):
    ada.friends.remove(bob)
