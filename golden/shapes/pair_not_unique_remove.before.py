"""All rows of the pair go."""

from school.models import Museum, Person


def run(museum: Museum, visitor: Person):
    museum.visitors.remove(visitor)
