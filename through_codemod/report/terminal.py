"""Does a stream show colours, and how are they written?"""

from __future__ import annotations

import os
from enum import StrEnum
from typing import TextIO


class Style(StrEnum):
    """ECMA-48's numbers for the styles in use."""

    BOLD = "1"
    RED = "31"
    GREEN = "32"
    YELLOW = "33"
    CYAN = "36"


def shows_colors(stream: TextIO) -> bool:
    """Whether to write colours to `stream`: to a terminal, unless NO_COLOR or FORCE_COLOR say otherwise.

    https://no-color.org and https://force-color.org
    """
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def painted(text: str, style: Style | None, colors: bool) -> str:
    """Return `text` in `style`, or as it is where there is none or `colors` are not wanted."""
    return f"\033[{style}m{text}\033[0m" if style and colors else text
