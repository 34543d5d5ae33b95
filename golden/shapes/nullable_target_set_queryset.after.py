"""A queryset holds no None, so there is nothing to tell of it."""

from django.db import transaction

from school.models import Booking, Person, Slot


def run(slot: Slot):
    people = list(Person.objects.order_by("pk")[:2])
    with transaction.atomic():
        Booking.objects.filter(slot=slot, person__isnull=False).exclude(
            person__in=people
        ).delete()
        for person in people:
            Booking.objects.get_or_create(slot=slot, person=person)
