"""Clearing a symmetrical relation deletes the rows of both directions."""

from django.db.models import Q

from school.models import Friendship, Person


def run(person: Person):
    Friendship.objects.filter(Q(person=person) | Q(friend=person)).delete()
