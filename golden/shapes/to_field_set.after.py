"""Setting by username.

caveats: argument-kind
"""

from django.db import transaction

from school.models import Award, Badge


def run(badge: Badge, usernames: list[str]):
    holder_ids = list(usernames)
    with transaction.atomic():
        Award.objects.filter(badge=badge).exclude(holder_id__in=holder_ids).delete()
        for holder_id in holder_ids:
            Award.objects.get_or_create(badge=badge, holder_id=holder_id)
