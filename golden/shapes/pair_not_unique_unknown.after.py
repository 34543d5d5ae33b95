"""The question is asked by key.

caveats: argument-kind
"""

from school.models import Museum, Visit


def run(museum: Museum, visitor):
    visitor_id = getattr(visitor, "pk", visitor)
    if not Visit.objects.filter(museum=museum, visitor_id=visitor_id).exists():
        Visit.objects.create(museum=museum, visitor_id=visitor_id)
