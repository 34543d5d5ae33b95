"""In which order does a class look through its bases?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


def merged(orders: Iterable[Sequence[T]]) -> Iterator[T]:
    """Yield the C3 linearisation of `orders`; where there is none, their first appearances.

    https://docs.python.org/3/howto/mro.html
    """
    left = [list(order) for order in orders if order]
    while len(left) > 1:
        for order in left:
            head = order[0]
            if not any(head in other[1:] for other in left):
                break
        else:
            head = left[0][0]
        yield head
        left = [rest for order in left if (rest := [item for item in order if item != head])]
    for order in left:
        yield from dict.fromkeys(order)
