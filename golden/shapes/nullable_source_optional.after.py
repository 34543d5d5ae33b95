"""What may be None by its annotation is a caveat where the key may be NULL.

caveats: no-source
differs: exception, rows of Booking
"""

from school.models import Booking, Person


def run(person: Person | None):
    Booking.objects.filter(person=person).delete()
