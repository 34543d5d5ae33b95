"""A set leaves rows without a target alone.

caveats: argument-kind
"""

from django.db import transaction

from school.models import Booking, Person, Slot


def run(slot: Slot, people: list[Person]):
    wanted = list(people)
    with transaction.atomic():
        Booking.objects.filter(slot=slot, person__isnull=False).exclude(
            person__in=wanted
        ).delete()
        for person in wanted:
            Booking.objects.get_or_create(slot=slot, person=person)
