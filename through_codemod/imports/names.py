"""What does a name mean at a place of this module, and is it free for something else?"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from through_codemod.document import line_starts
from through_codemod.imports.exports import NOTHING, Exports, absolute, scope_of
from through_codemod.imports.scopes import (
    BLOCKS,
    COMPREHENSIONS,
    SCOPES,
    Binding,
    Function,
    Scope,
    is_bound_after,
    read_scope,
)
from through_codemod.infer.values import ModelClass
from through_codemod.relations import ModelRef
from through_codemod.unparsed import as_read, has_word

if TYPE_CHECKING:
    from through_codemod.infer import Inference
    from through_codemod.infer.modules import Module

Counts = Callable[[str, str], bool]  # an import, by its module and the name in it
Block = tuple[list[ast.stmt], int]  # and how many of its statements stand before the place


def model_name(model: ModelRef, apps: str | None = None) -> str:
    """Return the dotted name of a model's class; a historical one is told from it by its registry's text."""
    return f"{apps}:{model.module}.{model.name}" if apps else f"{model.module}.{model.name}"


class Names:
    """The names of one module as they are before any edit."""

    def __init__(self, module: Module, source: bytes, inference: Inference, exports: Exports) -> None:
        self.module = module
        self._source = source
        self._inference = inference
        self._exports = exports
        self._things: dict[Binding, frozenset[str]] = {}
        self._chains: dict[ast.AST, tuple[Scope, ...]] = {}
        self._text = as_read(source)
        self._declares = re.search(rb"\b(?:global|nonlocal)[ \t\f\\]", source) is not None
        self._scopes: dict[ast.AST, Scope] = {module.tree: scope_of(module.tree)}

    def scope(self, node: ast.AST) -> Scope:
        """Return what the scope that `node` opens binds."""
        if node not in self._scopes:
            self._scopes[node] = read_scope(node)
        return self._scopes[node]

    def scopes(self, at: ast.AST) -> tuple[Scope, ...]:
        """Return the scopes that a name at `at` is looked up in, innermost first.

        https://docs.python.org/3/reference/executionmodel.html#resolution-of-names: a class is one only for what
        stands directly in its body.
        """
        if at not in self._chains:
            self._chains[at] = tuple(self._around(at))
        return self._chains[at]

    def _around(self, at: ast.AST) -> Iterator[Scope]:
        child, inside, first = at, True, True
        while (parent := self._inference.parent(child)) is not None:
            match parent:
                case ast.comprehension():
                    outer = self._inference.parent(parent)
                    inside = child is not parent.iter or getattr(outer, "generators", [None])[0] is not parent
                case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                    inside = isinstance(child, ast.stmt)
                case ast.Lambda():
                    inside = child is parent.body
            if isinstance(parent, (*SCOPES, *COMPREHENSIONS)):
                if inside and (first or not isinstance(parent, ast.ClassDef)):
                    yield self.scope(parent)
                first, inside = first and not inside, True
            child = parent

    def function(self, at: ast.AST) -> Function | None:
        """Return the innermost `def` whose body `at` stands in."""
        for scope in self.scopes(at):
            if isinstance(scope.node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                return scope.node
        return None

    def is_inside(self, scope: ast.Module | Function, other: ast.Module | Function) -> bool:
        """Whether names of the scope `other` can be read in `scope`."""
        return any(around.node is other for around in self.scopes(scope.body[0]))

    def is_deferred(self, at: ast.AST) -> bool:
        """Whether what stands at `at` is in a `def`, and so runs when the module has been imported.

        A lambda may be called on the spot.
        """
        return self.function(at) is not None

    def before(self, at: ast.AST, within: ast.AST) -> list[Block]:
        """Return the blocks of the scope `within` that are around `at`, innermost first."""
        child, found = at, list[Block]()
        while child is not within and (parent := self._inference.parent(child)) is not None:
            if isinstance(child, (*SCOPES, *COMPREHENSIONS)):
                found.clear()  # they bind in that scope
            for name in BLOCKS if isinstance(child, ast.stmt) else ():
                block = getattr(parent, name, None)
                if isinstance(block, list) and (index := _index(block, child)) is not None:
                    found.append((block, index))
            child = parent
        return found

    def is_bound(self, name: str, at: ast.AST, scope: Scope) -> bool:
        """Whether `name` is surely bound in `scope` when what stands at `at` runs."""
        if isinstance(scope.node, ast.Module) and self.is_deferred(at):
            return is_bound_after(scope.node.body, name)
        return any(is_bound_after(block[:index], name) for block, index in self.before(at, scope.node))

    def meaning(self, name: str, at: ast.AST) -> frozenset[str]:
        """Return the dotted names of what `name` means at `at`.

        Empty where it is not surely bound, can be several things, or is nothing that an import could name.
        """
        everywhere = False
        for scope in self.scopes(at):
            if (declared := scope.declared.get(name)) is not None:
                everywhere = everywhere or declared == "global"
                continue
            if everywhere and not isinstance(scope.node, ast.Module):
                continue
            bindings = [binding for binding in scope.bindings.get(name, ()) if not binding.typing]
            if name in scope.bindings:
                if not bindings or self._is_rebound(name, scope) or not self._is_there(name, at, scope, bindings):
                    return NOTHING
                starred = (thing for _, thing in self._starred(name, scope))
                return frozenset.intersection(*(self._bound(binding) for binding in bindings), *starred)
            if isinstance(scope.node, ast.Module):
                return self._from_stars(name, at, scope)
        return NOTHING

    def _is_there(self, name: str, at: ast.AST, scope: Scope, bindings: list[Binding]) -> bool:
        own = isinstance(scope.node, ast.Module) and all(isinstance(binding.node, ast.ClassDef) for binding in bindings)
        return (own and self.is_deferred(at)) or self.is_bound(name, at, scope)

    def _from_stars(self, name: str, at: ast.AST, scope: Scope) -> frozenset[str]:
        starred = self._starred(name, scope)
        if self._is_rebound(name, scope) or not any(self.is_run_before(star, at, scope) for star, _ in starred):
            return NOTHING
        return frozenset.intersection(*(thing for _, thing in starred))

    def _starred(self, name: str, scope: Scope) -> list[tuple[ast.ImportFrom, frozenset[str]]]:
        """Return the star imports that bind `name`, and to what."""
        found = ((star, self._exports.star(absolute(self.module, star), name)) for star in scope.stars)
        return [(star, thing) for star, thing in found if thing]

    def _is_rebound(self, name: str, scope: Scope) -> bool:
        """Whether a function inside binds the name of `scope` by `global` or `nonlocal`."""
        return self._declares and any(
            name in inner.declared and name in inner.bindings for inner in self._all(scope, name)
        )

    def _bound(self, binding: Binding) -> frozenset[str]:
        if binding not in self._things:
            self._things[binding] = NOTHING  # of `rows = rows.filter`
            self._things[binding] = self._thing(binding)
        return self._things[binding]

    def _thing(self, binding: Binding) -> frozenset[str]:
        match binding.node:
            case ast.Import() if (alias := binding.alias) is not None:
                return frozenset({alias.name if alias.asname else alias.name.partition(".")[0]})
            case ast.ImportFrom() if (alias := binding.alias) is not None:
                return self._exports.names(absolute(self.module, binding.node), alias.name)
            case ast.ClassDef():
                return frozenset({f"{self.module.name}.{self._qualname(binding.node)}"})
        return NOTHING if binding.value is None else self._value(binding.value)

    def _value(self, value: ast.expr) -> frozenset[str]:
        match value:
            case ast.Name():
                if thing := self.meaning(value.id, value):
                    return thing
            case ast.Attribute(value=ast.expr() as owner, attr=name):
                if thing := self._value(owner):
                    return self._exports.attribute(thing, name)
            case ast.Call():
                pass
            case _:
                return NOTHING
        values = self._inference.values(value)
        if len(values) == 1 and isinstance(found := next(iter(values)), ModelClass):
            return _from_registry(value) | {model_name(found.model, found.apps)}
        return _from_registry(value)

    def _qualname(self, node: ast.ClassDef) -> str:
        names, child = [node.name], self._inference.parent(node)
        while child is not None:
            match child:
                case ast.ClassDef():
                    names.append(child.name)
                case ast.FunctionDef() | ast.AsyncFunctionDef():
                    names += ["<locals>", child.name]
            child = self._inference.parent(child)
        return ".".join(reversed(names))

    def candidates(self, at: ast.AST, counts: Counts, variables: bool) -> Iterator[tuple[str, frozenset[str]]]:
        """Yield names around `at` and what their last bindings give, innermost first, visible at `at` or not.

        Only imports, classes and assignments that can give a class or a module count, and of `from ... import` those of
        which `counts` says so, by the module and the name in it. What `variables` of functions are takes long to tell:
        they are left out where none is wanted, and those that are not surely bound at `at`.
        """
        seen: set[str] = set()
        for scope in self.scopes(at):
            for name, bindings in scope.bindings.items():
                if name not in seen and self._can_import(last := bindings[-1], counts):
                    fixed = last.value is None or isinstance(scope.node, ast.Module)
                    if fixed or (variables and self.is_bound(name, at, scope)):
                        yield name, self._bound(last)
                seen.add(name)

    def _can_import(self, binding: Binding, counts: Counts) -> bool:
        match binding.node, binding.value:
            case (ast.ImportFrom() as statement, _) if binding.alias is not None:
                return counts(absolute(self.module, statement), binding.alias.name)
            case (ast.Import() | ast.ClassDef(), _) | (_, ast.Name() | ast.Attribute()):
                return True
            case (_, ast.Call(func=ast.Name(id=called) | ast.Attribute(attr=called))):
                return called in ("get_model", "get_user_model")
        return False

    def dotted_imports(self, at: ast.AST) -> Iterator[str]:
        """Yield the modules that a plain `import school.models` has made readable at `at` under their full name."""
        for scope in self.scopes(at):
            for name, bindings in scope.bindings.items():
                for binding in bindings:
                    if (
                        isinstance(binding.node, ast.Import)
                        and binding.alias is not None
                        and not binding.alias.asname
                        and not binding.typing
                        and self.meaning(name, at) == {name}
                        and self.is_run_before(binding.node, at, scope)
                    ):
                        yield binding.alias.name

    def is_run_before(self, statement: ast.stmt, at: ast.AST, scope: Scope) -> bool:
        """Whether every way to `at` has passed the statement of `scope`, the body of a `try` taken as passed."""
        if isinstance(scope.node, ast.Module) and self.is_deferred(at):
            return _passes(scope.node.body, statement)
        return any(_passes(block[:index], statement) for block, index in self.before(at, scope.node))

    def is_shadowed(self, name: str, at: ast.AST, outside: ast.AST) -> bool:
        """Whether a scope between `at` and the scope `outside` has a `name` of its own, bound by then or not."""
        for scope in self.scopes(at):
            if scope.node is outside:
                return name in scope.declared
            if name in scope.bindings or (scope.declared.get(name) == "nonlocal"):
                return True
            if scope.declared.get(name) == "global":
                return not isinstance(outside, ast.Module)
        return True

    def is_taken(self, name: str, thing: frozenset[str]) -> bool:
        """Whether a new binding of `name` to `thing` could change what any `name` of the module means.

        So it is where anything but a class attribute binds it to something else, or reads it without a binding.
        """
        top = self._scopes[self.module.tree]
        if any(not found & thing for _, found in self._starred(name, top)):
            return True
        if name.encode() not in self._text or not has_word(self._text, name):
            return False
        for scope in (top, *self._all(top, name)):
            if name in scope.declared and name in scope.bindings:
                return True
            if not isinstance(scope.node, ast.ClassDef) and not self._all_mean(scope, name, thing):
                return True
        return self._reads_unbound(top, name)

    def captures(self, name: str, function: Function, thing: frozenset[str]) -> bool:
        """Whether a new local `name` of the function would be another's: bound there already, or read from outside."""
        scope = self.scope(function)
        if name in scope.declared or not self._all_mean(scope, name, thing):
            return True
        return self._reads_unbound(scope, name)

    def _all_mean(self, scope: Scope, name: str, thing: frozenset[str]) -> bool:
        return all(self._bound(binding) & thing for binding in scope.bindings.get(name, ()))

    def _reads_unbound(self, scope: Scope, name: str) -> bool:
        if name in scope.bindings and not isinstance(scope.node, ast.ClassDef):
            return False
        if scope.reads(name, self._says):
            return True
        return any(self._reads_unbound(self.scope(node), name) for node in scope.inner(name, self._says))

    def _all(self, scope: Scope, name: str) -> Iterator[Scope]:
        """Yield the scopes inside one that have a name in them."""
        for node in scope.inner(name, self._says):
            yield self.scope(node)
            yield from self._all(self.scope(node), name)

    def _says(self, node: ast.AST, name: str) -> bool:
        """Whether a function or a class has a name in it; anything else may, as not all of it has its place."""
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            return True
        start, end = self._starts[node.lineno - 1], self._starts[node.end_lineno or node.lineno]
        return self._text.find(name.encode(), start, end) >= 0

    @cached_property
    def _starts(self) -> list[int]:
        """Where each line begins, and where the last one ends."""
        return [*line_starts(self._text), len(self._text)]


def _index(block: Iterable[ast.stmt], statement: ast.AST) -> int | None:
    return next((index for index, item in enumerate(block) if item is statement), None)


def registered_name(apps: str, label: str) -> str:
    """Return the name of what `apps.get_model(label)` gives: `apps:school.enrollment`."""
    return f"{apps}:{label.lower()}"


def _from_registry(value: ast.expr) -> frozenset[str]:
    match value:
        case ast.Call(func=ast.Attribute(value=apps, attr="get_model"), args=args, keywords=keywords):
            parts = [getattr(part, "value", None) for part in (*args, *(keyword.value for keyword in keywords))]
            label = ".".join(part for part in parts if isinstance(part, str))
            return frozenset({registered_name(ast.unparse(apps), label)})
    return NOTHING


def _passes(block: Iterable[ast.stmt], statement: ast.stmt) -> bool:
    return any(item is statement or (isinstance(item, ast.Try) and _passes(item.body, statement)) for item in block)
