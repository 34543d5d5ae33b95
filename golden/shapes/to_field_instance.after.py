"""The column holds the username; an instance needs no knowledge of it."""

from school.models import Account, Award, Badge


def run(badge: Badge, account: Account):
    Award.objects.get_or_create(badge=badge, holder=account)
