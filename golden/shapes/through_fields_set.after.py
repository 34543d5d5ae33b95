"""The mentor's own rows alone are touched."""

from django.db import transaction

from school.models import Mentorship, Person


def run(ada: Person, others: list[Person]):
    mentees = list(others)
    with transaction.atomic():
        Mentorship.objects.filter(mentor=ada).exclude(mentee__in=mentees).delete()
        for mentee in mentees:
            Mentorship.objects.get_or_create(mentor=ada, mentee=mentee)
