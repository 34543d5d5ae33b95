"""The user by way of `get_user_model()`."""

from django.contrib.auth import get_user_model

from school.models import Committee


def run(committee: Committee):
    user = get_user_model().objects.get(username="ada")
    committee.members.add(user)
