"""The question is asked by key.

caveats: unknown-argument
"""

from school.models import Museum


def run(museum: Museum, visitor):
    museum.visitors.add(visitor)
