"""Does a stream show colours, and how are they written?"""

from __future__ import annotations

import os
import re
import sys
from enum import StrEnum
from typing import TextIO

# what a terminal obeys instead of showing, a carriage return that ends a line excepted; and https://trojansource.codes
_UNSEEN = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]|\r(?!\n)"


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


def visible(text: str) -> str:
    """Return source text as it may go to a terminal: what would move the cursor or hide text is written out."""
    return re.sub(_UNSEEN, lambda found: ascii(found.group())[1:-1], text)


def say(message: str) -> None:
    """Print a message to stderr, under the program's name."""
    print(f"through-codemod: {message}", file=sys.stderr)


def write_bytes(content: bytes) -> None:
    """Write bytes to stdout, behind the text that is there."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()
