"""An instance is never None."""

from school.models import Person, Slot


def run(slot: Slot, person: Person):
    slot.people.add(person)
