"""A link may store something else than the new row's primary key."""

from school.models import Account, Award, Badge


def run(badge: Badge):
    holder = Account.objects.create(username="zoe")
    Award.objects.create(badge=badge, holder=holder)
    return holder
