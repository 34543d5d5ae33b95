"""A keyword of `create` where the pair is not unique.

defaults: school.Visit.paid=3
differs: rows of Visit
"""

from school.models import Museum, Person


def run(museum: Museum, visitor: Person):
    museum.visitors.add(visitor)
