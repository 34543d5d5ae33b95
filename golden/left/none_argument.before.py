"""None is nobody's link."""

from school.models import Slot


def run(slot: Slot):
    slot.people.add(None)  # left: none-argument
