"""`through_fields` says which two of the three keys make up the pair."""

from school.models import Mentorship, Person


def run(ada: Person, bob: Person):
    Mentorship.objects.get_or_create(mentor=ada, mentee=bob)
