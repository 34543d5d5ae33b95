"""Unique with a third field is not unique on the pair."""

from school.models import Casting, Person, Play


def run(play: Play, actor: Person):
    if not Casting.objects.filter(play=play, actor=actor).exists():
        Casting.objects.create(play=play, actor=actor, role="Hamlet")
