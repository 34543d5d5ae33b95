"""Deleting asks for nothing that the project does in a way of its own."""

from school.models import Warehouse


def run(warehouse: Warehouse):
    warehouse.items.clear()
