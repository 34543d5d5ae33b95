"""The accessor never calls `save()` of the link."""

from school.models import Basket, BasketItem, Product


def run(basket: Basket):
    product = Product.objects.create(name="Chalk", price=3)
    # like the accessor, bulk_create() calls no save() and sends no save signals
    BasketItem.objects.bulk_create([BasketItem(basket=basket, product=product)])
    return product
