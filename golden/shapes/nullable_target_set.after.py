"""A set leaves rows without a target alone."""

from django.db import transaction

from school.models import Booking, Person, Slot


def run(slot: Slot, people: list[Person]):
    with transaction.atomic():
        Booking.objects.filter(slot=slot, person__isnull=False).exclude(
            person__in=people
        ).delete()
        for person in people:
            Booking.objects.get_or_create(slot=slot, person=person)
