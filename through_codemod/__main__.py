"""What does the command line do first, as `through-codemod` and as `python -m through_codemod`? It saves time."""

from __future__ import annotations

import atexit
import gc


def main() -> None:
    """Run the command line and exit."""
    # modules and trees are many objects and hardly any garbage: to look for it is a fifth of a run, half of that on the
    # way out; among what has been looked through once there is next to none
    gc.set_threshold(100_000, 50)
    atexit.register(gc.freeze)
    from through_codemod.cli import main as run

    run()


if __name__ == "__main__":
    main()
