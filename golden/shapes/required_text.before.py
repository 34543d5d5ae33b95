"""What nobody provides is empty before and after."""

from school.models import Panel, Person


def run(panel: Panel, speaker: Person):
    panel.speakers.add(speaker)
