"""A variable that may be None holds the link's values, if there is no link yet.

caveats: defaults-opaque
"""

from school.models import Choir, Part, Singer


def run(choir: Choir, part: dict[str, str] | None):
    singer = Singer.objects.create(name="Zoe")
    Part.objects.get_or_create(choir=choir, singer=singer, defaults=part)
    return singer
