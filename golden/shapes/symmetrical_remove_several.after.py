"""Both rows of each friend go."""

from django.db.models import Q

from school.models import Friendship, Person


def run(person: Person, others: list[Person]):
    friends = list(others)
    Friendship.objects.filter(
        Q(person=person, friend__in=friends) | Q(person__in=friends, friend=person)
    ).delete()
