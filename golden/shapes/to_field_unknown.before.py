"""What may be an instance or a key is asked for its username.

caveats: argument-kind
"""

from school.models import Badge


def run(badge: Badge, account):
    badge.holders.add(account)
