"""Linking asks the manager for nothing that it has a way of its own to do."""

from school.models import Driver, Fleet, Shift


def run(fleet: Fleet, driver: Driver):
    Shift.objects.get_or_create(fleet=fleet, driver=driver, defaults={"hours": 4})
