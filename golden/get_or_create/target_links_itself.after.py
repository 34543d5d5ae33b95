"""Where saving the target may link it already, the link is made only if it is not there."""

from school.models import Choir, Part


def run(choir: Choir):
    singer, created = choir.singers.all().get_or_create(name="name 1")
    if created:
        Part.objects.get_or_create(choir=choir, singer=singer)
    return singer, created
