"""Unique on a condition is not unique on the pair."""

from school.models import Book, Person


def run(book: Book, readers: list[Person]):
    book.readers.add(*readers)
