"""`bulk_create` cannot make a link with a table behind its own: the loop stays.

many: bulk
caveats: raises-today
differs: exception, rows of ConcertTicket, rows of Ticket
"""

from school.models import Concert, Person


def run(concert: Concert, guests: list[Person]):
    concert.guests.add(*guests)
