"""A child's own key is not the one that the column holds.

caveats: argument-kind
"""

from school.models import Depot


def run(depot: Depot, vehicle):
    depot.vehicles.add(vehicle)
