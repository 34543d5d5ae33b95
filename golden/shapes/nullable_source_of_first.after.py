"""A look-up by None would mean the rows without a person.

caveats: no-source
"""

from school.models import Booking, Person, Slot


def run(slot: Slot):
    Booking.objects.filter(
        person=Person.objects.order_by("pk").first(), slot=slot
    ).delete()
