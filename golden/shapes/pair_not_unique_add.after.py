"""Where the pair is not unique, `get_or_create` could find two: ask first, then create."""

from school.models import Museum, Person, Visit


def run(museum: Museum, visitor: Person):
    if not Visit.objects.filter(museum=museum, visitor=visitor).exists():
        Visit.objects.create(museum=museum, visitor=visitor, paid=5)
