"""Each friend gets both rows."""

from django.db import transaction

from school.models import Friendship, Person


def run(person: Person, others: list[Person]):
    with transaction.atomic():
        for friend in others:
            Friendship.objects.get_or_create(person=person, friend=friend)
            Friendship.objects.get_or_create(person=friend, friend=person)
