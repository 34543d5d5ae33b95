"""A receiver may link the target in a coroutine as well, and nothing forbids a second row."""

from school.models import Gym


async def run(gym: Gym):
    await gym.athletes.aget_or_create(name="Zoe")
