"""Which bindings does a name mean at a place, by Python's rules of scope?"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from through_codemod.infer.bindings import Binding, Kind, assigned, parameters
from through_codemod.infer.flow import Flow, walrus_scope
from through_codemod.infer.tree import Comprehension, ScopeNode, Tree


class Meaning(NamedTuple):
    """What a name means: its bindings, the scope that owns them, and whether it can have none there."""

    bindings: tuple[Binding, ...]
    scope: ScopeNode | None
    unbound: bool = False
    stars: tuple[Binding, ...] = ()
    declared: ast.expr | None = None


class Scopes:
    """The scopes of one module, each looked into when first asked about."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self._flows: dict[ast.AST, Flow] = {}
        self._small: dict[ast.AST, dict[str, list[Binding]]] = {}
        self._outward: dict[ast.AST, dict[str, list[Binding]]] | None = None

    def flow(self, scope: ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> Flow:
        """Return the flow of a scope."""
        if scope not in self._flows:
            self._flows[scope] = Flow(self.tree, scope)
        return self._flows[scope]

    def meaning(self, name: str, at: ast.AST) -> Meaning:
        """Return what `name` means where `at` is evaluated."""
        scope: ScopeNode = self.tree.scope(at)
        node: ast.AST = at
        inline = True  # `at` runs when control is at `node`, not later
        hidden = False  # functions and comprehensions do not see the names of a class around them
        skipped: Meaning | None = None
        while not isinstance(scope, ast.Module):
            match scope:
                case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                    if found := self._in_small(scope).get(name):
                        return Meaning(tuple(found), scope)
                    inline = inline and not (isinstance(scope, ast.GeneratorExp) and not self._consumed(scope))
                case ast.Lambda():
                    if found := self._in_small(scope).get(name):
                        return Meaning(tuple(found), scope)
                    inline = False
                case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                    visible = skipped is None and not (hidden and isinstance(scope, ast.ClassDef))
                    flow = self.flow(scope)
                    outer = flow.outer.get(name) if visible else None
                    if isinstance(outer, ast.Global):
                        return self._all(name, self.tree.root, skipped)
                    if isinstance(outer, ast.Nonlocal):
                        return self._nonlocal(name, scope, skipped)
                    if visible and name in flow.bindings:
                        here = self._in_flow(name, node, scope, at, inline, skipped)
                        if not (isinstance(scope, ast.ClassDef) and here.unbound):
                            return here
                        skipped = here
                    inline = inline and isinstance(scope, ast.ClassDef)
            hidden = True
            node = scope
            scope = self.tree.scope(scope)
        return self._in_flow(name, node, scope, at, inline, skipped)

    def _in_flow(
        self,
        name: str,
        node: ast.AST,
        scope: ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef,
        at: ast.AST,
        inline: bool,
        skipped: Meaning | None,
    ) -> Meaning:
        flow = self.flow(scope)
        if not inline or name in self._outward_to(scope):
            return self._all(name, scope, skipped)
        found = flow.at(node, name)
        if not found.bindings and name in flow.bindings and self.tree.is_put_off(at):
            return self._all(name, scope, skipped)
        stars = found.stars if isinstance(scope, ast.Module) else ()
        meaning = Meaning(found.bindings, scope, found.unbound, stars, flow.declared.get(name))
        return _with(meaning, skipped)

    def _all(
        self,
        name: str,
        scope: ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef,
        skipped: Meaning | None = None,
    ) -> Meaning:
        flow = self.flow(scope)
        bindings = (*flow.bindings.get(name, ()), *self._outward_to(scope).get(name, ()))
        stars = flow.at_end(name).stars if flow.stars else ()
        return _with(Meaning(bindings, scope, not bindings, stars, flow.declared.get(name)), skipped)

    def _nonlocal(self, name: str, inner: ScopeNode, skipped: Meaning | None) -> Meaning:
        scope = self.tree.scope(inner)
        while not isinstance(scope, ast.Module):
            if isinstance(scope, ast.Lambda) and (found := self._in_small(scope).get(name)):
                return Meaning(tuple(found), scope)
            if isinstance(scope, (ast.FunctionDef, ast.AsyncFunctionDef)) and name in self.flow(scope).bindings:
                return self._all(name, scope, skipped)
            scope = self.tree.scope(scope)
        return Meaning((), None, True)

    def set_by_functions(self, name: str) -> Sequence[Binding]:
        """Return what the functions of the module bind to a name of the module, by `global`."""
        return self._outward_to(self.tree.root).get(name, ())

    def is_shared(self, name: str, scope: ast.AST) -> bool:
        """Whether other functions bind the name that `scope` owns, by `global` or `nonlocal`."""
        return name in self._outward_to(scope)

    def _outward_to(self, scope: ast.AST) -> dict[str, list[Binding]]:
        """Return the bindings that `global` and `nonlocal` in other functions make in `scope`."""
        if self._outward is None:
            self._outward = {}
            owners = {self.tree.function(node) for node in self.tree.outer}
            for owner in owners:
                if isinstance(owner, ast.Lambda | ast.Module):
                    continue
                flow = self.flow(owner)
                for name, bindings in flow.outward.items():
                    into: ast.AST | None = self.tree.root
                    if isinstance(flow.outer[name], ast.Nonlocal):
                        into = self._nonlocal(name, owner, None).scope
                    if into is not None:
                        self._outward.setdefault(into, {}).setdefault(name, []).extend(bindings)
        return self._outward.get(scope, {})

    def _in_small(self, scope: ast.Lambda | Comprehension) -> dict[str, list[Binding]]:
        if scope not in self._small:
            found: defaultdict[str, list[Binding]] = defaultdict(list)
            if isinstance(scope, ast.Lambda):
                for arg in parameters(scope):
                    found[arg.arg].append(Binding(arg.arg, Kind.PARAMETER, arg, statement=scope))
                for walrus in self.tree.walruses:
                    if walrus_scope(self.tree, walrus) is scope:
                        for binding in assigned(walrus):
                            found[binding.name].append(binding)
            else:
                for generator in scope.generators:
                    for binding in assigned(generator):
                        if isinstance(binding.node, ast.Name):
                            found[binding.name].append(binding)
            self._small[scope] = dict(found)
        return self._small[scope]

    def _consumed(self, scope: ast.GeneratorExp) -> bool:
        """Whether a generator expression is used up where it stands: it is an argument or is looped over."""
        parent = self.tree.parent(scope)
        match parent:
            case ast.Call(func=ast.Name()):
                return True
            case ast.For() | ast.comprehension():
                return True
        return False


def _with(meaning: Meaning, skipped: Meaning | None) -> Meaning:
    if skipped is None:
        return meaning
    # a class body's own name, where it may be unbound, falls back to the module's, past the functions around it:
    # https://docs.python.org/3/reference/executionmodel.html#resolution-of-names
    return Meaning(
        (*skipped.bindings, *meaning.bindings), meaning.scope, meaning.unbound, meaning.stars, meaning.declared
    )
