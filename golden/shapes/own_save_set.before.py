"""Setting without `save()`."""

from school.models import Basket, Product


def run(basket: Basket, products: list[Product]):
    basket.products.set(products)
