"""Both rows of a symmetrical relation go."""

from django.db.models import Q

from school.models import Friendship, Person


def run(ada: Person, bob: Person):
    Friendship.objects.filter(
        Q(person=ada, friend=bob) | Q(person=bob, friend=ada)
    ).delete()
