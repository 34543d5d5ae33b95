"""Where the pair is not unique, `get_or_create` could find two: ask first, then create."""

from school.models import Museum, Person


def run(museum: Museum, visitor: Person):
    museum.visitors.add(visitor, through_defaults={"paid": 5})
