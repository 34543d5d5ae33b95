"""A value that costs something is computed whether it is needed or not."""

from school.models import Museum, Person

log = []


def price() -> int:
    log.append("price")
    return 7


def run(museum: Museum, visitor: Person):
    museum.visitors.add(visitor, through_defaults={"paid": price()})
    return log
