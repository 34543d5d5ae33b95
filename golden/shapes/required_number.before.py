"""What nobody provides is missing before and after."""

from school.models import Person, Race


def run(race: Race, runner: Person):
    race.runners.add(runner, through_defaults={"bib": 7})
