"""A `bulk_create()` of the project's own made the rows, and still does."""

from school.models import Item, Stock, Warehouse


def run(warehouse: Warehouse, item: Item):
    if not Stock.objects.filter(warehouse=warehouse, item=item).exists():
        # the project's own bulk_create(), as the accessor used it
        Stock.objects.bulk_create([Stock(warehouse=warehouse, item=item)])
