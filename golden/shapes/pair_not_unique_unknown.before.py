"""The question is asked by key.

caveats: argument-kind
"""

from school.models import Museum


def run(museum: Museum, visitor):
    museum.visitors.add(visitor)
