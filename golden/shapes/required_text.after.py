"""What nobody provides is empty before and after."""

from school.models import Panel, Person, Talk


def run(panel: Panel, speaker: Person):
    Talk.objects.get_or_create(panel=panel, speaker=speaker)
