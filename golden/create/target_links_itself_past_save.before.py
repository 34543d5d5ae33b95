"""A link whose `save()` does something is made past it, where the new target has none yet."""

from school.models import Band


def run(band: Band):
    band.singers.create(name="Zoe", through_defaults={"hours": 5})
