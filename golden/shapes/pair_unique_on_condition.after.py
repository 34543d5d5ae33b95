"""Unique on a condition is not unique on the pair."""

from django.db import transaction

from school.models import Book, Loan, Person


def run(book: Book, readers: list[Person]):
    with transaction.atomic():
        for reader in readers:
            if not Loan.objects.filter(book=book, reader=reader).exists():
                Loan.objects.create(book=book, reader=reader)
