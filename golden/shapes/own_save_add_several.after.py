"""Several at once without `save()`.

differs: exception type
"""

from school.models import Basket, BasketItem, Product


def run(basket: Basket, products: list[Product]):
    linked = set(
        BasketItem.objects.filter(basket=basket).values_list("product_id", flat=True)
    )
    # like the accessor, without save() and its signals
    BasketItem.objects.bulk_create(
        [
            BasketItem(basket=basket, product=product)
            for product in dict.fromkeys(products)
            if product.pk not in linked
        ]
    )
