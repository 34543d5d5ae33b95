"""From the side whose username is stored."""

from school.models import Account, Award, Badge


def run(account: Account, badge: Badge):
    Award.objects.get_or_create(holder=account, badge=badge)
