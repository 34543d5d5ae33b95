"""The accessor has the manager's own `get_or_create()`, which a queryset has not.

caveats: manager-methods
differs: rows of Item, rows of Notice, value
"""

from school.models import Stock, Warehouse


def run(warehouse: Warehouse):
    item, created = warehouse.items.all().get_or_create(name="Chalk")
    if created:
        # the project's own bulk_create(), as the accessor used it
        Stock.objects.bulk_create([Stock(warehouse=warehouse, item=item)])
    return item.name, created
