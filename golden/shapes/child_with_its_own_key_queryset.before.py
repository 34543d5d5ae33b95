"""As a subquery a child's rows would be looked for by their own key: they are listed."""

from school.models import Depot, Truck


def run(depot: Depot):
    depot.vehicles.remove(*Truck.objects.filter(plate__gt="2"))
