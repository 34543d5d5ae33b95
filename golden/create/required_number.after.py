"""The new target stays when its link cannot be made."""

from django.db import IntegrityError

from school.models import Person, Race, Start


def run(race: Race):
    try:
        runner = Person.objects.create(name="Zoe")
        Start.objects.create(race=race, runner=runner)
    except IntegrityError:
        return "no bib"
