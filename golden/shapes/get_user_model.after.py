"""The user by way of `get_user_model()`."""

from django.contrib.auth import get_user_model

from school.models import Committee, Membership


def run(committee: Committee):
    user = get_user_model().objects.get(username="ada")
    Membership.objects.get_or_create(committee=committee, user=user)
