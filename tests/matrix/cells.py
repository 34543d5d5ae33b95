"""What stands in the cells of a shape, and what does the tool make of it?"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from matrix.forms.form import Form
from matrix.shapes import Shape
from matrix.traps import Trap
from through_codemod.codemod import Applicability, Failure, Finding, rewrite
from through_codemod.config import Config
from through_codemod.infer.modules import Modules
from through_codemod.relations import RelationMap

PROJECT = Path(__file__).parent / "project"
HEAD = """from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from shapes.ticks import tick
{imports}

"""


@dataclass(frozen=True)
class Cell:
    """A form of a call on a relation of a shape: a function of the module."""

    shape: Shape
    form: Form
    function: str

    def __str__(self) -> str:
        return f"{self.shape}: {self.form}"


@dataclass(frozen=True)
class Written:
    """The cells of a shape: the module before and after, and what the tool found in each function."""

    shape: Shape
    cells: tuple[Cell, ...]
    before: str
    after: str
    findings: tuple[Finding, ...]

    @cached_property
    def functions_before(self) -> dict[str, str]:
        """The text of each function as it was."""
        return functions(self.before)

    @cached_property
    def functions_after(self) -> dict[str, str]:
        """The text of each function as the tool writes it."""
        return functions(self.after)

    @cached_property
    def found(self) -> dict[str, list[Finding]]:
        """The findings in each function."""
        spans = [
            node for node in ast.parse(self.before).body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        ]
        found: dict[str, list[Finding]] = {node.name: [] for node in spans}
        for finding in self.findings:
            (home,) = [node.name for node in spans if node.lineno <= finding.line <= (node.end_lineno or 0)]
            found[home].append(finding)
        return found

    def is_left(self, cell: Cell) -> bool:
        """Whether the tool leaves every site in the cell."""
        found = self.found[cell.function]
        return bool(found) and all(finding.applicability is Applicability.LEFT for finding in found)


def functions(source: str) -> dict[str, str]:
    """Return the text of each function of the module."""
    nodes = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    lines = source.splitlines(keepends=True)
    return {node.name: "".join(lines[node.lineno - 1 : node.end_lineno]) for node in nodes}


def cells_of(shape: Shape, forms: Sequence[Form], django: tuple[int, ...]) -> tuple[Cell, ...]:
    """Return the cells of a shape: the forms that fit it, and that the Django knows."""
    fitting = [form for form in forms if form.since <= django and (form.fits is None or form.fits(shape))]
    return tuple(Cell(shape, form, f"{form.verb}_{number}") for number, form in enumerate(fitting, 1))


def module_text(shape: Shape, cells: Sequence[Cell], relations: RelationMap) -> str:
    """Return the module that holds the cells."""
    bodies = [cell.form.function(cell.function, shape) for cell in cells]
    return HEAD.format(imports=imports_of(shape, relations)) + "\n\n".join(bodies)


def imports_of(shape: Shape, relations: RelationMap) -> str:
    """Return the imports of what the cells of a shape name."""
    places = {ref.name: ref.module for ref in relations.models}
    models = sorted({shape.receiver, shape.argument, "Stranger"})
    imports = ["from uuid import UUID\n"] if shape.key == "UUID" else []
    return "".join([*imports, *(f"from {places[name]} import {name}\n" for name in models)])


def written(shape: Shape, cells: Sequence[Cell], relations: RelationMap, modules: Modules) -> Written:
    """Return the cells as the tool writes them, with unsafe fixes on."""
    source = module_text(shape, cells, relations)
    config = Config(unsafe_fixes=True, many="bulk" if shape.many == "bulk" else "loop")
    path = str(PROJECT / "cells.py")
    result = rewrite(path, source.encode(), relations, config, modules, replacements=False)
    if isinstance(result, Failure):
        raise AssertionError(f"{shape}: {result.stage} failed in line {result.line}: {result.message}")
    return Written(shape, tuple(cells), source, result.output.decode(), result.findings)


def trapped(found: Written, trap: Trap, relations: RelationMap) -> Written:
    """Return the single cell with the trap in place of what the tool wrote for it, as if that were said to be safe."""
    (cell,) = found.cells
    shape = found.shape
    (receiver,) = [ref for ref in relations.models if ref.name == shape.receiver]
    relation = relations.find(receiver, shape.accessor)
    assert relation is not None
    place, link = relation.through
    form = replace(cell.form, body=trap.body.replace("{L}", link))
    head = HEAD.format(imports=imports_of(shape, relations) + f"from {place} import {link}\n")
    safe = tuple(finding._replace(applicability=Applicability.SAFE, caveats=()) for finding in found.findings)
    return replace(found, after=head + form.function(cell.function, shape), findings=safe)
