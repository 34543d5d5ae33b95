"""Saving the target may link it already, in a coroutine as well."""

from school.models import Choir, Part, Singer


async def run(choir: Choir):
    zoe = await Singer.objects.acreate(name="Zoe")
    await Part.objects.aget_or_create(choir=choir, singer=zoe)
    return zoe
