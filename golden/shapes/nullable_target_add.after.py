"""An instance is never None."""

from school.models import Booking, Person, Slot


def run(slot: Slot, person: Person):
    Booking.objects.get_or_create(slot=slot, person=person)
