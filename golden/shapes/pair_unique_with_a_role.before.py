"""Unique with a third field is not unique on the pair."""

from school.models import Person, Play


def run(play: Play, actor: Person):
    play.actors.add(actor, through_defaults={"role": "Hamlet"})
