"""A relation without a way back."""

from django.db import transaction

from school.models import Duty, Exam, Person


def run(exam: Exam, people: list[Person]):
    invigilators = list(people)
    with transaction.atomic():
        Duty.objects.filter(exam=exam).exclude(invigilator__in=invigilators).delete()
        for invigilator in invigilators:
            Duty.objects.get_or_create(exam=exam, invigilator=invigilator)
