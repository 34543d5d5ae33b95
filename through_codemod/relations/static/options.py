"""What does a model's `class Meta` say?"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from through_codemod.relations.static.classes import Ancestor, Classes
from through_codemod.relations.static.literals import UNKNOWN, literal
from through_codemod.relations.static.modules import Class, Modules, Value, dotted
from through_codemod.relations.static.stock import UNIQUE_CONSTRAINT

# https://docs.djangoproject.com/en/stable/ref/models/constraints/#uniqueconstraint: with one of these a constraint does
# not keep every second row of a pair away, or not on every database.
PARTIAL = frozenset({"condition", "expressions", "deferrable", "include", "nulls_distinct"})


@dataclass(frozen=True, slots=True)
class Options:
    """A model's options, as far as they matter; `unique` are the sets of fields that no two rows share."""

    abstract: bool = False
    proxy: bool = False
    app_label: str | None = None
    swappable: str | None = None
    default_related_name: str | None = None
    default_manager_name: str | None = None
    order_with_respect_to: str | None = None
    unique: tuple[tuple[str, ...], ...] = ()
    doubt: str | None = None


class Metas:
    """The options of models."""

    def __init__(self, modules: Modules, classes: Classes) -> None:
        self.modules = modules
        self.classes = classes

    def options(self, cls: Class) -> Options:
        """Return the options of a model: its own `Meta`, else the one of the abstract models behind it."""
        own, doubt = self._own(cls)
        inherited = own if own is not None else self._inherited(cls)
        if inherited is None:
            return Options(doubt=doubt)
        lineage = self.classes.lineage(inherited)
        order = lineage.order
        doubt = doubt or (f"its Meta inherits from {lineage.unknown[0]}" if lineage.unknown else None)
        if any(isinstance(item, ast.ClassDef) is False and not _plain(item) for item in inherited.node.body):
            doubt = doubt or "its Meta is computed"

        def text(name: str) -> str | None:
            found = self._says(order, name)
            return found if isinstance(found, str) else None

        return Options(
            abstract=own is not None and self._abstract(cls, order),
            proxy=self._says(order, "proxy") is True,
            app_label=text("app_label"),
            swappable=text("swappable") or _swapped_by(self.classes.value(order, "swappable")),
            default_related_name=text("default_related_name"),
            default_manager_name=text("default_manager_name"),
            order_with_respect_to=text("order_with_respect_to"),
            unique=(*self._together(order), *self._constraints(order)),
            doubt=doubt,
        )

    def _own(self, cls: Class) -> tuple[Class | None, str | None]:
        match self.classes.own(cls, "Meta"):
            case None:
                return None, None
            case ast.ClassDef() as node:
                return Class(cls.module, node, f"{cls.name}.Meta"), None
            case ast.expr() as node:
                found = self.modules.resolve(Value(cls.module, node, cls.node))
                return (found, None) if isinstance(found, Class) else (None, "its Meta is computed")
        return None, "its Meta is computed"

    def _inherited(self, cls: Class) -> Class | None:
        for item in self.classes.lineage(cls).order[1:]:
            found = self._own(item)[0] if isinstance(item, Class) else None
            if found is None or not isinstance(item, Class):
                continue
            # `ModelBase` takes the Meta of a concrete model away.
            if not self._may_be_model(item) or self._abstract(item, self.classes.lineage(found).order):
                return found
        return None

    def _abstract(self, cls: Class, order: Sequence[Ancestor]) -> bool:
        """Whether `abstract` is set; in the Meta of an abstract model behind it, `ModelBase` has set it to False."""
        found = self.classes.first(order, "abstract")
        if found is None or (
            found[0].node is not self._node(order) and "." in found[0].name and self._is_meta(found[0])
        ):
            return False
        return self._says(order, "abstract") is True

    def _node(self, order: Sequence[Ancestor]) -> ast.ClassDef | None:
        return next((item.node for item in order if isinstance(item, Class)), None)

    def _is_meta(self, cls: Class) -> bool:
        outer = self.modules.meaning(cls.module, cls.name.partition(".")[0])
        return isinstance(outer, Class) and self._may_be_model(outer)

    def _may_be_model(self, cls: Class) -> bool:
        return self.classes.is_model(cls) or bool(self.classes.lineage(cls).unknown)

    def _says(self, order: Sequence[Ancestor], name: str) -> Any:
        return literal(self.modules, self.classes.value(order, name), None)

    def _together(self, order: Sequence[Ancestor]) -> Iterator[tuple[str, ...]]:
        found = self._says(order, "unique_together")
        if isinstance(found, list) and found:
            for names in [found] if all(isinstance(item, str) for item in found) else found:
                if isinstance(names, list) and all(isinstance(name, str) for name in names):
                    yield tuple(names)

    def _constraints(self, order: Sequence[Ancestor]) -> Iterator[tuple[str, ...]]:
        value = self.classes.value(order, "constraints")
        for item in self._elements(value) if value is not None else ():
            if not isinstance(item.node, ast.Call) or item.node.args:
                continue
            maker = self.modules.resolve(Value(item.module, item.node.func, item.scope))
            if maker is None or not self.classes.behind(maker).is_a(UNIQUE_CONSTRAINT):
                continue
            given = {keyword.arg: Value(item.module, keyword.value, item.scope) for keyword in item.node.keywords}
            partial = [name for name in PARTIAL & given.keys() if literal(self.modules, given[name]) not in (None, [])]
            fields = literal(self.modules, given.get("fields"))
            if not partial and isinstance(fields, list) and fields and UNKNOWN not in fields:
                yield tuple(fields)

    def _elements(self, value: Value) -> Iterator[Value]:
        """Yield the elements of a list that is written out, or of a sum of such."""
        match value.node:
            case ast.List(elts=elements) | ast.Tuple(elts=elements):
                for element in elements:
                    inner = element.value if isinstance(element, ast.Starred) else element
                    item = Value(value.module, inner, value.scope)
                    if isinstance(element, ast.Starred):
                        yield from self._elements(item)
                    else:
                        found = self.modules.resolve(item)
                        yield found if isinstance(found, Value) else item
            case ast.BinOp(op=ast.Add(), left=left, right=right):
                yield from self._elements(Value(value.module, left, value.scope))
                yield from self._elements(Value(value.module, right, value.scope))
            case ast.Name() | ast.Attribute():
                found = self.modules.resolve(value)
                if isinstance(found, Value) and found.node is not value.node:
                    yield from self._elements(found)


def _plain(statement: ast.stmt) -> bool:
    """Whether a statement of a Meta's body binds names to expressions and does nothing else."""
    match statement:
        case ast.Assign(targets=targets):
            return all(isinstance(target, (ast.Name, ast.Tuple)) for target in targets)
        case ast.AnnAssign() | ast.Pass() | ast.Expr(value=ast.Constant()):
            return True
        case ast.ClassDef() | ast.FunctionDef():
            return True
    return False


def _swapped_by(value: Value | None) -> str | None:
    """Return the setting that https://github.com/openwisp/django-swappable-models swaps a model by."""
    match value:
        case Value(node=ast.Call(func=func, args=[ast.Constant(value=str(app)), ast.Constant(value=str(model))])) if (
            dotted(func).endswith("swappable_setting")
        ):
            return f"{app}_{model}_MODEL".upper()
    return None
