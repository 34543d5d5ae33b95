"""What a receiver may have linked is asked for where the target was created, in as many lines as it takes."""

from school.models import Gym


def run(gym: Gym):
    for name in ["Zoe", "name 1", "Zoe"]:
        athlete_with_a_rather_long_name, created = gym.athletes.get_or_create(name=name)
    return athlete_with_a_rather_long_name, created
