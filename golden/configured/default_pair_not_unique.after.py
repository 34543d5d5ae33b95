"""A keyword of `create` where the pair is not unique.

defaults: school.Visit.paid=3
differs: rows of Visit
"""

from school.models import Museum, Person, Visit


def run(museum: Museum, visitor: Person):
    if not Visit.objects.filter(museum=museum, visitor=visitor).exists():
        Visit.objects.create(museum=museum, visitor=visitor, paid=3)
