"""A variable that may be None holds the link's values, if there is no link yet.

caveats: defaults-opaque
"""

from school.models import Choir


def run(choir: Choir, part: dict[str, str] | None):
    return choir.singers.create(name="Zoe", through_defaults=part)
