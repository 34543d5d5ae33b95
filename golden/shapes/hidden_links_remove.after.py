"""Both delete what the link's default manager shows."""

from school.models import Contract, Person, Team


def run(team: Team, player: Person):
    Contract.objects.filter(team=team, player=player).delete()
