"""Instances that need lines of their own stand inside the brackets that hold them."""

from school.models import Basket, Product


def run(basket: Basket, first_seasonal_product: Product, second_seasonal_product: Product):
    basket.products.add(first_seasonal_product, second_seasonal_product)
