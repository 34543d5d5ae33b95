"""What did the project configure in `[tool.through-codemod]` of its pyproject.toml?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Config:
    """What the core needs to know about how to write; the doors' own settings are theirs."""

    unsafe_fixes: bool = False
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    many: Literal["loop", "bulk"] = "loop"
    line_length: int = 88
