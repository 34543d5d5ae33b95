"""The project's own user is a target like any other."""

from school.models import Committee, Membership, User


def run(committee: Committee, user: User):
    Membership.objects.get_or_create(committee=committee, user=user)
