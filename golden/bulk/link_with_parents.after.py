"""`bulk_create` cannot make a link with a table behind its own: the loop stays.

many: bulk
caveats: raises-today
differs: exception, rows of ConcertTicket, rows of Ticket
"""

from django.db import transaction

from school.models import Concert, ConcertTicket, Person


def run(concert: Concert, guests: list[Person]):
    with transaction.atomic():
        for guest in guests:
            ConcertTicket.objects.get_or_create(concert=concert, guest=guest)
