"""How are values found that depend on each other? By assuming nothing and repeating until nothing new comes."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from through_codemod.infer.values import NOTHING, Values, join, unknown

DEEPEST = 70
ROUNDS = 6
STEPS = 60_000
DEPTH_CUT = 1  # the bit that says: cut off by DEEPEST, so true only for this question


class ExhaustedError(Exception):
    """A question took more steps than any answer is worth."""


class Engine:
    """Remembers answers, and finds those that depend on themselves as the least fixed point.

    `_touched` is the set, as bits, of the questions under way whose assumed answers were used.
    """

    def __init__(self) -> None:
        self._assumed: dict[tuple[int, Hashable], Values] = {}
        self._bits: dict[tuple[int, Hashable], int] = {}
        self._touched = 0
        self._steps = 0

    def solve(self, memo: dict[Hashable, Values], key: Hashable, compute: Callable[[], Values]) -> Values:
        """Return the answer to `key`: the one in `memo`, or what `compute` finds, which may ask for `key` again."""
        if key in memo:
            return memo[key]
        place = (id(memo), key)
        if place in self._assumed:
            self._touched |= self._bits[place]
            return self._assumed[place]
        level = len(self._assumed)
        if level == 0:
            self._steps = self._touched = 0
        self._steps += 1
        if self._steps > STEPS:
            raise ExhaustedError
        if level >= DEEPEST:
            self._touched |= DEPTH_CUT
            return unknown("too deep")
        outer, mine, bit = self._touched, 0, 2 << level
        self._assumed[place] = NOTHING
        self._bits[place] = bit
        try:
            for _ in range(ROUNDS):
                self._touched = 0
                found = compute()
                mine |= self._touched
                if not self._touched & bit or found == self._assumed[place]:
                    break
                self._assumed[place] = join((self._assumed[place], found))
            else:
                found = unknown("depends on itself")
        finally:
            del self._assumed[place], self._bits[place]
        mine &= bit - 1
        if not mine:
            memo[key] = found
        self._touched = outer | mine
        return found
