"""A variable may be None and may hold callables.

caveats: defaults-opaque
"""

from school.models import Museum, Person, Visit


def run(museum: Museum, visitor: Person, extra: dict[str, int] | None):
    if not Visit.objects.filter(museum=museum, visitor=visitor).exists():
        Visit.objects.create(museum=museum, visitor=visitor, **(extra or {}))
