"""A new friend gets both rows."""

from django.db import transaction

from school.models import Friendship, Person


def run(person: Person):
    friend = Person.objects.create(name="Zoe")
    with transaction.atomic():
        Friendship.objects.create(person=person, friend=friend)
        Friendship.objects.create(person=friend, friend=person)
