"""Instances that need lines of their own stand inside the brackets that hold them."""

from school.models import Basket, BasketItem, Product


def run(basket: Basket, first_seasonal_product: Product, second_seasonal_product: Product):
    linked = set(
        BasketItem.objects.filter(basket=basket).values_list("product_id", flat=True)
    )
    # like the accessor, without save() and its signals
    BasketItem.objects.bulk_create(
        [
            BasketItem(basket=basket, product=product)
            for product in dict.fromkeys(
                (first_seasonal_product, second_seasonal_product)
            )
            if product.pk not in linked
        ]
    )
