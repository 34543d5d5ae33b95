"""A receiver of the target's `post_save` may link it, and nothing forbids a second row."""

from school.models import Gym, GymPass


def run(gym: Gym):
    zoe, created = gym.athletes.all().update_or_create(name="Zoe")
    if created and not GymPass.objects.filter(gym=gym, athlete=zoe).exists():
        GymPass.objects.create(gym=gym, athlete=zoe, visits=5)
    return zoe
