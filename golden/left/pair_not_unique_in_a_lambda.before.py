"""A question and its answer do not fit a lambda."""

from django.db import transaction

from school.models import Museum, Person


def run(museum: Museum, visitor: Person):
    transaction.on_commit(lambda: museum.visitors.add(visitor))  # left: no-place
