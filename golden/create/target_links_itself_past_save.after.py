"""A link whose `save()` does something is made past it, where the new target has none yet."""

from school.models import Band, Gig, Singer


def run(band: Band):
    singer = Singer.objects.create(name="Zoe")
    if not Gig.objects.filter(band=band, singer=singer).exists():
        # like the accessor, without save() and its signals
        Gig.objects.bulk_create([Gig(band=band, singer=singer, hours=5)])
