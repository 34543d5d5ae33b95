"""As a subquery a child's rows would be looked for by their own key: they are listed."""

from school.models import Depot, Parking, Truck


def run(depot: Depot):
    Parking.objects.filter(
        depot=depot, vehicle__in=list(Truck.objects.filter(plate__gt="2"))
    ).delete()
