"""`through_fields` says which two of the three keys make up the pair."""

from school.models import Person


def run(ada: Person, bob: Person):
    ada.mentees.add(bob)
