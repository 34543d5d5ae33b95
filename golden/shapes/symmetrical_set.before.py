"""Where one of the two rows is missing the accessor leaves it so, the loop makes it.

caveats: asymmetric-rows
differs: rows of Friendship
"""

from school.models import Person


def run(person: Person, others: list[Person]):
    person.friends.set(others)
