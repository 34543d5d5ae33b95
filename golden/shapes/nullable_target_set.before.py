"""A set leaves rows without a target alone.

caveats: argument-kind
"""

from school.models import Person, Slot


def run(slot: Slot, people: list[Person]):
    slot.people.set(people)
