"""A child with a key of its own is passed as the instance that it is."""

from school.models import Depot, Truck


def run(depot: Depot, truck: Truck):
    depot.vehicles.add(truck)
