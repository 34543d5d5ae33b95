"""The request's user is the project's user."""

from django.http import HttpRequest

from school.models import Committee


def run(request: HttpRequest, committee: Committee):
    request.user.committee_set.add(committee)
