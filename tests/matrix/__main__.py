"""What does the matrix come to under one interpreter? `python -m matrix` in this folder's parent prints it."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter

from matrix.judging import Verdict
from matrix.projects import Project
from matrix.shapes import SHAPES


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", default=sys.executable, help="an interpreter that has a Django")
    parser.add_argument("--shape", default="", help="only shapes whose name contains this")
    parser.add_argument("--form", default="", help="only forms whose name contains this")
    parser.add_argument("-v", "--verbose", action="store_true", help="show each cell that is not equal")
    options = parser.parse_args()
    began = time.monotonic()
    total: Counter[Verdict] = Counter()
    with Project.started(options.python) as project:
        for shape in SHAPES:
            if options.shape not in str(shape):
                continue
            for item in project.judge(shape):
                if options.form not in str(item.cell.form):
                    continue
                total[item.verdict] += 1
                if item.verdict is Verdict.WRONG or (options.verbose and item.verdict is not Verdict.EQUAL):
                    print(f"{item.verdict.upper()} {item.cell}")
                    for difference in (item.silent if item.verdict is Verdict.WRONG else item.differences)[:2]:
                        print(f"      {difference}")
    counts = ", ".join(f"{total[verdict]} {verdict}" for verdict in Verdict)
    print(f"{sum(total.values())} cells: {counts}; {time.monotonic() - began:.1f} s")


if __name__ == "__main__":
    main()
