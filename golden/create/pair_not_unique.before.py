"""What was created just now has no link yet."""

from school.models import Museum


def run(museum: Museum):
    return museum.visitors.create(name="Zoe", through_defaults={"paid": 5})
