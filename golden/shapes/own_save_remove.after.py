"""Deleting has nothing to do with `save()`."""

from school.models import Basket, BasketItem, Product


def run(basket: Basket, product: Product):
    BasketItem.objects.filter(basket=basket, product=product).delete()
