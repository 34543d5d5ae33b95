"""What gives another value each time that it is called?"""

import itertools


class Ticks:
    """Runs begin by setting `numbers`."""

    numbers = itertools.count(1)


def tick():
    return f"tick {next(Ticks.numbers)}"
