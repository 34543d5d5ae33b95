"""A link that cannot be seen counts as there for the accessor alone.

caveats: hidden-links
differs: exception, rows of Contract
"""

from django.db import transaction

from school.models import Contract, Person, Team


def run(team: Team, players: list[Person]):
    wanted = list(players)
    with transaction.atomic():
        Contract.objects.filter(team=team).exclude(player__in=wanted).delete()
        for player in wanted:
            Contract.objects.get_or_create(team=team, player=player)
