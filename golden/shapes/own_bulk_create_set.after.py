"""A `bulk_create()` of the project's own made the rows, and still does."""

from django.db import transaction

from school.models import Item, Stock, Warehouse


def run(warehouse: Warehouse, items: list[Item]):
    wanted = list(items)
    with transaction.atomic():
        Stock.objects.filter(warehouse=warehouse).exclude(item__in=wanted).delete()
        linked = set(
            Stock.objects.filter(warehouse=warehouse).values_list("item_id", flat=True)
        )
        # the project's own bulk_create(), as the accessor used it
        Stock.objects.bulk_create(
            [
                Stock(warehouse=warehouse, item=item)
                for item in dict.fromkeys(wanted)
                if item.pk not in linked
            ]
        )
