"""The accessor never calls `save()` of the link."""

from school.models import Basket


def run(basket: Basket):
    return basket.products.create(name="Chalk", price=3)
