"""Neither does it call `save()` of the link."""

from school.models import Band, Gig, Singer


def run(band: Band):
    singer = Singer.objects.create(name="Zoe")
    if not Gig.objects.filter(band=band, singer=singer).exists():
        # bulk_create() calls no save() and sends no signals, as the accessor did
        Gig.objects.bulk_create([Gig(band=band, singer=singer, hours=5)])
