"""The new target stays when its link cannot be made."""

from django.db import IntegrityError

from school.models import Race


def run(race: Race):
    try:
        race.runners.create(name="Zoe")
    except IntegrityError:
        return "no bib"
