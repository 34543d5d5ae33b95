"""A field's own class that leaves the accessor alone changes nothing."""

from school.models import Buffet, Dish


def run(buffet: Buffet, dish: Dish):
    buffet.dishes.add(dish)
