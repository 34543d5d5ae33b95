"""A receiver may link the target in a coroutine as well, and nothing forbids a second row."""

from school.models import Gym, GymPass


async def run(gym: Gym):
    athlete, created = await gym.athletes.all().aget_or_create(name="Zoe")
    if created and not await GymPass.objects.filter(gym=gym, athlete=athlete).aexists():
        await GymPass.objects.acreate(gym=gym, athlete=athlete)
