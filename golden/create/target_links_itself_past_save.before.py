"""Neither does it call `save()` of the link."""

from school.models import Band


def run(band: Band):
    band.singers.create(name="Zoe", through_defaults={"hours": 5})
