"""What can this expression be: which model's instance, which relation's accessor, which kind of argument?"""

from __future__ import annotations

import ast
from collections.abc import Collection as AnyOf
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from through_codemod.infer.alternatives import may_compose, read_names
from through_codemod.infer.contradictions import is_annotated
from through_codemod.infer.engine import ExhaustedError
from through_codemod.infer.guesses import guessed
from through_codemod.infer.handed import travels
from through_codemod.infer.modules import Module, Modules
from through_codemod.infer.names import named
from through_codemod.infer.scopes import Meaning
from through_codemod.infer.travels import NOWHERE, Travels
from through_codemod.infer.tree import Tree
from through_codemod.infer.values import (
    NOTHING,
    Accessor,
    Callee,
    Class,
    Collection,
    Coroutine,
    External,
    Function,
    Maker,
    Method,
    Other,
    Package,
    Parent,
    Registry,
    Request,
    Unknown,
    Value,
    Values,
    is_said,
    unknown,
)
from through_codemod.relations import RelationMap

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
Scope = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef | ast.Module


class Inference:
    """What the expressions of one module can be; each question is answered when asked and remembered."""

    def __init__(self, module: Module, relations: RelationMap, modules: Modules, draft: bool = False) -> None:
        self.module = module
        self._draft = draft
        self._source = modules.begin(module, draft)
        self._values: dict[ast.expr, Values] = {}
        self._exhausting: set[ast.expr] = set()
        self._relations = relations

    def close(self) -> None:
        """Let go of all that was found; nothing can be asked from then on."""
        self._values.clear()
        self._source.modules.end(self._source)
        if (asking := self.__dict__.get("_asking")) is not None:
            asking.close()

    def values(self, node: ast.expr) -> Values:
        """Return what `node` can be where it stands: never empty, with an `Unknown` where not all is known."""
        if node not in self._values:
            try:
                found = self._source.root.values(node)
            except (ExhaustedError, RecursionError):
                self._exhausting.add(node)
                found = unknown("too much to follow")
            self._values[node] = _public(found)
        return self._values[node]

    def is_from_outside(self, node: ast.expr, name: str) -> bool:
        """Whether `node` can only be what has that dotted name and is not the project's."""
        try:
            return self._source.root.values(node) == {External(name)}
        except (ExhaustedError, RecursionError):
            return False

    def asked(self, node: ast.expr) -> Values:
        """Return the same; what reading on from `node` alone leaves open is asked of the callers of functions too.

        That takes the files of the whole project, so it is for expressions that matter.
        """
        values = self.values(node)
        open_ended = _has_unknown(values) or is_said(values)
        if not (open_ended or is_annotated(values)) or node in self._exhausting or self._asking is None:
            return values
        found = self._asking.values(node)
        return values if node in self._asking._exhausting and not open_ended else found

    def guessed(self, node: ast.Attribute) -> Accessor | str | None:
        """Return the accessor that an attribute of a parameter is by its names, or why they are too weak, if at all.

        Nothing is guessed where the files of the project are not known.
        """
        if self._asking is None or not all(isinstance(value, Unknown) for value in self.asked(node.value)):
            return None
        try:
            return guessed(self._asking._source, node)
        except (ExhaustedError, RecursionError):
            return None

    def travels(self, starts: Iterable[ast.expr], verbs: AnyOf[str]) -> Travels:
        """Return where the managers go that are read at `starts`, and where `verbs` are called on them."""
        return NOWHERE if self._draft else travels(self._source, starts, verbs, self.asked)

    @cached_property
    def _asking(self) -> Inference | None:
        modules = self._source.modules.asking
        return Inference(self.module, self._relations, modules, self._draft) if modules is not None else None

    def parent(self, node: ast.AST) -> ast.AST | None:
        """Return the node that `node` stands in, None for the module."""
        return self._source.tree.parent(node)

    def statement(self, node: ast.AST) -> ast.stmt:
        """Return the statement that `node` stands in, or is."""
        return self._source.tree.statement(node)

    def attributes(self, name: str) -> Sequence[ast.Attribute]:
        """Return every use of an attribute `name` in the module, in no order."""
        return self._source.tree.attributes(name)

    def managers(self, names: frozenset[str], methods: frozenset[str]) -> list[ast.Attribute]:
        """Return uses of attributes with these names, all but those of which another than `methods` is read."""
        return self._source.tree.managers(names, methods)

    def quotes(self, names: AnyOf[str]) -> bool:
        """Whether one of the names stands in the module as a string, or a part of it in what `getattr` is given."""
        text = self.module.text
        whole = any(f"{quote}{name}{quote}".encode() in text for name in names for quote in "\"'")
        return whole or may_compose(self._source)

    def attributes_met(self, names: AnyOf[str]) -> Iterator[ast.Attribute]:
        """Yield the uses of attributes with these names in what of the module has been looked into by now."""
        for name in names:
            yield from self._source.tree.attributes_met(name)

    def read_names(self, node: ast.expr) -> frozenset[str]:
        """Return under which names `node` reads an attribute, where these are written out in the module.

        A variable reads what it is bound to: `members = group.members`, and of several each.
        """
        try:
            return read_names(self._source, node)
        except RecursionError:
            return frozenset()

    @property
    def tree(self) -> Tree:
        """Where the module's nodes stand."""
        return self._source.tree

    def names(self, name: str | None = None) -> Iterator[ast.Name]:
        """Yield every use of the name `name` in the module, or of any name, in no order."""
        tree = self._source.tree
        return iter(tree.names(name) if name is not None else tree.all_names())

    def names_met(self, name: str) -> Sequence[ast.Name]:
        """Return the uses of the name `name` in what of the module has been looked into by now, in no order."""
        return self._source.tree.names_met(name)

    def names_beside(self, node: ast.Name) -> list[ast.Name]:
        """Return every use of the same name in the outermost function that `node` stands in, itself among them."""
        around = self.outermost(node)
        uses = self._source.tree.names_in(node.id, around)
        return [use for use in uses if self.outermost(use) is around]

    def function(self, node: ast.AST) -> Scope:
        """Return the nearest function, lambda, class or module in which `node` is evaluated."""
        return self._source.tree.function(node)

    def outermost(self, node: ast.AST) -> ast.AST:
        """Return the outermost function that `node` stands in; the module where it stands in none."""
        found: ast.AST | None = None
        while (parent := self.parent(node)) is not None:
            found, node = (parent if isinstance(parent, _DEFINITIONS) else found), parent
        return found or node

    def definitions(self, name: str, at: ast.AST) -> frozenset[int]:
        """Return which bindings of `name` reach `at`; 0 stands for none, so two equal answers mean the same ones."""
        meaning = self._meaning(name, at)
        found = {id(binding) for binding in (*meaning.bindings, *meaning.stars)}
        return frozenset(found | {0} if meaning.unbound else found)

    def unchanged(self, name: str, since: ast.AST, until: ast.AST) -> bool:
        """Whether `name` keeps its value from one statement, that binds another name, to another of the same scope.

        True only if every way to `until` passes `since`, and none of them binds `name` between the two.
        """
        scope = self.function(since)
        if scope is not self.function(until) or isinstance(scope, ast.Lambda):
            return False
        if self._source.scopes.is_shared(name, scope):
            return False
        return self._source.scopes.flow(scope).unchanged(name, since, until)

    def binding(self, name: str, at: ast.AST) -> Values:
        """Return what a bare `name` would be at a place."""
        try:
            return _public(named(self._source.root, name, at))
        except (ExhaustedError, RecursionError):
            return unknown("too much to follow")

    def is_registry(self, name: str, at: ast.AST) -> bool:
        """Whether a bare `name` is the registry of historical models at a place, and nothing else."""
        try:
            return named(self._source.root, name, at) == {Registry(name)}
        except (ExhaustedError, RecursionError):
            return False

    def _meaning(self, name: str, at: ast.AST) -> Meaning:
        try:
            return self._source.scopes.meaning(name, at)
        except RecursionError:
            return Meaning((), None, True)


def _has_unknown(values: Values) -> bool:
    return any(
        isinstance(value, Unknown) or (isinstance(value, Collection) and _has_unknown(value.elements | value.mapped))
        for value in values
    )


def _public(values: Values) -> Values:
    found = frozenset(_shown(value) for value in values)
    if any(isinstance(value, Accessor) for value in found):
        found -= {Other("None")}  # None has no methods to call
    return found if found != NOTHING else unknown("nothing reaches this place")


def _within(values: Values) -> Values:
    return frozenset(_shown(value) for value in values)


def _shown(value: Value) -> Value:
    match value:
        case Function() | Class():
            return Callee(value.name)
        case External(name=name) | Package(name=name):
            return Unknown(name)
        case Method(name=name):
            return Unknown(f"method {name}")
        case Registry(apps=name) | Maker(type=name):
            return Other(name)
        case Collection():
            positions = None if value.positions is None else tuple(map(_within, value.positions))
            known = None if value.known is None else tuple((key, _within(held)) for key, held in value.known)
            elements, mapped = _within(value.elements), _within(value.mapped)
            return replace(value, elements=elements, positions=positions, mapped=mapped, known=known)
        case Coroutine() | Parent():
            return Unknown("not awaited" if isinstance(value, Coroutine) else "super()")
        case Request():
            return Unknown("request")
    return value
