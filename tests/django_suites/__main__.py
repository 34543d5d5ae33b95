"""How does `fix` fare on the many-to-many tests of each Django version?

    python -m tests.django_suites 3.2 4.2 5.2 6.1 --python 3.2=venv3.2/bin/python --source 3.2=Django-3.2.25

For every version not named by `--source` the source package is downloaded; `--python` names the interpreter to run
it with where this one is too new for it. `--keep FOLDER` leaves the rewritten trees there, to be read.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

from . import SITES, Suite, downloaded

COLUMNS = ("Django", "sites before", "sites after", "tests run", "passed before", "passed after", "same outcomes")


def main() -> int:
    """Print the table; 0 where every version is migrated whole and passes what it passed."""
    parser = argparse.ArgumentParser(prog="python -m tests.django_suites")
    parser.add_argument("versions", nargs="*", default=list(SITES))
    parser.add_argument("--python", action="append", default=[], metavar="VERSION=INTERPRETER")
    parser.add_argument("--source", action="append", default=[], metavar="VERSION=TREE")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "through-codemod-django")
    parser.add_argument("--keep", type=Path, metavar="FOLDER")
    parser.add_argument("--safe", action="store_true", help="without --unsafe-fixes")
    options = parser.parse_args()
    pythons = dict(item.split("=", 1) for item in options.python)
    sources = dict(item.split("=", 1) for item in options.source)

    rows, notes, failed = [], [], False
    with tempfile.TemporaryDirectory() as temporary:
        for version in options.versions:
            source = Path(sources[version]).resolve() if version in sources else downloaded(version, options.cache)
            tests = (options.keep.resolve() if options.keep else Path(temporary)) / version
            suite = Suite.copy(source, tests, pythons.get(version, sys.executable))
            before = suite.record()
            fix = suite.through_codemod("fix", *([] if options.safe else ["--unsafe-fixes"]))
            after = suite.record()
            same = before.outcomes == after.outcomes
            sites = (len(before.writes), len(after.writes))
            passed = (before.passed, after.passed)
            rows.append((version, *sites, len(after.outcomes), *passed, "yes" if same else "NO"))
            failed |= bool(after.writes) or not same or len(before.writes) != SITES.get(version, len(before.writes))
            notes += [f"{version}: fix ended with {fix.returncode}", *fix.stderr.splitlines()]
            notes += [f"{version}: still written: {write}" for write in after.writes]
            notes += [
                f"{version}: {test}: {before.outcomes.get(test)} -> {after.outcomes.get(test)}"
                for test in sorted(before.outcomes.keys() | after.outcomes.keys())
                if before.outcomes.get(test) != after.outcomes.get(test)
            ]
            left = Counter(
                (item["code"], item["applicability"], item["reason"]["name"] if item["reason"] else "")
                for item in suite.findings()
            )
            notes += [f"{version}: {count} left: {' '.join(kind)}" for kind, count in sorted(left.items())]

    widths = [max(len(str(row[index])) for row in [COLUMNS, *rows]) for index in range(len(COLUMNS))]
    for row in [COLUMNS, *rows]:
        print("  ".join(str(cell).rjust(width) for cell, width in zip(row, widths, strict=True)))
    print("\n".join(notes))
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
