"""The accessor asks a queryset, the explicit call asks the manager, whose `filter()` does more.

caveats: manager-methods
differs: rows of Notice
"""

from school.models import Driver, Fleet


def run(fleet: Fleet, driver: Driver):
    fleet.drivers.remove(driver)
