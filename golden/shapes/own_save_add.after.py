"""The accessor never calls `save()`, so neither does the bulk form."""

from school.models import Basket, BasketItem, Product


def run(basket: Basket, product: Product):
    if not BasketItem.objects.filter(basket=basket, product=product).exists():
        # like the accessor, without save() and its signals
        BasketItem.objects.bulk_create([BasketItem(basket=basket, product=product)])
