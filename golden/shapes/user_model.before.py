"""The project's own user is a target like any other."""

from school.models import Committee, User


def run(committee: Committee, user: User):
    committee.members.add(user)
