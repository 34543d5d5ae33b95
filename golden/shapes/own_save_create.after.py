"""The accessor never calls `save()` of the link."""

from school.models import Basket, BasketItem, Product


def run(basket: Basket):
    product = Product.objects.create(name="Chalk", price=3)
    # like the accessor, without save() and its signals
    BasketItem.objects.bulk_create([BasketItem(basket=basket, product=product)])
    return product
