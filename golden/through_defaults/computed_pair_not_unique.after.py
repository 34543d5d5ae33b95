"""A value that costs something is computed whether it is needed or not."""

from school.models import Museum, Person, Visit

log = []


def price() -> int:
    log.append("price")
    return 7


def run(museum: Museum, visitor: Person):
    paid = price()
    if not Visit.objects.filter(museum=museum, visitor=visitor).exists():
        Visit.objects.create(museum=museum, visitor=visitor, paid=paid)
    return log
