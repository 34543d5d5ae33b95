"""Deleting asks for nothing that the project does in a way of its own."""

from school.models import Stock, Warehouse


def run(warehouse: Warehouse):
    Stock.objects.filter(warehouse=warehouse).delete()
