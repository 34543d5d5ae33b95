"""What does a team look at to decide on each site? One page by relation and file, which needs nothing but itself.

Whatever comes from the project is escaped. The page's own style and script are allowed by what they are, and nothing
else is: https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Content-Security-Policy
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Sequence
from importlib.resources import files
from itertools import groupby, zip_longest
from typing import TYPE_CHECKING, NamedTuple

from through_codemod.decisions import digest, spelled
from through_codemod.report import Change
from through_codemod.report.diff import CONTEXT, decoded, minimal_edits, spans
from through_codemod.report.highlight import highlighted, shown
from through_codemod.report.text import counted

if TYPE_CHECKING:
    from through_codemod.findings import Finding

NO_RELATION = "relation not known"


class ReviewedSite(NamedTuple):
    """A finding, the text that it is known by, and what becomes of the file if this site alone is rewritten.

    Where nothing can, `change` has the same bytes twice, or none where the file could not be read. What is no call site
    is known by no text.
    """

    path: str
    known_as: str
    fingerprint: str
    finding: Finding
    change: Change

    @property
    def relation(self) -> str:
        """The heading that the site stands under."""
        return self.finding.relation or NO_RELATION

    @property
    def can_be_chosen(self) -> bool:
        """Whether there is anything to choose."""
        return self.change.before != self.change.after


def review_page(sites: Sequence[ReviewedSite]) -> str:
    """Return the page."""
    style, script = (files(__package__).joinpath(name).read_text("utf-8") for name in ("review.css", "review.js"))
    ordered = sorted(sites, key=lambda site: (site.relation == NO_RELATION, site.relation))
    kinds = ("safe", "unsafe", "left")
    counts = ", ".join(
        f"{count} {kind}" for kind in kinds if (count := sum(site.finding.applicability == kind for site in sites))
    )
    relations = "".join(f"<option>{shown(name)}</option>" for name in dict.fromkeys(site.relation for site in ordered))
    boxes = "".join(
        f'<label><input type="checkbox" name="kind" value="{kind}" checked> {kind}</label>' for kind in kinds
    )
    policy = (
        f"default-src 'none'; style-src '{_allowed(style)}'; script-src '{_allowed(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width">
<title>through-codemod: {counted(len(sites), "site")} to review</title>
<style>{style}</style>
</head>
<body>
<header id="top">
<h1>Writes through many-to-many accessors</h1>
<p>{counted(len(sites), "site")}: {counts or "nothing to review"}.
Tick those that are to be rewritten, save the decisions, and run
<code>through-codemod fix --decisions decisions.json</code>.</p>
<div id="filters">
<label>Relation <select id="relation"><option value="">all</option>{relations}</select></label>
<label>Text <input id="text" type="search" placeholder="file, code, caveat"></label>
<span>{boxes}</span>
<span><button id="all" type="button">Tick those shown</button>
<button id="none" type="button">Untick those shown</button></span>
<span><b id="count"></b> <button id="save" type="button">Save decisions</button></span>
</div>
<noscript><p>The page's script, which filters and saves, does not run here.</p></noscript>
</header>
<main>
{"".join(_relations(ordered))}</main>
<script>{script}</script>
</body>
</html>
"""


def _relations(sites: Sequence[ReviewedSite]) -> Iterator[str]:
    for relation, of_relation in groupby(sites, key=lambda site: site.relation):
        yield f'<section class="relation">\n<h2>{shown(relation)}</h2>\n'
        for path, of_file in groupby(of_relation, key=lambda site: site.path):
            yield f'<details class="file" open>\n<summary>{shown(path)}</summary>\n'
            for site in of_file:
                yield from _site(site)
            yield "</details>\n"
        yield "</section>\n"


def _site(site: ReviewedSite) -> Iterator[str]:
    finding, kind = site.finding, site.finding.applicability
    yield f'<article data-kind="{kind}" data-relation="{_attribute(site.relation)}"'
    if site.fingerprint:
        yield f' data-file="{_attribute(site.known_as)}" data-site="{_attribute(site.fingerprint)}"'
        yield f' data-replacement="{digest(finding)}"'
    yield '>\n<p class="what">'
    place = f'<span class="place">{shown(site.path)}:{finding.line}:{finding.column}</span>'
    if site.can_be_chosen:
        ticked = " checked" if kind == "safe" else ""
        yield f'<label><input type="checkbox" class="rewrite"{ticked}> {place}</label>'
    else:
        yield place
    function = f" in <code>{shown(finding.function)}</code>" if finding.function else ""
    yield f'{function} <b>{finding.code}</b> <span class="tag {kind}">{kind}</span> {shown(finding.message)}</p>\n'
    yield "<ul>" + "".join(_reasons(finding)) + "</ul>\n"
    yield from _table(site)
    yield "</article>\n"


def _reasons(finding: Finding) -> Iterator[str]:
    for caveat in finding.caveats:
        yield f"<li><b>{shown(str(caveat.name))}</b>: {shown(caveat.message)}</li>"
    if finding.reason:
        yield f"<li><b>{shown(str(finding.reason.name))}</b>: {shown(finding.reason.message)}</li>"
    for note in finding.notes:
        yield f"<li>{shown(note)}</li>"
    if finding.known_by:
        yield f"<li>the receiver's model is known by: {shown(finding.known_by)}</li>"


def _table(site: ReviewedSite) -> Iterator[str]:
    """Both texts side by side, or the lines around a site that stays."""
    change, finding = site.change, site.finding
    old = highlighted(decoded(change.before, change))
    new = highlighted(decoded(change.after, change)) if site.can_be_chosen else old
    length = len(change.lines[0])
    edits = minimal_edits(change)
    hunks = spans(edits, length)
    if not site.can_be_chosen:
        hunks = [(max(0, finding.line - 1 - CONTEXT), min(length, finding.end_line + CONTEXT))]
    yield '<table><colgroup><col class="n"><col><col class="n"><col></colgroup><tbody>'
    for first, last in hunks:
        yield '<tr class="gap"><td colspan="4"></td></tr>\n'
        at = first
        inside = [edit for edit in edits if first <= edit.start and edit.end <= last]
        shift = inside[0].new_start - inside[0].start if inside else 0
        for edit in inside:
            yield from (_row(old, line, new, line + shift, "") for line in range(at, edit.start))
            pairs = zip_longest(range(edit.start, edit.end), range(edit.new_start, edit.new_end))
            yield from (_row(old, one, new, other, "changed") for one, other in pairs)
            at, shift = edit.end, edit.new_end - edit.end
        yield from (_row(old, line, new, line + shift, "") for line in range(at, last))
    yield "</tbody></table>\n"


def _row(old: Sequence[str], line: int | None, new: Sequence[str], other: int | None, kind: str) -> str:
    def cells(lines: Sequence[str], number: int | None, side: str) -> str:
        if number is None:
            return '<td class="number"></td><td class="none"></td>'
        mark = f' class="{side}"' if kind else ""
        return f'<td class="number">{number + 1}</td><td{mark}><pre>{lines[number]}</pre></td>'

    return f"<tr>{cells(old, line, 'old')}{cells(new, other, 'new')}</tr>\n"


def _attribute(text: str) -> str:
    """Return text as the value of an attribute: what it is is what the page's script reads."""
    return re.sub(r"[^ !#$%(-;=?-~]", lambda found: f"&#{ord(found.group())};", spelled(text))


def _allowed(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
