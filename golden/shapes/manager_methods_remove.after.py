"""The accessor asks a queryset, the explicit call asks the manager, whose `filter()` does more.

caveats: manager-methods
differs: rows of Notice
"""

from school.models import Driver, Fleet, Shift


def run(fleet: Fleet, driver: Driver):
    Shift.objects.filter(fleet=fleet, driver=driver).delete()
