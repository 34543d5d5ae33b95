"""As a keyword where the form has keywords.

defaults: school.Start.bib=7
differs: rows of Start, exception
raises: IntegrityError
"""

from school.models import Race


def run(race: Race):
    return race.runners.create(name="Zoe").name
