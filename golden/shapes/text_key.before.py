"""A key that is text.

caveats: argument-kind
"""

from school.models import Trip


def run(trip: Trip, country_code: str):
    trip.countries.add(country_code)
