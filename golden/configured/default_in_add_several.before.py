"""Each new row gets its own.

defaults: school.Start.bib=Start.objects.count() + 1
differs: rows of Start, exception
"""

from school.models import Person, Race, Start


def run(race: Race, runners: list[Person]):
    race.runners.set(runners)
    return Start.objects.count()
