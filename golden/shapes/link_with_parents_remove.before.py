"""Deleting takes both tables' rows."""

from school.models import Concert, Person


def run(concert: Concert, guest: Person):
    concert.guests.remove(guest)
