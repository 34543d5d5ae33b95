"""Deleting takes both tables' rows."""

from school.models import Concert, ConcertTicket, Person


def run(concert: Concert, guest: Person):
    ConcertTicket.objects.filter(concert=concert, guest=guest).delete()
