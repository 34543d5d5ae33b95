"""Nobody's rows are not to be found by None."""

from school.models import Person, Slot


def run(slot: Slot, person: Person):
    slot.people.remove(person)
