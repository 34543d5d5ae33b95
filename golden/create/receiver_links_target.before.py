"""A receiver of the target's `post_save` may link it too, and nothing forbids a second row."""

from school.models import Gym


def run(gym: Gym):
    return gym.athletes.create(name="Zoe", through_defaults={"visits": 5}).pk
