"""A question and its answer do not fit one line."""

from school.models import Museum, Person


def run(museum: Museum, visitor: Person):
    if visitor: museum.visitors.add(visitor)
