"""What is callable is called once for each of the two rows."""

from itertools import count

from django.db import transaction

from school.models import Friendship, Person

years = count(2001)


def run(ada: Person, bob: Person):
    with transaction.atomic():
        Friendship.objects.get_or_create(
            person=ada, friend=bob, defaults={"since": next(years)}
        )
        Friendship.objects.get_or_create(
            person=bob, friend=ada, defaults={"since": next(years)}
        )
