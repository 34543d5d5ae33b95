"""A new target has no link yet."""

from school.models import Museum


def run(museum: Museum):
    visitor, created = museum.visitors.get_or_create(name="Zoe")
    return visitor, created
