"""Saving the target may link it already, whether anybody keeps it or not."""

from school.models import Choir, Part, Singer


def run(choir: Choir):
    singer = Singer.objects.create(name="Zoe")
    Part.objects.get_or_create(choir=choir, singer=singer)
