"""Both delete what the link's default manager shows."""

from school.models import Person, Team


def run(team: Team, player: Person):
    team.players.remove(player)
