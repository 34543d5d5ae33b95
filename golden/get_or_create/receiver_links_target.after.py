"""What a receiver may have linked is asked for where the target was created, in as many lines as it takes."""

from school.models import Gym, GymPass


def run(gym: Gym):
    for name in ["Zoe", "name 1", "Zoe"]:
        athlete_with_a_rather_long_name, created = gym.athletes.all().get_or_create(
            name=name
        )
        if (
            created
            and not GymPass.objects.filter(
                gym=gym, athlete=athlete_with_a_rather_long_name
            ).exists()
        ):
            GymPass.objects.create(gym=gym, athlete=athlete_with_a_rather_long_name)
    return athlete_with_a_rather_long_name, created
