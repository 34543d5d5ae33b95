"""Where saving the target may link it already, the link is made only if it is not there."""

from school.models import Choir


def run(choir: Choir):
    singer, created = choir.singers.get_or_create(name="name 1")
    return singer, created
