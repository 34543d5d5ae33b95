"""From the side whose username is stored."""

from school.models import Account, Badge


def run(account: Account, badge: Badge):
    account.badges.add(badge)
