"""A child's own key is not the one that the column holds.

caveats: argument-kind
"""

from school.models import Depot, Parking


def run(depot: Depot, vehicle):
    Parking.objects.get_or_create(
        depot=depot, vehicle_id=getattr(vehicle, "id", vehicle)
    )
