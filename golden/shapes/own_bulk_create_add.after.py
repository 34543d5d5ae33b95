"""A `bulk_create()` of the project's own made the rows, and still does."""

from school.models import Item, Stock, Warehouse


def run(warehouse: Warehouse, item: Item):
    if not Stock.objects.filter(warehouse=warehouse, item=item).exists():
        # the accessor used this bulk_create(), too
        Stock.objects.bulk_create([Stock(warehouse=warehouse, item=item)])
