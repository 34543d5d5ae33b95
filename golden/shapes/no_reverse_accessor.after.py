"""A relation without a way back."""

from django.db import transaction

from school.models import Duty, Exam, Person


def run(exam: Exam, people: list[Person]):
    with transaction.atomic():
        Duty.objects.filter(exam=exam).exclude(invigilator__in=people).delete()
        for invigilator in people:
            Duty.objects.get_or_create(exam=exam, invigilator=invigilator)
