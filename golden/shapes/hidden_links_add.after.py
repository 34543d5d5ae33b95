"""Both ask the link's default manager."""

from school.models import Contract, Person, Team


def run(team: Team, player: Person):
    Contract.objects.get_or_create(team=team, player=player)
