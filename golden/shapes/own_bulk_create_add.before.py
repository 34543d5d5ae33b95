"""A `bulk_create()` of the project's own made the rows, and still does."""

from school.models import Item, Warehouse


def run(warehouse: Warehouse, item: Item):
    warehouse.items.add(item)
