"""What does the matrix come to under one interpreter? `python -m matrix` in this folder's parent prints it."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter

from matrix.judging import Verdict
from matrix.projects import SQLITE, Database, Project, Tried, judged_by_shape
from matrix.shapes import SETTINGS


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", default=sys.executable, help="an interpreter that has a Django")
    parser.add_argument("--shape", default="", help="only shapes whose name contains this")
    parser.add_argument("--form", default="", help="only forms whose name contains this")
    parser.add_argument("--postgres", default="", help="the folder of a server's socket, as well")
    parser.add_argument("--tried", choices=list(Tried), type=Tried, default=Tried.MANY, help="how much is tried")
    parser.add_argument("-v", "--verbose", action="store_true", help="show each cell that is not equal")
    options = parser.parse_args()
    began = time.monotonic()
    total: dict[Database, Counter[Verdict]] = {}
    rules: dict[Database, Counter[str]] = {}
    projects = [Project.of(options.python, settings) for settings in SETTINGS]
    databases = [SQLITE, *([Database("PostgreSQL", options.postgres)] if options.postgres else [])]
    for project in projects:
        shapes = [shape for shape in project.shapes(options.tried) if options.shape in str(shape)]
        for database, _, verdicts in judged_by_shape(project, shapes, databases, options.tried):
            for item in verdicts:
                if options.form not in str(item.cell.form):
                    continue
                total.setdefault(database, Counter())[item.verdict] += 1
                rules.setdefault(database, Counter()).update(item.rules)
                if item.verdict is Verdict.WRONG or (options.verbose and item.verdict is not Verdict.EQUAL):
                    print(f"{item.verdict.upper()} on {database}: {item.cell}")
                    for difference in (item.silent if item.verdict is Verdict.WRONG else item.differences)[:2]:
                        print(f"      {difference}")
    for database, count in total.items():
        counts = ", ".join(f"{count[verdict]} {verdict}" for verdict in Verdict)
        seconds = time.monotonic() - began
        print(f"Django {projects[0].relations.django}, {database}: {count.total()} cells: {counts}; {seconds:.1f} s")
        for line, number in sorted(rules[database].items()):
            print(f"    {number:>4} {line}")


if __name__ == "__main__":
    main()
