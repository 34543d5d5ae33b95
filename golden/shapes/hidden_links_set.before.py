"""A link that cannot be seen counts as there for the accessor alone.

caveats: hidden-links
differs: exception, rows of Contract
"""

from school.models import Person, Team


def run(team: Team, players: list[Person]):
    team.players.set(players)
