"""A question and its answer do not fit one line."""

from school.models import Museum, Person, Visit


def run(museum: Museum, visitor: Person):
    if visitor:
        if not Visit.objects.filter(museum=museum, visitor=visitor).exists():
            Visit.objects.create(museum=museum, visitor=visitor)
