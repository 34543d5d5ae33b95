"""The try statement sees the same error."""

from django.db import IntegrityError

from school.models import Person, Race, Start


def run(person: Person):
    race = Race.objects.create(name="Marathon")
    try:
        Start.objects.get_or_create(race=race, runner=person)
    except IntegrityError:
        return "no bib"
