"""What is callable is called once for each of the two rows."""

from itertools import count

from school.models import Person

years = count(2001)


def run(ada: Person, bob: Person):
    ada.friends.add(bob, through_defaults={"since": lambda: next(years)})
