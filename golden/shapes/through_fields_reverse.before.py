"""From the other side the pair is turned round."""

from school.models import Person


def run(ada: Person, bob: Person):
    bob.mentors.add(ada, through_defaults={"matched_by": ada})
