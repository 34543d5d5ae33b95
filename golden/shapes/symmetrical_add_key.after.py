"""A friend's key goes into both rows.

caveats: argument-kind
"""

from django.db import transaction

from school.models import Friendship, Person


def run(person: Person, friend_id: int):
    with transaction.atomic():
        Friendship.objects.get_or_create(person=person, friend_id=friend_id)
        Friendship.objects.get_or_create(person_id=friend_id, friend=person)
