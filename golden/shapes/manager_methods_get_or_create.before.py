"""The accessor has the manager's own `get_or_create()`, which a queryset has not.

caveats: manager-methods
differs: rows of Item, rows of Notice, value
"""

from school.models import Warehouse


def run(warehouse: Warehouse):
    item, created = warehouse.items.get_or_create(name="Chalk")
    return item.name, created
