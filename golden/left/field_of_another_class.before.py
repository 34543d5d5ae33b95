"""What the accessor of a field's own class does is that class's affair."""

from school.models import Dish, Menu


def run(menu: Menu, dish: Dish):
    menu.dishes.add(dish)  # left: custom-field
