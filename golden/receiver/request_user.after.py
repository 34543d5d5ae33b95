"""The request's user is the project's user."""

from django.http import HttpRequest

from school.models import Committee, Membership


def run(request: HttpRequest, committee: Committee):
    Membership.objects.get_or_create(user=request.user, committee=committee)
