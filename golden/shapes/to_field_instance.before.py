"""The column holds the username; an instance needs no knowledge of it."""

from school.models import Account, Badge


def run(badge: Badge, account: Account):
    badge.holders.add(account)
