"""A callable is called whether there is a row to make or not."""

from school.models import Museum, Person


def price() -> int:
    return 7


def run(museum: Museum, visitor: Person):
    museum.visitors.add(visitor, through_defaults={"paid": price})
