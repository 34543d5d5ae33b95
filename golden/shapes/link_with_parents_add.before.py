"""A link with a table behind its own: the accessor raises today.

caveats: raises-today
differs: exception, rows of ConcertTicket, rows of Ticket
raises: ValueError
"""

from school.models import Concert, Person


def run(concert: Concert, guest: Person):
    concert.guests.add(guest)
