"""`create` would store a callable: it is called."""

from school.models import Museum, Person, Visit


def price() -> int:
    return 7


def run(museum: Museum, visitor: Person):
    if not Visit.objects.filter(museum=museum, visitor=visitor).exists():
        Visit.objects.create(museum=museum, visitor=visitor, paid=price())
