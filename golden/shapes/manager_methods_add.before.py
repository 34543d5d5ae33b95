"""Linking asks the manager for nothing that it has a way of its own to do."""

from school.models import Driver, Fleet


def run(fleet: Fleet, driver: Driver):
    fleet.drivers.add(driver, through_defaults={"hours": 4})
