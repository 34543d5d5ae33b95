"""A receiver of the target's `post_save` may link it, and nothing forbids a second row."""

from school.models import Gym


def run(gym: Gym):
    zoe, _ = gym.athletes.update_or_create(
        name="Zoe", through_defaults={"visits": 5}
    )
    return zoe
