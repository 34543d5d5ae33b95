"""Fields of the school's own."""

from django.db import models
from django.db.models.fields.related_descriptors import ManyToManyDescriptor


class SortedManyToManyDescriptor(ManyToManyDescriptor):
    """What its managers do is its own affair."""


class SortedManyToManyField(models.ManyToManyField):
    """A many-to-many field with an accessor of its own."""

    def contribute_to_class(self, cls, name, **kwargs):
        super().contribute_to_class(cls, name, **kwargs)
        setattr(cls, name, SortedManyToManyDescriptor(self.remote_field))


class LabelledManyToManyField(models.ManyToManyField):
    """A many-to-many field that differs in forms only: its accessor is Django's."""

    def formfield(self, **kwargs):
        return super().formfield(**{"label": self.verbose_name.upper(), **kwargs})
