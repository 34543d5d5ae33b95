"""Both ask the link's default manager."""

from school.models import Person, Team


def run(team: Team, player: Person):
    team.players.add(player)
