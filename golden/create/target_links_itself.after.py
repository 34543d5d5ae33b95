"""Where saving the target may link it already, the link is made only if it is not there.

The singer has joined the choir as an alto, and stays one.
"""

from school.models import Choir, Part, Singer


def run(choir: Choir):
    zoe = Singer.objects.create(name="Zoe")
    Part.objects.get_or_create(choir=choir, singer=zoe, defaults={"voice": "bass"})
    return zoe
