"""As a keyword where the form has keywords.

defaults: school.Start.bib=7
differs: rows of Start, exception
raises: IntegrityError
"""

from school.models import Person, Race, Start


def run(race: Race):
    runner = Person.objects.create(name="Zoe")
    Start.objects.create(race=race, runner=runner, bib=7)
    return runner.name
