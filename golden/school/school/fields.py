"""Fields of the school's own."""

from django.db import models


class SortedManyToManyField(models.ManyToManyField):
    """A many-to-many field of a class of its own: what its accessor does is its own affair."""
