"""A key that is text.

caveats: argument-kind
"""

from school.models import Stop, Trip


def run(trip: Trip, country_code: str):
    Stop.objects.get_or_create(trip=trip, country_id=country_code)
