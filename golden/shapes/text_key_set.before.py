"""Keys that are text."""

from school.models import Trip


def run(trip: Trip):
    trip.countries.set(["at", "be"])
