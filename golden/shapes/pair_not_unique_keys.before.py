"""Keys that are looped over.

caveats: argument-kind
"""

from school.models import Museum


def run(museum: Museum, visitor_ids: list[int]):
    museum.visitors.add(*visitor_ids, through_defaults={"paid": 5})
