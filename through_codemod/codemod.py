"""What becomes of one file? The pure function from its bytes and the relation map to its new bytes and findings."""

from __future__ import annotations

import ast
import os
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property, partial

from through_codemod.changes import composed, edits_of
from through_codemod.config import Config
from through_codemod.document import Document, UnreadableError, untouched
from through_codemod.draft import Plan
from through_codemod.evidence import NOTHING, Seen
from through_codemod.expressions import label_of
from through_codemod.findings import Applicability, Choice, Failure, Finding, Result, carried, caught_up, everything
from through_codemod.grammar import parsed
from through_codemod.identifiers import bound_at_top, identifiers
from through_codemod.infer import Inference
from through_codemod.infer.modules import Module, Modules
from through_codemod.infer.travels import NOWHERE, Travels
from through_codemod.infer.values import Accessor, Unknown
from through_codemod.messages import CODES, message_of
from through_codemod.outline import OutlineError, outline
from through_codemod.plan import plan_of
from through_codemod.reasons import Left, Reason, left
from through_codemod.relations import RelationMap
from through_codemod.sites import VERBS, CallSite, Unresolved, find_sites
from through_codemod.splice import EditError, Patch, Splice, apply
from through_codemod.suppression import Suppressions, suppressions
from through_codemod.unshown import Maker, Unshown, unshown

__all__ = ["Applicability", "Failure", "Finding", "Result", "inspect", "rewrite"]

_DEPTH = 8


def rewrite(
    path: str,
    source: bytes,
    relations: RelationMap,
    config: Config,
    modules: Modules,
    *,
    replacements: bool = True,
    choose: Choice = everything,
    seen: Seen = NOTHING,
    arrived: Travels = NOWHERE,
) -> Result | Failure:
    """Return what becomes of the file `path` that holds `source`.

    Every site that may be fixed under `config`, and that `choose` chooses among all of them, is rewritten in `output`,
    and all sites are among the findings; what takes their place is told apart from it only with `replacements`. The
    output compiles, and a second pass over it has nothing more to fix; where that fails, it is a `Failure` and the file
    stays as it is. `seen` is what a recorded run saw in the source, `arrived` are the managers that other files hand to
    it.
    """

    def rewritten(document: Document) -> Result | Failure:
        with closing(_Pass(path, document, relations, config, modules, replacements, seen, arrived)) as job:
            result = _rewrite(job, _DEPTH, choose)
            return result._replace(travels=job.travels or None) if isinstance(result, Result) else result

    return _worked(path, source, modules, rewritten)


def inspect(
    path: str,
    source: bytes,
    relations: RelationMap,
    config: Config,
    modules: Modules,
    *,
    replacements: bool = False,
    patches: bool = False,
    seen: Seen = NOTHING,
    arrived: Travels = NOWHERE,
) -> Result | Failure:
    """Return the findings of the file `path` that holds `source`, with nothing rewritten.

    Without `replacements` they do not say what would take their place: writing that is most of the work. With
    `patches` each safe one brings its own. `seen` and `arrived` are as for `rewrite`.
    """

    def findings(document: Document) -> Result:
        with closing(_Pass(path, document, relations, config, modules, replacements, seen, arrived)) as job:
            judged, stale = job.heard()
            found = [item.finding._replace(patches=job.patches(item)) if patches else item.finding for item in judged]
            return Result(path, source, source, (*found, *stale), travels=job.travels or None)

    return _worked(path, source, modules, findings)


def _worked(
    path: str, source: bytes, modules: Modules, work: Callable[[Document], Result | Failure]
) -> Result | Failure:
    """Return what `work` makes of the file.

    Its functions are parsed as they are looked into, and all of them before anything is said of it: a file with a
    finding must be Python from end to end. Where a function is not what it seemed to be, in the file or in a module
    that it needs, that is parsed as a whole and the work is done again.
    """
    file = os.path.abspath(path)

    def tree(data: bytes) -> ast.Module:
        known = modules.known(file, data)
        return known.tree if known is not None else outline(data, modules.reading(file, modules.read))

    while True:
        mistaken = len(modules.uncut)
        try:
            document = Document(source, tree if file not in modules.uncut else None)
            result = work(document)
            if isinstance(result, Failure) or result.findings:
                document.complete(modules.read)
            return result
        except OutlineError:
            if len(modules.uncut) == mistaken and file in modules.uncut:
                raise
            if len(modules.uncut) == mistaken:
                modules.uncut.add(file)
        except UnreadableError as error:
            return Failure(path, "parse", str(error), error.line, error.column)


def _rewrite(job: _Pass, passes: int, choose: Choice) -> Result | Failure:
    path, document = job.path, job.document
    judged, stale = job.heard()
    flags = choose([item.finding for item in judged])
    wanted = _wanted(job, judged, flags)
    chosen = [item for item in wanted if not any(item is not other and item.holds(other) for other in wanted)]
    if not chosen:
        return Result(path, document.raw, document.raw, (*(item.finding for item in judged), *stale))
    statements = {item.statement for item in chosen}
    waiting = any(item not in chosen and (item in wanted or item.statement in statements) for item in judged)
    try:
        splices = job.splices(chosen)
        output = document.encode(apply(document.data, splices))
        edits = edits_of(document.data, splices)
        touched = (
            output if waiting else document.encode(apply(document.data, [*splices, *untouched(document, splices)]))
        )
        again = _again(job, touched, job.seen.after(edits))
    except (UnreadableError, SyntaxError, ValueError) as error:
        return Failure(path, "verify", f"the rewritten file would not compile ({error}); please report it")
    except EditError as error:
        line = chosen[0].finding.line
        return Failure(path, "rewrite", f"could not be rewritten: {error}; please report it", line)
    later: list[Finding] = []
    rest = [(item.finding, flag) for item, flag in zip(judged, flags, strict=True) if item not in chosen]
    if waiting and passes:
        result = _rewrite(again, passes - 1, partial(carried, rest))
        if isinstance(result, Failure):
            return result
        output, edits = result.output, composed(edits, result.edits)
        later = [finding for finding in result.findings if finding.fixed]
    elif _has_more(again, rest) and _has_more(_again(job, output, job.seen.after(edits)), rest):
        return Failure(path, "verify", "a second pass over the rewritten file finds more to do; please report it")
    findings = [
        item.finding._replace(fixed=True) if item in chosen else caught_up(item.finding, later) for item in judged
    ]
    return Result(path, document.raw, output, (*findings, *stale), edits)


def _has_more(job: _Pass, rest: Sequence[tuple[Finding, bool]]) -> bool:
    """Whether a pass finds more to do than the `rest`: one without all definitions may know less of what stands."""
    found = job.heard()[0]
    return bool(_wanted(job, found, carried(rest, [item.finding for item in found])))


def _wanted(job: _Pass, judged: Sequence[_Judged], flags: Sequence[bool]) -> list[_Judged]:
    return [item for item, flag in zip(judged, flags, strict=True) if flag and item.wanted(job.config)]


def _again(job: _Pass, source: bytes, seen: Seen) -> _Pass:
    """Return a pass over `source`, which must compile, for the same file."""
    document = Document(source)
    compile(document.tree, job.path, "exec", dont_inherit=True)
    return _Pass(job.path, document, job.relations, job.config, job.modules, False, seen, draft=True)


def _stale(line: int, column: int, code: str) -> Finding:
    match code:
        case "*":
            message = "this comment silences nothing; delete it"
        case "":
            message = "this comment names no code between its brackets and silences nothing; name some, or delete it"
        case _:
            message = f"no {code} is silenced here; delete it"
    return Finding("TM902", message, line, column, line, column, Applicability.LEFT)


@dataclass(frozen=True, slots=True, eq=False)
class _Judged:
    """A site with the outcome that it is reported with."""

    site: CallSite | Unresolved
    outcome: Plan | Left
    finding: Finding

    @property
    def code(self) -> str:
        return self.finding.code

    @property
    def statement(self) -> ast.stmt | None:
        """The statement that the site stands in, where that is known."""
        return self.site.slot.statement if isinstance(self.site, CallSite) else None

    @property
    def last_line(self) -> int:
        return self.finding.end_line

    def first_line(self) -> int:
        """The first line that a comment about the site may stand on: that of its statement."""
        return min(self.finding.line, getattr(getattr(self.site, "slot", None), "statement", self.site.node).lineno)

    def wanted(self, config: Config) -> bool:
        return isinstance(self.outcome, Plan) and (not self.outcome.caveats or config.unsafe_fixes)

    def holds(self, other: _Judged) -> bool:
        """Whether the other site stands inside this one, which then has to wait for the next pass."""
        mine, its = self.site.node, other.site.node
        return (mine.lineno, mine.col_offset) <= (its.lineno, its.col_offset) and (
            (its.end_lineno or 0, its.end_col_offset or 0) <= (mine.end_lineno or 0, mine.end_col_offset or 0)
        )


class _Pass:
    """One pass over one document."""

    def __init__(
        self,
        path: str,
        document: Document,
        relations: RelationMap,
        config: Config,
        modules: Modules,
        replacements: bool,
        seen: Seen,
        arrived: Travels = NOWHERE,
        draft: bool = False,
    ) -> None:
        self.path = path
        self.document = document
        self.relations = relations
        self.config = config.on(path)
        self.modules = modules
        self.replacements = replacements
        self.seen = seen
        self.arrived = arrived
        self.travels = NOWHERE  # of its own managers, once they are heard of
        known = modules.known(os.path.abspath(path), document.data)
        if known is None or known.tree is not document.tree:
            known = Module.of(modules.name_of(path), path, document.tree, document.data)
        self.module = known
        self.inference = Inference(self.module, relations, modules, draft)
        self._taken: dict[ast.AST, frozenset[str]] = {}

    def close(self) -> None:
        """Let go of what was found about the document's names."""
        self.inference.close()

    def heard(self) -> tuple[list[_Judged], list[Finding]]:
        """Return the sites that are to be reported, and the writes that none shows and the comments that silence none.

        A comment that speaks of what only a recorded run can see is stale only where there is one.
        """
        silenced = suppressions(self.document.text)
        given = self.document, self.inference, self.relations, self.modules
        sites, self.travels = find_sites(*given, self.seen, self.arrived)
        judged = [
            item
            for item in self._judged(sites)
            if not silenced.covers(item.code, item.first_line(), item.last_line) and self.config.hears(item.code)
        ]
        hidden = [self._unshown(item) for item in unshown(self.seen, sites)]
        heard = [
            finding
            for finding in hidden
            if not silenced.covers(finding.code, finding.line, finding.end_line) and self.config.hears(finding.code)
        ]
        if silenced.stale():
            self._reserve(silenced)
        stale = silenced.stale() if self.config.hears("TM902") else []
        told = [_stale(*comment) for comment in stale if self.seen.writes or comment[2] not in set(Maker)]
        return judged, [*heard, *told]

    def _reserve(self, silenced: Suppressions) -> None:
        """Count a comment as used that stands beside a verb on what another file may hand over, or keep."""
        for name, verb in VERBS.items():
            for use in self.inference.attributes(name):
                if any(isinstance(value, Unknown | Accessor) for value in self.inference.values(use.value)):
                    statement = self.inference.statement(use)
                    silenced.covers(CODES[verb], statement.lineno, use.end_lineno or use.lineno)

    def _judged(self, sites: Sequence[CallSite | Unresolved]) -> list[_Judged]:
        if not sites:
            return []
        outcomes = [outcome for outcome, _ in self._outcomes(sites)]
        return [
            _Judged(site, outcome, self._finding(site, outcome)) for site, outcome in zip(sites, outcomes, strict=True)
        ]

    def _outcomes(self, sites: Sequence[CallSite | Unresolved]) -> list[tuple[Plan | Left, object]]:
        from through_codemod.imports import Imports
        from through_codemod.spelling import SiteNames

        imports = Imports(
            self.module, self.document.data, self.inference, self.relations, self.modules, self.config.line_length
        )
        reserved: dict[ast.stmt, set[str]] = {}
        outcomes: list[tuple[Plan | Left, object]] = []
        for site in sites:
            match site:
                case CallSite():
                    given_away = reserved.setdefault(site.slot.statement, set())
                    names = SiteNames(imports, self.inference, site, self.taken, given_away)
                    outcomes.append((plan_of(site, self.relations, names, self.config), imports))
                case Unresolved():
                    outcomes.append((left(Reason(site.name), site.detail), imports))
        return outcomes

    def splices(self, chosen: Sequence[_Judged]) -> list[Splice]:
        """Return what puts the plans of `chosen` in place, and the imports that they need. Raises `EditError`."""
        from through_codemod.edit import Replacement, edit
        from through_codemod.imports import Imports

        sites = [item.site for item in chosen]
        replacements = []
        planned = self._outcomes(sites)
        for site, (outcome, _) in zip(sites, planned, strict=True):
            assert isinstance(site, CallSite)
            assert isinstance(outcome, Plan)
            replacements.append(Replacement(site.slot.outer or site.node, site.slot, outcome))
        imports = planned[0][1]
        assert isinstance(imports, Imports)
        return [*edit(self.document, self.inference, replacements, self.config.line_length), *imports.splices()]

    def patches(self, item: _Judged) -> tuple[Patch, ...]:
        """Return what puts a safe plan in place, whatever becomes of the other sites; nothing for one that is not."""
        if item.finding.applicability is not Applicability.SAFE:
            return ()
        try:
            splices = self.splices([item])
            compile(parsed(apply(self.document.data, splices)), self.path, "exec", dont_inherit=True)
        except (EditError, SyntaxError, ValueError):
            return ()
        return tuple(self.document.patch(splice) for splice in sorted(splices, key=lambda splice: splice.start))

    def taken(self, node: ast.AST) -> frozenset[str]:
        """Return the names that mean something in the outermost function around `node`, or in the module."""
        scope: ast.AST = self.document.tree
        parent = self.inference.parent(node)
        while parent is not None:
            if isinstance(parent, ast.FunctionDef | ast.AsyncFunctionDef):
                scope = parent
            parent = self.inference.parent(parent)
        if scope not in self._taken:
            self._taken[scope] = self._at_top.union(identifiers(scope))
        return self._taken[scope]

    @cached_property
    def _at_top(self) -> frozenset[str]:
        return frozenset(bound_at_top(self.document.tree))

    def _finding(self, site: CallSite | Unresolved, outcome: Plan | Left) -> Finding:
        node = site.node
        relation = site.relation
        end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset or 0
        plan = outcome if isinstance(outcome, Plan) else None
        applicability = Applicability.LEFT
        if plan is not None:
            applicability = Applicability.UNSAFE if plan.caveats else Applicability.SAFE
        receiver_model = label_of(self.relations, site.owner) if site.owner is not None else None
        call = site.call if isinstance(site, CallSite) else node
        return Finding(
            code=CODES[VERBS[site.method]],
            message=message_of(site),
            line=call.lineno,
            column=self.document.characters(call.lineno, call.col_offset) + 1,
            end_line=end_line,
            end_column=self.document.characters(end_line, end_column) + 1,
            applicability=applicability,
            function=self._function(node),
            method=site.method,
            accessor=site.accessor if isinstance(site, Unresolved) else site.relation.accessor,
            relation=relation.field if relation else None,
            direction=relation.direction if relation else None,
            through=relation.through_label if relation else None,
            receiver=site.receiver if isinstance(site, Unresolved) else site.receiver.text,
            receiver_model=receiver_model,
            known_by=site.known_by or None,
            arguments=tuple(argument.kind.value for argument in site.arguments if argument.keyword in (None, "objs"))
            if isinstance(site, CallSite)
            else (),
            caveats=plan.caveats if plan else (),
            notes=plan.notes if plan else (),
            reason=outcome if isinstance(outcome, Left) else None,
            replacement=self._replacement(site, plan)
            if plan and self.replacements and isinstance(site, CallSite)
            else None,
        )

    def _unshown(self, item: Unshown) -> Finding:
        """Return the finding for a write that no call shows, at the call that leads to it or its whole line."""
        write = item.write
        document, end_line = self.document, write.end_line or write.line
        first, last = (
            document.data[document.line_starts[n - 1] : document.line_end(n)] for n in (write.line, end_line)
        )
        column = len(first) - len(first.lstrip()) if write.column is None else write.column
        end_column = len(last.rstrip()) if write.end_column is None else write.end_column
        start, end = (len(text.decode("utf-8", "replace")) + 1 for text in (first[:column], last[:end_column]))
        return item.finding((write.line, start), (end_line, end))

    def _function(self, node: ast.AST) -> str | None:
        names = []
        while (parent := self.inference.parent(node)) is not None:
            if isinstance(parent, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                names.append(parent.name)
            node = parent
        return ".".join(reversed(names)) or None

    def _replacement(self, site: CallSite, plan: Plan) -> str:
        """Return the code that takes the place of the site's statement, at the depth of the left margin."""
        from through_codemod.edit import replacement_text

        return replacement_text(self.document, site.slot, site.node, plan, self.config.line_length)
