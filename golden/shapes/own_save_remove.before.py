"""Deleting has nothing to do with `save()`."""

from school.models import Basket, Product


def run(basket: Basket, product: Product):
    basket.products.remove(product)
