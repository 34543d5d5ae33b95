"""A child with a key of its own is passed as the instance that it is."""

from school.models import Depot, Parking, Truck


def run(depot: Depot, truck: Truck):
    Parking.objects.get_or_create(depot=depot, vehicle=truck)
