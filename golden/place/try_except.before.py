"""The try statement sees the same error."""

from django.db import IntegrityError

from school.models import Person, Race


def run(person: Person):
    race = Race.objects.create(name="Marathon")
    try:
        race.runners.add(person)
    except IntegrityError:
        return "no bib"
