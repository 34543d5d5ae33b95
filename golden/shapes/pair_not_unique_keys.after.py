"""Keys that are looped over.

caveats: argument-kind
"""

from django.db import transaction

from school.models import Museum, Visit


def run(museum: Museum, visitor_ids: list[int]):
    with transaction.atomic():
        for visitor_id in visitor_ids:
            if not Visit.objects.filter(museum=museum, visitor_id=visitor_id).exists():
                Visit.objects.create(museum=museum, visitor_id=visitor_id, paid=5)
