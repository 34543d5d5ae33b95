"""The call calls a function among the values once for each of the two rows.

caveats: defaults-callable
differs: rows of Friendship
"""

from itertools import count

from school.models import Person

years = count(2001)


def run(ada: Person, bob: Person):
    ada.friends.add(bob, through_defaults={"since": lambda: next(years)})
