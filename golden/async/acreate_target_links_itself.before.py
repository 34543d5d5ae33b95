"""Saving the target may link it already, in a coroutine as well."""

from school.models import Choir


async def run(choir: Choir):
    zoe = await choir.singers.acreate(name="Zoe")
    return zoe
