"""Setting without `save()`."""

from django.db import transaction

from school.models import Basket, BasketItem, Product


def run(basket: Basket, products: list[Product]):
    with transaction.atomic():
        BasketItem.objects.filter(basket=basket).exclude(product__in=products).delete()
        for product in products:
            if not BasketItem.objects.filter(basket=basket, product=product).exists():
                BasketItem.objects.bulk_create(
                    [BasketItem(basket=basket, product=product)]
                )
