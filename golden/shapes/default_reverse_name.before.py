"""A reverse accessor without a name of its own."""

from school.models import Committee, User


def run(user: User, committees: list[Committee]):
    user.committee_set.set(committees)
