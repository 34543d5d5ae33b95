"""The call calls a function among the values once for each of the two rows.

caveats: defaults-callable
differs: rows of Friendship
"""

from itertools import count

from django.db import transaction

from school.models import Friendship, Person

years = count(2001)


def run(ada: Person, bob: Person):
    with transaction.atomic():
        Friendship.objects.get_or_create(
            person=ada, friend=bob, defaults={"since": lambda: next(years)}
        )
        Friendship.objects.get_or_create(
            person=bob, friend=ada, defaults={"since": lambda: next(years)}
        )
