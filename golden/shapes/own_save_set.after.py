"""Setting without `save()`."""

from django.db import transaction

from school.models import Basket, BasketItem, Product


def run(basket: Basket, products: list[Product]):
    wanted = list(products)
    with transaction.atomic():
        BasketItem.objects.filter(basket=basket).exclude(product__in=wanted).delete()
        linked = set(
            BasketItem.objects.filter(basket=basket).values_list(
                "product_id", flat=True
            )
        )
        # like the accessor, without save() and its signals
        BasketItem.objects.bulk_create(
            [
                BasketItem(basket=basket, product=product)
                for product in dict.fromkeys(wanted)
                if product.pk not in linked
            ]
        )
