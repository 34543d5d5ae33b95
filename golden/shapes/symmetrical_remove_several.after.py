"""Both rows of each friend go."""

from django.db.models import Q

from school.models import Friendship, Person


def run(person: Person, others: list[Person]):
    Friendship.objects.filter(
        Q(person=person, friend__in=others) | Q(person__in=others, friend=person)
    ).delete()
