"""A key that is text."""

from school.models import Trip


def run(trip: Trip, country_code: str):
    trip.countries.add(country_code)
