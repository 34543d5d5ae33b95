"""What may be an instance or a key is asked for its username.

caveats: argument-kind
"""

from school.models import Award, Badge


def run(badge: Badge, account):
    Award.objects.get_or_create(
        badge=badge, holder_id=getattr(account, "username", account)
    )
