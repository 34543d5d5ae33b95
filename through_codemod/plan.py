"""What takes the place of a call site? Data, no nodes: a plan, or the reason why it is left alone."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Caveat:
    """A named way in which the replacement may differ from the call."""

    name: str
    message: str


@dataclass(frozen=True, slots=True)
class Left:
    """Why a site is left alone."""

    name: str
    message: str


@dataclass(frozen=True, slots=True)
class Plan:
    pass
