"""Where saving the target may link it already, the link is made only if it is not there.

The singer has joined the choir as an alto, and stays one.
"""

from school.models import Choir


def run(choir: Choir):
    zoe = choir.singers.create(name="Zoe", through_defaults={"voice": "bass"})
    return zoe
