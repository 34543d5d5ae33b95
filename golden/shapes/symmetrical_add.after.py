"""A symmetrical relation is two rows."""

from django.db import transaction

from school.models import Friendship, Person


def run(ada: Person, bob: Person):
    with transaction.atomic():
        Friendship.objects.get_or_create(person=ada, friend=bob)
        Friendship.objects.get_or_create(person=bob, friend=ada)
