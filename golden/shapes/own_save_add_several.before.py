"""Several at once without `save()`.

differs: exception type
"""

from school.models import Basket, Product


def run(basket: Basket, products: list[Product]):
    basket.products.add(*products)
