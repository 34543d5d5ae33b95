"""From the other side the pair is turned round."""

from school.models import Mentorship, Person


def run(ada: Person, bob: Person):
    Mentorship.objects.get_or_create(
        mentee=bob, mentor=ada, defaults={"matched_by": ada}
    )
