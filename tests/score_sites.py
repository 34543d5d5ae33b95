"""How many labelled sites of other people's repositories does `check` find and resolve, and does it touch a look-alike?

    python tests/score_sites.py LABELS REPOSITORIES --static
    python tests/score_sites.py LABELS REPOSITORIES --live live.toml

LABELS is a file of JSON lines, one site each: `repo` ("owner/name"), `commit`, `file`, `line`, `method`, `accessor`,
`kind` ("target" or "decoy", a look-alike) and `how` a reader knows the receiver; a target also has its `relation`
("app.Model.field") and `direction`. REPOSITORIES is a directory that holds each one's working tree at that commit, as
`owner+name`; those that are not there are named and skipped. They are read, and with `--live` their settings run.

`live.toml` says how to ask the Django of each repository; relative paths in it start at `folder`:

    ["owner/name"]
    folder = "backend"                                        # where check runs, "." without
    arguments = ["--settings", "config.settings", "--python", "/path/to/its/python"]
    environment = { SECRET_KEY = "x" }

With `--summary` no site is shown, only sums by repository, idiom and reason: for repositories that are kept aside. `-v`
shows each site that was not resolved safely. Of the sums: *found* are targets with any finding; of *known* ones the
relation is the label's, even if they are left for another reason, such as a field class with a manager of its own; of
*wrong* ones it is another; *resolved* have a replacement, safe or unsafe. Exit code 1 if a look-alike was touched or a
relation is wrong, 2 if a repository could not be checked.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Any

Json = dict[str, Any]


class Outcome(StrEnum):
    """What became of a labelled site."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    LEFT = "left"
    MISSED = "missed"
    WRONG = "wrong"
    UNTOUCHED = "untouched"
    REPORTED = "reported"
    TOUCHED = "touched"


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled site, and what `check` says of it."""

    label: Json
    finding: Json | None
    outcome: Outcome

    @property
    def is_known(self) -> bool:
        """Whether this is a target of which `check` names the right relation."""
        told = self.finding and (self.finding["relation"], self.finding["direction"])
        return self.label["kind"] == "target" and told == (self.label["relation"], self.label["direction"])

    @property
    def reasons(self) -> list[str]:
        """Why it was left, or in what a replacement differs: the names."""
        if not self.finding:
            return []
        reason = self.finding["reason"]
        return [reason["name"]] if reason else [caveat["name"] for caveat in self.finding["caveats"]]


@dataclass(slots=True)
class Score:
    """What `check` said of one repository's labels, and how much it says beside them."""

    judged: list[Judged]
    beside: Counter[str] = field(default_factory=Counter)


def judge(labels: Iterable[Json], findings: Iterable[Json], folder: str = ".") -> Score:
    """Return the outcome of each label; the findings' files are relative to `folder`, the labels' to the repository.

    A finding belongs to one label: same file, line, accessor and method, which may be the async form of the label's.
    """
    free: dict[tuple[str, int], list[Json]] = defaultdict(list)
    for finding in findings:
        if finding["code"].startswith("TM1"):
            free[os.path.normpath(PurePosixPath(folder, finding["file"])), finding["line"]].append(finding)
    judged = []
    for label in labels:
        here = free[label["file"], label["line"]]
        found = next((finding for finding in here if _is_about(finding, label)), None)
        if found:
            here.remove(found)
        judged.append(Judged(label, found, _outcome(label, found)))
    return Score(judged, Counter(finding["applicability"] for left in free.values() for finding in left))


def _is_about(finding: Json, label: Json) -> bool:
    return finding["accessor"] == label["accessor"] and finding["method"] in (label["method"], "a" + label["method"])


def _outcome(label: Json, finding: Json | None) -> Outcome:
    if label["kind"] == "decoy":
        if not finding:
            return Outcome.UNTOUCHED
        return Outcome.REPORTED if finding["applicability"] == "left" else Outcome.TOUCHED
    if not finding:
        return Outcome.MISSED
    if finding["relation"] and (finding["relation"], finding["direction"]) != (label["relation"], label["direction"]):
        return Outcome.WRONG
    return Outcome(finding["applicability"])


def rows(judged: Iterable[Judged], key: str) -> Iterator[list[str]]:
    """Yield the table of sums by `key` of the labels, its head first and the sum of all last."""
    by_key: dict[str, Counter[str]] = defaultdict(Counter)
    for site in judged:
        by_key[site.label[key]].update([site.outcome] + ["known"] * site.is_known)
    targets_head = ("targets", "found", "known", "safe", "unsafe", "left", "missed", "wrong", "resolved")
    yield [key, *targets_head, "look-alikes", "touched", "reported"]
    lines = sorted(by_key.items(), key=lambda item: (-sum(item[1].values()), item[0]))
    for name, count in [*lines, ("all", sum((count for _, count in lines), Counter()))]:
        told = [count[outcome] for outcome in ("safe", "unsafe", "left", "missed", "wrong")]
        targets, resolved = sum(told), count["safe"] + count["unsafe"]
        alike = count["untouched"] + count["reported"] + count["touched"]
        share = f"{100 * resolved / targets:.1f} %" if targets else ""
        numbers = [targets, targets - count["missed"], count["known"], *told]
        yield [name, *map(str, numbers), share, *map(str, (alike, count["touched"], count["reported"]))]


def table(lines: Iterable[Sequence[str]]) -> str:
    """Return the rows in columns, those of numbers aligned to the right."""
    columns = []
    for column in zip(*lines, strict=True):
        width = max(map(len, column))
        numbers = all(not cell or cell[0].isdigit() for cell in column[1:])
        columns.append([cell.rjust(width) if numbers else cell.ljust(width) for cell in column])
    return "\n".join("  ".join(row).rstrip() for row in zip(*columns, strict=True))


def reasons(judged: Iterable[Judged]) -> Iterator[list[str]]:
    """Yield how often which reason or caveat stands at targets of an idiom, and at look-alikes, most frequent first."""
    count = Counter(
        (site.outcome.value, name, site.label["how"])
        for site in judged
        for name in site.reasons or [""]
        if site.outcome not in (Outcome.SAFE, Outcome.UNTOUCHED)
    )
    yield ["sites", "outcome", "reason or caveat", "how"]
    for (outcome, name, how), sites in sorted(count.items(), key=lambda item: (item[0][0], -item[1], item[0])):
        yield [str(sites), outcome, name, how]


def site_line(site: Judged) -> str:
    """Return a site for reading: outcome, place, call, why, and how the receiver is known."""
    label, finding = site.label, site.finding or {}
    place = f"{label['repo']} {label['file']}:{label['line']}"
    call = f"{finding.get('receiver') or ''}.{label['accessor']}.{label['method']}"
    known = finding.get("known_by") or ""
    relation = f"{finding['relation']} {finding['direction']}" if site.outcome is Outcome.WRONG and finding else ""
    parts = [site.outcome.value, place, call, ", ".join(site.reasons), relation, known, label["how"]]
    return " | ".join(filter(None, parts))


def checked(root: Path, static: bool, how: Mapping[str, Any]) -> tuple[list[Json], float]:
    """Return the findings of `check` in a repository, and the seconds that it took.

    Raises ValueError with its message where it ends in an error.
    """
    arguments = ["--static"] if static else how.get("arguments", [])
    command = [sys.executable, "-m", "through_codemod", "check", ".", "--output-format", "json", *arguments]
    start = time.perf_counter()
    done = subprocess.run(
        command,
        cwd=root / how.get("folder", "."),
        env=os.environ | how.get("environment", {}),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in (0, 1) or not done.stdout:
        raise ValueError(f"check ended with {done.returncode}: {done.stderr.strip()[-600:]}")
    findings: list[Json] = json.loads(done.stdout)["findings"]
    return findings, time.perf_counter() - start


def main(words: Sequence[str] | None = None) -> int:
    """Print the tables; the exit code is in the module's text."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labels", type=Path)
    parser.add_argument("repositories", type=Path)
    parser.add_argument("--only", action="append", default=[], metavar="OWNER/NAME", help="may be repeated")
    parser.add_argument("--summary", action="store_true", help="no sites")
    parser.add_argument("-v", "--verbose", action="store_true", help="the sites too")
    asked = parser.add_mutually_exclusive_group(required=True)
    asked.add_argument("--static", action="store_true", help="relations from the sources alone")
    asked.add_argument("--live", type=Path, metavar="TOML", help="how each repository's Django is asked")
    options = parser.parse_args(words)
    if options.summary and options.verbose:
        parser.error("--summary shows no sites, -v does")

    labels: dict[str, list[Json]] = defaultdict(list)
    for line in options.labels.read_text("utf-8").splitlines():
        label = json.loads(line)
        labels[label["repo"]].append(label)
    live = tomllib.loads(options.live.read_text("utf-8")) if options.live else {}
    names = options.only or sorted(labels if options.static else live)

    judged: list[Judged] = []
    failed = False
    for name in names:
        root = options.repositories / name.replace("/", "+")
        if not root.is_dir():
            print(f"{name}: not here, {len(labels[name])} labels skipped", file=sys.stderr)
            continue
        how = live.get(name, {})
        try:
            findings, seconds = checked(root.resolve(), options.static, how)
        except ValueError as error:
            print(f"{name}: {error}", file=sys.stderr)
            failed = True
            continue
        score = judge(labels[name], findings, how.get("folder", "."))
        judged += score.judged
        beside = ", ".join(f"{count} {kind}" for kind, count in sorted(score.beside.items())) or "none"
        print(f"{name}: {seconds:.1f} s, findings without a label: {beside}", file=sys.stderr)
    print(table(rows(judged, "repo")), table(rows(judged, "how")), table(reasons(judged)), sep="\n\n")
    if options.verbose:
        shown = [site for site in judged if site.outcome not in (Outcome.SAFE, Outcome.UNTOUCHED)]
        print("", *sorted(map(site_line, shown)), sep="\n")
    if failed:
        return 2
    return int(any(site.outcome in (Outcome.WRONG, Outcome.TOUCHED) for site in judged))


if __name__ == "__main__":
    sys.exit(main())
