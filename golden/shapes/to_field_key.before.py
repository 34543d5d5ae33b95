"""The accessor's key is the username.

caveats: argument-kind
"""

from school.models import Badge


def run(badge: Badge, username: str):
    badge.holders.add(username)
