"""The accessor's key is the username."""

from school.models import Badge


def run(badge: Badge, username: str):
    badge.holders.add(username)
