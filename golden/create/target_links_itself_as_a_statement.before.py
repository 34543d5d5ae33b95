"""Saving the target may link it already, whether anybody keeps it or not."""

from school.models import Choir


def run(choir: Choir):
    choir.singers.create(name="Zoe")
