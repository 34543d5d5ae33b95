"""Which golden cases are there, what does each declare, and what does the tool make of it?

A case is `golden/<folder>/<name>.before.py`, and beside it `<name>.after.py`. Its docstring's first line is the rule;
lines further down declare what else is to be expected:

    caveats: m2m-changed            the finding is unsafe, for these reasons and no others
    differs: rows of Notice, value  what may differ when both are run, and must somewhere (`test_equivalence.py`)
    raises: IntegrityError          what every run of it raises before it is rewritten
    many: bulk                      the configuration that it is for, where that is not the default
    unknown-arguments: leave
    defaults: school.Start.bib=7    what new rows get besides, so that they are not those that the call would make

What the tool must leave alone has no `.after.py`; its site's line ends in `# left: reason-name`. In the folder
`lookalike` nothing is a site.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from through_codemod.codemod import Failure, Result, rewrite
from through_codemod.config import Config
from through_codemod.infer.modules import Modules
from through_codemod.relations import RelationMap

GOLDEN = Path(__file__).resolve().parent.parent / "golden"
SCHOOL = GOLDEN / "school"
LOOKALIKES = "lookalike"
_LEFT = re.compile(r"# left: ([a-z0-9-]+)$")


@dataclass(frozen=True)
class Case:
    """One golden case, called `folder/name`."""

    name: str

    def __str__(self) -> str:
        return self.name

    @property
    def before(self) -> Path:
        """The file that the tool is given."""
        return GOLDEN / f"{self.name}.before.py"

    @property
    def after(self) -> Path:
        """The file that holds what the tool has to make of it, if it has to make something of it."""
        return GOLDEN / f"{self.name}.after.py"

    @cached_property
    def source(self) -> bytes:
        """The bytes before."""
        return self.before.read_bytes()

    @cached_property
    def docstring(self) -> str:
        """The rule, and the declarations."""
        return ast.get_docstring(ast.parse(self.source)) or ""

    def declared(self, word: str) -> frozenset[str]:
        """Return what the docstring declares under `word`."""
        for line in self.docstring.splitlines()[1:]:
            key, colon, values = line.partition(":")
            if colon and key == word:
                return frozenset(value.strip() for value in values.split(","))
        return frozenset()

    @cached_property
    def caveats(self) -> frozenset[str]:
        """The names of the caveats that make it unsafe."""
        return self.declared("caveats")

    def config(self, *, unsafe_fixes: bool) -> Config:
        """Return the configuration that the case is for."""
        return Config(
            unsafe_fixes=unsafe_fixes,
            many="bulk" if self.declared("many") == {"bulk"} else "loop",
            unknown_arguments="leave" if self.declared("unknown-arguments") == {"leave"} else "coerce",
            defaults=self.defaults,
        )

    @property
    def defaults(self) -> dict[str, dict[str, str]]:
        """The configured defaults: expressions by through model and field."""
        found: dict[str, dict[str, str]] = {}
        for item in self.declared("defaults"):
            field, _, text = item.partition("=")
            label, _, name = field.rpartition(".")
            found.setdefault(label.lower(), {})[name] = text
        return found

    @cached_property
    def left(self) -> dict[int, str]:
        """The lines of sites that must be left, with the reason's name."""
        lines = self.source.decode().splitlines()
        return {number: found[1] for number, line in enumerate(lines, 1) if (found := _LEFT.search(line))}

    @property
    def stays(self) -> bool:
        """Whether the tool must not touch it."""
        return bool(self.left) or self.name.startswith(f"{LOOKALIKES}/")

    def result(self, relations: RelationMap, *, unsafe_fixes: bool, source: bytes | None = None) -> Result:
        """Return what the tool makes of the case, or of another `source` in its place."""
        found = _rewritten(self, self.source if source is None else source, relations, unsafe_fixes)
        if isinstance(found, Failure):
            raise AssertionError(f"{self.name}:{found.line}: {found.stage} failed: {found.message}")
        return found


_modules: dict[int, Modules] = {}
_results: dict[tuple[Case, bytes, bool], Result | Failure] = {}


def _rewritten(case: Case, source: bytes, relations: RelationMap, unsafe_fixes: bool) -> Result | Failure:
    """Ask the tool once; all cases share the modules, as the files of a run do."""
    key = case, source, unsafe_fixes
    if key not in _results:
        modules = _modules.setdefault(id(relations), Modules([SCHOOL], relations))
        _results[key] = rewrite(str(case.before), source, relations, case.config(unsafe_fixes=unsafe_fixes), modules)
    return _results[key]


CASES = [
    Case(path.relative_to(GOLDEN).as_posix().removesuffix(".before.py"))
    for path in sorted(GOLDEN.glob("*/*.before.py"))
    if not path.is_relative_to(SCHOOL)
]
REWRITTEN = [case for case in CASES if not case.stays]
STAYING = [case for case in CASES if case.stays]
