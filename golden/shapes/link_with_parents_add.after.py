"""A link with a table behind its own: the accessor raises today.

caveats: raises-today
differs: exception, rows of ConcertTicket, rows of Ticket
raises: ValueError
"""

from school.models import Concert, ConcertTicket, Person


def run(concert: Concert, guest: Person):
    ConcertTicket.objects.get_or_create(concert=concert, guest=guest)
