"""A reverse accessor without a name of its own."""

from django.db import transaction

from school.models import Committee, Membership, User


def run(user: User, committees: list[Committee]):
    wanted = list(committees)
    with transaction.atomic():
        Membership.objects.filter(user=user).exclude(committee__in=wanted).delete()
        for committee in wanted:
            Membership.objects.get_or_create(user=user, committee=committee)
