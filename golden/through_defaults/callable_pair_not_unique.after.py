"""A callable is called whether there is a row to make or not."""

from school.models import Museum, Person, Visit


def price() -> int:
    return 7


def run(museum: Museum, visitor: Person):
    paid = price()
    if not Visit.objects.filter(museum=museum, visitor=visitor).exists():
        Visit.objects.create(museum=museum, visitor=visitor, paid=paid)
