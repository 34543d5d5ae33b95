"""The accessor's key is the username.

caveats: argument-kind
"""

from school.models import Award, Badge


def run(badge: Badge, username: str):
    Award.objects.get_or_create(badge=badge, holder_id=username)
