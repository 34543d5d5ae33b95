"""The accessor never calls `save()`, so neither does the bulk form."""

from school.models import Basket, Product


def run(basket: Basket, product: Product):
    basket.products.add(product)
