"""Setting by username.

caveats: argument-kind
"""

from school.models import Badge


def run(badge: Badge, usernames: list[str]):
    badge.holders.set(usernames)
