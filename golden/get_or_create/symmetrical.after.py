"""A new friend gets both rows."""

from django.db import transaction

from school.models import Friendship, Person


def run(person: Person):
    friend, created = person.friends.all().get_or_create(name="Zoe")
    if created:
        with transaction.atomic():
            Friendship.objects.create(person=person, friend=friend)
            Friendship.objects.create(person=friend, friend=person)
    return friend, created
