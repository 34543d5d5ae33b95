"""A variable may be None and may hold callables.

caveats: defaults-opaque
"""

from school.models import Museum, Person


def run(museum: Museum, visitor: Person, extra: dict[str, int] | None):
    museum.visitors.add(visitor, through_defaults=extra)
