"""Where one of the two rows is missing the accessor leaves it so, the loop makes it.

caveats: asymmetric-rows
differs: rows of Friendship
"""

from django.db import transaction
from django.db.models import Q

from school.models import Friendship, Person


def run(person: Person, others: list[Person]):
    friends = list(others)
    with transaction.atomic():
        Friendship.objects.filter(
            Q(person=person) & ~Q(friend__in=friends)
            | Q(friend=person) & ~Q(person__in=friends)
        ).delete()
        for friend in friends:
            Friendship.objects.get_or_create(person=person, friend=friend)
            Friendship.objects.get_or_create(person=friend, friend=person)
