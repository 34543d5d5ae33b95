"""How are values found that depend on each other? By assuming nothing and repeating until nothing new comes.

    for node in tree:            values(found) needs values(node) needs values(found) ...
        found = node or found

A question that comes up again while it is being answered gets the answer assumed so far, at first that there is none.
Whatever used the assumption is provisional: it is kept for as long as the assumption stands, thrown away when the
answer turns out to be larger, and final once it did not. What is thrown away is the least that it will be when it is
found again, so what depends on itself inside of something that does begins with that, and not with nothing: else each
circle in another would double the work.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import TypeVar

from through_codemod.infer.values import NOTHING, Values, join, unknown

DEEPEST = 70
ROUNDS = 6
STEPS = 20_000  # ordinary questions take some dozens; chains over many untyped classes have taken 12,000
LEAST = 200
ENOUGH = 60_000  # for all questions about a module, where they take more than the least; 45,000 are met in projects
DEPTH_CUT = 1  # the bit that says: cut off by DEEPEST, so true only for this question

Memo = dict[Hashable, Values]
Place = tuple[int, Hashable]
K = TypeVar("K")
V = TypeVar("V")


class ExhaustedError(Exception):
    """A question took more steps than any answer is worth."""


@dataclass(slots=True)
class _Asked:
    """A question under way, by the bit that stands for it."""

    bit: int
    assumed: Values
    users: dict[Place, None] = field(default_factory=dict)  # provisional answers that used what is assumed


@dataclass(slots=True)
class _Provisional:
    memo: Memo
    answer: Values
    used: int  # the bits of the questions whose assumed answers it rests on


class Engine:
    """Remembers answers, and finds those that depend on themselves as the least fixed point."""

    def __init__(self) -> None:
        self._asked: dict[Place, _Asked] = {}
        self._by_bit: dict[int, _Asked] = {}
        self._provisional: dict[Place, _Provisional] = {}
        self._least: dict[Place, _Provisional] = {}  # what has been thrown away
        self._used = 0
        self._steps = 0
        self._patience = STEPS
        self._spent = 0

    def begin(self) -> None:
        """Take new patience for another module."""
        self._patience = STEPS
        self._spent = self._steps = 0

    def step(self) -> None:
        """Count a step towards the answer. Raises `ExhaustedError`, and has less patience with what follows."""
        self._steps += 1
        if self._steps > self._patience:
            self._patience = max(LEAST, self._patience // 4)
            raise ExhaustedError

    def solve(self, memo: Memo, key: Hashable, compute: Callable[[], Values]) -> Values:
        """Return the answer to `key`: the one in `memo`, or what `compute` finds, which may ask for `key` again.

        Raises `ExhaustedError` where that takes too long.
        """
        if key in memo:
            return memo[key]
        place = (id(memo), key)
        if (asked := self._asked.get(place)) is not None:
            self._used |= asked.bit
            return asked.assumed
        if (provisional := self._provisional.get(place)) is not None:
            self._used |= provisional.used
            return provisional.answer
        level = len(self._asked)
        if level == 0:
            self._begin_question()
        self.step()
        if level >= DEEPEST:
            self.cut()
            return unknown("too deep")
        outer = self._used
        least = self._least[place].answer if place in self._least else NOTHING
        asked = self._asked[place] = self._by_bit[2 << level] = _Asked(2 << level, least)
        try:
            found, used = self._repeated(asked, compute)
        finally:
            del self._asked[place], self._by_bit[asked.bit]
        if used:
            self._provisional[place] = _Provisional(memo, found, used)
            self._tell(place, used)
        else:
            memo[key] = found
        self._used = outer | used
        return found

    def _begin_question(self) -> None:
        self._spent += max(self._steps - LEAST, 0)
        self._patience = max(min(self._patience, ENOUGH - self._spent), LEAST)
        self._steps = self._used = 0
        self._provisional.clear()
        self._least.clear()

    def cut(self) -> None:
        """Say that the answer under way is true for this question only, and not to be kept."""
        self._used |= DEPTH_CUT

    def remember(self, cache: dict[K, V], key: K, compute: Callable[[], V]) -> V:
        """Return `cache[key]`, else what `compute` finds; it is kept only if it rests on no assumption."""
        if key in cache:
            return cache[key]
        outer, self._used = self._used, 0
        found = compute()
        if not self._used:
            cache[key] = found
        self._used |= outer
        return found

    def ask(self, compute: Callable[[], V]) -> tuple[V, bool]:
        """Return what `compute` finds, and whether that rests on an assumption: there may be more to it."""
        outer, self._used = self._used, 0
        found = compute()
        assumes = bool(self._used)
        self._used |= outer
        return found, assumes

    def _repeated(self, asked: _Asked, compute: Callable[[], Values]) -> tuple[Values, int]:
        """Return the answer and the other questions it rests on; settle what rested on this one."""
        used = 0
        for _ in range(ROUNDS):
            self._used = 0
            found = compute()
            used |= self._used
            if not self._used & asked.bit:
                return found, used & ~asked.bit
            if found <= asked.assumed or found == asked.assumed:
                used &= ~asked.bit
                self._settle(asked, used)
                return asked.assumed, used
            asked.assumed = join((asked.assumed, found))
            self._forget(asked)
        self._forget(asked)
        return unknown("depends on itself"), used & ~asked.bit

    def _tell(self, place: Place, used: int) -> None:
        for bit, asked in self._by_bit.items():
            if used & bit:
                asked.users[place] = None

    def _forget(self, asked: _Asked) -> None:
        for place in asked.users:
            if (entry := self._provisional.pop(place, None)) is not None:
                self._least[place] = entry
        asked.users.clear()

    def _settle(self, asked: _Asked, used: int) -> None:
        for place in asked.users:
            if (entry := self._provisional.get(place)) is None:
                continue
            entry.used = entry.used & ~asked.bit | used
            if entry.used:
                self._tell(place, used)
            else:
                entry.memo[place[1]] = entry.answer
                del self._provisional[place]
