"""What is an expression of the source, as far as a plan has to know: its kind, and what may be done with its text?"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from through_codemod.document import Document
from through_codemod.infer import Inference
from through_codemod.infer.objects import is_computed
from through_codemod.infer.querysets import SAME
from through_codemod.infer.values import (
    ANNOTATED,
    CHECKED,
    JSON,
    Accessor,
    BoundVerb,
    Callee,
    Collection,
    Instance,
    Json,
    Key,
    Object,
    Other,
    Rows,
    Unknown,
    Value,
    Values,
    is_said,
)
from through_codemod.relations import ModelRef, Relation, RelationMap


class Kind(StrEnum):
    """What an argument is, or what the elements of an iterable argument are."""

    INSTANCE = "instance"
    KEY = "key"
    UNKNOWN = "unknown"


class Entry(NamedTuple):
    """One item of a `through_defaults` literal."""

    key: str
    value: Expression


class Expression(NamedTuple):
    """An expression of the source: its text, and what the plan has to know of it.

    `kind` is that of the elements where it is iterable. `stable`: evaluating it again gives the same and does nothing
    (a name, an attribute, a literal of such). `dotted`: it is a name or an attribute of one. `sized`: it is known to be
    a list, tuple or set. `listed`: its text gives a fresh list already. `fetched`: it is a queryset made on the spot,
    which reads all its rows before the first is looked at; `rows`: one that `__in` can take as it is. `iterable`,
    `single`: it is known to be something to iterate over, or an instance. `generator`: a generator expression. `calls`:
    whether it is something callable, None where nobody knows. `wrong`: the model that it is an instance of, where the
    relation's target is another. `items`: the elements of a literal list, tuple or set. `body`: what a lambda without
    parameters returns. `entries`: the items of a dict literal with plain string keys, or of a `dict(...)` call; `keys`:
    the keys that a dictionary is known to have. `traced`: only a recorded run tells its kind, or that of an item;
    `said`: only an annotation tells that it is a key.
    """

    text: str
    kind: Kind = Kind.UNKNOWN
    stable: bool = False
    dotted: bool = False
    none: bool = False
    starred: bool = False
    keyword: str | None = None
    sized: bool = False
    listed: bool = False
    fetched: bool = False
    rows: bool = False
    generator: bool = False
    iterable: bool = False
    single: bool = False
    calls: bool | None = None
    wrong: str | None = None
    items: tuple[Expression, ...] | None = None
    body: Expression | None = None
    entries: tuple[Entry, ...] | None = None
    keys: tuple[str, ...] = ()
    traced: bool = False
    said: bool = False


class Reader:
    """Reads the expressions of one module."""

    def __init__(self, document: Document, inference: Inference, relations: RelationMap) -> None:
        self.document = document
        self.inference = inference
        self.relations = relations

    def expression(
        self,
        node: ast.expr,
        relation: Relation | None = None,
        *,
        elements: bool = False,
        starred: bool = False,
        keyword: str | None = None,
    ) -> Expression:
        """Return what the plan has to know of `node`; `elements` asks for the kind of what it holds."""
        nullable = relation is not None and relation.target_key.null
        values = self.inference.asked(node)
        if not nullable:
            values = frozenset(value for value in values if value != Other("None"))
        iterable = bool(values) and all(isinstance(value, Collection | Rows) for value in values)
        listed = iterable or (values > JSON and all(isinstance(value, Collection | Rows) for value in values - JSON))
        kind, wrong = self._kind(values, relation, elements or listed)
        items: tuple[Expression, ...] | None = () if relation is not None and self._is_none(node) else None
        if isinstance(node, ast.List | ast.Tuple | ast.Set):
            items = tuple(
                self.expression(
                    item.value if isinstance(item, ast.Starred) else item,
                    relation,
                    elements=isinstance(item, ast.Starred),
                    starred=isinstance(item, ast.Starred),
                )
                for item in node.elts
            )
        return Expression(
            text=self.document.fragment(node),
            kind=kind,
            stable=self._stable(node),
            dotted=self._plain(node),
            none=isinstance(node, ast.Constant) and node.value is None,
            starred=starred,
            keyword=keyword,
            sized=iterable
            and all(isinstance(value, Collection) and _is_sized(value) for value in values)
            and (not self._is_parameter(node) or all(getattr(value, "how", "") == CHECKED for value in values)),
            listed=isinstance(node, ast.List | ast.ListComp)
            or (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"list", "sorted"}),
            fetched=self._is_queryset(node),
            rows=relation is not None and self._fits_in(node, relation),
            generator=isinstance(node, ast.GeneratorExp),
            calls=self._calls(node, values),
            wrong=wrong,
            iterable=iterable,
            single=bool(values) and all(isinstance(value, Instance) for value in values),
            items=items,
            body=self.expression(node.body) if isinstance(node, ast.Lambda) and not _parameters(node) else None,
            entries=self._entries(node),
            keys=tuple(key for value in values for key, _ in _known(value) if isinstance(key, str)),
            said=kind is Kind.KEY and is_said(values),
        )

    @cached_property
    def _properties(self) -> frozenset[str]:
        return property_names(self.inference)

    def _plain(self, node: ast.expr) -> bool:
        """Whether it is a name, or an attribute of one that reading gives as it was stored: no property."""
        while isinstance(node, ast.Attribute):
            if node.attr in self._properties or self._is_computed(node):
                return False
            node = node.value
        return isinstance(node, ast.Name)

    def _is_computed(self, node: ast.Attribute) -> bool:
        """Whether it is one of a model's instance that is none of its fields, or a property of another object."""
        for value in self.inference.asked(node.value):
            if isinstance(value, Object) and is_computed(value.cls, node.attr):
                return True
            if isinstance(value, Instance) and (model := self.relations.models.get(value.model)) is not None:
                own = isinstance(node.value, ast.Name) and node.value.id == "self"
                if model.attributes and node.attr not in model.attributes and not own:
                    return True
        return False

    def _stable(self, node: ast.expr) -> bool:
        """Whether evaluating it again, later or not at all makes no difference: it does nothing and cannot fail."""
        match node:
            case ast.Constant() | ast.Name() | ast.Lambda():
                return True
            case ast.Attribute():
                return self._plain(node)
            case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
                return all(self._stable(item) for item in items)
            case ast.Dict(keys=keys, values=values):
                return all(item is not None and self._stable(item) for item in (*keys, *values))
            case ast.UnaryOp(operand=ast.Constant()):
                return True
        return False

    def _is_none(self, node: ast.expr) -> bool:
        """Whether it is a queryset without rows, of a manager that is a name: `Student.objects.none()`."""
        match node:
            case ast.Call(func=ast.Attribute(value=manager, attr="none"), args=[], keywords=[]):
                values = self.inference.asked(manager)
                return is_dotted(manager) and bool(values) and all(isinstance(v, Rows | Accessor) for v in values)
        return False

    def _is_queryset(self, node: ast.expr) -> bool:
        """Whether it, or what it is a slice of, is made by a method of Django's own: no annotation is believed."""
        match node:
            case ast.Call(func=ast.Attribute(attr=method)) if method in {*SAME, "values_list"}:
                values = self.inference.asked(node)
                return bool(values) and all(
                    isinstance(value, Rows) or (isinstance(value, Collection) and value.type == "queryset")
                    for value in values
                )
            case ast.Subscript(value=rows, slice=ast.Slice(step=None)):
                return self._is_queryset(rows)
        return False

    def _fits_in(self, node: ast.expr, relation: Relation) -> bool:
        """Whether it is a queryset that `__in` can take: of the target, no slice, no union, no child's own key.

        Of keys too, if they are those that the column holds.
        """
        key = relation.target_key
        match node:
            case ast.Call(func=ast.Attribute(attr="all" | "filter" | "exclude")):
                pass
            case ast.Call(
                func=ast.Attribute(value=rows, attr="values_list"),
                args=[ast.Constant(value=column)],
                keywords=[ast.keyword(arg="flat", value=ast.Constant(value=True))],
            ) if column == key.target or (column == "pk" and key.primary_key):
                return self._fits_in(rows, relation)
            case _:
                return False
        values = self.inference.asked(node)
        return bool(values) and all(isinstance(value, Rows) and value.model == key.model for value in values)

    def _is_parameter(self, node: ast.expr) -> bool:
        """Whether it is a parameter, which may be given something else than its annotation says."""
        if not isinstance(node, ast.Name):
            return False
        function: ast.AST | None = self.inference.function(node)
        while function is not None:
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                arguments = function.args
                if any(arg.arg == node.id for arg in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)):
                    return True
            if isinstance(function, ast.Module):
                return False
            outer = self.inference.parent(function)
            function = self.inference.function(outer) if outer is not None else None
        return False

    def _entries(self, node: ast.expr) -> tuple[Entry, ...] | None:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "dict" and not node.args:
            if any(keyword.arg is None for keyword in node.keywords):
                return None
            return tuple(Entry(keyword.arg or "", self.expression(keyword.value)) for keyword in node.keywords)
        if not isinstance(node, ast.Dict):
            return None
        entries: list[Entry] = []
        for key, value in zip(node.keys, node.values, strict=True):
            if not (isinstance(key, ast.Constant) and isinstance(key.value, str) and key.value.isidentifier()):
                return None
            entries.append(Entry(key.value, self.expression(value)))
        return tuple(entries)

    def _kind(self, values: Values, relation: Relation | None, elements: bool) -> tuple[Kind, str | None]:
        if relation is None:
            return Kind.UNKNOWN, None
        if elements:
            inner: set[object] = set()
            for value in values:
                match value:
                    case Collection(elements=held):
                        inner |= held
                    case Rows(model=model):
                        inner.add(Instance(model))
                    case Key(model=None) | Json():  # what text holds is text
                        inner.add(value)
                    case _:
                        inner.add(Unknown())
            values = frozenset(inner)  # type: ignore[arg-type]
        if not values:
            return Kind.UNKNOWN, None
        target = relation.target_key.model
        if all(isinstance(value, Instance) for value in values):
            if target not in self.relations.models:  # a historical one, of which only its label is known
                return Kind.INSTANCE, None
            models = [value.model for value in values if isinstance(value, Instance)]
            if all(self.relations.is_a(model, target) or self.relations.is_a(target, model) for model in models):
                return Kind.INSTANCE, None
            strangers = [label_of(self.relations, model) for model in models if not self.relations.is_a(model, target)]
            if len(strangers) == len(models):
                return Kind.UNKNOWN, strangers[0]
            return Kind.UNKNOWN, None
        keys = (Key,) if relation.target_key.null else (Key, Json)  # JSON may say null
        if all(isinstance(value, keys) for value in values):
            return Kind.KEY, None
        return Kind.UNKNOWN, None

    def _calls(self, node: ast.expr, values: Values) -> bool | None:
        if isinstance(node, ast.Lambda):
            return True
        if not isinstance(node, ast.Name | ast.Attribute | ast.Subscript):
            return False
        last = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
        if last.isupper():
            return False
        if values and all(isinstance(value, Callee) for value in values):
            return True
        if values and not any(isinstance(value, Callee | Unknown | BoundVerb) for value in values):
            return False
        return None


def _is_sized(collection: Collection) -> bool:
    return collection.type in {"list", "tuple", "set"} and collection.how != ANNOTATED


def _known(value: Value) -> tuple[tuple[str | int, Values], ...]:
    return value.known or () if isinstance(value, Collection) and value.type == "dict" else ()


def kind_of(expressions: Sequence[Expression]) -> Kind:
    """Return what all of them are, unknown where they differ."""
    kinds = {expression.kind for expression in expressions}
    return kinds.pop() if len(kinds) == 1 else Kind.UNKNOWN


def distinct(expressions: Sequence[Expression]) -> tuple[Expression, ...]:
    """Return them without those that are there already and can be left out: names and literals."""
    kept: list[Expression] = []
    for expression in expressions:
        if not (expression.stable and expression in kept):
            kept.append(expression)
    return tuple(kept)


def each_kind(expressions: Sequence[Expression]) -> tuple[Kind, ...]:
    """Return what each of them is, where that differs and is known of all."""
    kinds = tuple(expression.kind for expression in expressions)
    mixed = len(set(kinds)) > 1 and Kind.UNKNOWN not in kinds
    return kinds if mixed and not any(expression.starred for expression in expressions) else ()


def label_of(relations: RelationMap, model: ModelRef) -> str:
    """Return what people call the model: `school.Course`."""
    known = relations.models.get(model)
    return known.label if known and known.label else f"{model.module}.{model.name}"


def _parameters(node: ast.Lambda) -> bool:
    arguments = node.args
    return bool(arguments.posonlyargs or arguments.args or arguments.vararg or arguments.kwonlyargs or arguments.kwarg)


def is_dotted(node: ast.expr) -> bool:
    """Whether it is a name or an attribute of one: `course`, `self.course`."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name)


def property_names(inference: Inference) -> frozenset[str]:
    """Return the names of the properties that the module's classes define: reading one runs code."""
    marks: list[ast.expr] = [mark for name in ("property", "getter") for mark in inference.attributes(name)]
    marks += [mark for name in ("property", "getter") for mark in inference.names(name)]
    owners = ((mark, inference.parent(mark)) for mark in marks)
    return frozenset(
        owner.name for mark, owner in owners if isinstance(owner, ast.FunctionDef) and mark in owner.decorator_list
    )
