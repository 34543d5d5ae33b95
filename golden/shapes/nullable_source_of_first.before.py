"""A look-up by None would mean the rows without a person.

caveats: no-source
"""

from school.models import Person, Slot


def run(slot: Slot):
    Person.objects.order_by("pk").first().slot_set.remove(slot)
