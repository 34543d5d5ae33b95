"""Which bindings of a name can reach a statement of the same scope?"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from through_codemod.infer.bindings import Binding, Kind, assigned, captures, imports, parameters
from through_codemod.infer.tree import COMPREHENSIONS, FUNCTIONS, Tree


class Point:
    """A place in the run of a scope: after `bindings`, which follow any of `before`.

    With `surely`, the bindings hide what came before; `star` is a `from x import *` that may hide anything.
    """

    __slots__ = ("before", "bindings", "star", "surely")

    def __init__(self, before: Iterable[Point], bindings: Iterable[Binding] = (), surely: bool = True) -> None:
        self.before = list(before)
        self.bindings: dict[str, list[Binding]] = {}
        self.surely = surely
        self.star: Binding | None = None
        for binding in bindings:
            self.bindings.setdefault(binding.name, []).append(binding)


class Reaching(NamedTuple):
    """The bindings that reach a place, whether there may be none, and the star imports on the way."""

    bindings: tuple[Binding, ...]
    unbound: bool
    stars: tuple[Binding, ...] = ()


class Flow:
    """The points of one module, function or class body, built once; each name's bindings found on demand."""

    def __init__(self, tree: Tree, scope: ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
        self.outer: dict[str, ast.Global | ast.Nonlocal] = {}
        self.bindings: defaultdict[str, list[Binding]] = defaultdict(list)
        self.outward: defaultdict[str, list[Binding]] = defaultdict(list)
        self.stars: list[Binding] = []
        self.declared: dict[str, ast.expr] = {}
        self._tree = tree
        self._at: dict[ast.AST, Point] = {}
        self._after: dict[ast.AST, Point] = {}
        self._all: list[Point] = []
        self._loops: list[tuple[list[Point], list[Point]]] = []
        self._walruses = _walruses_in(tree, scope)
        self._found: dict[tuple[int, str], Reaching] = {}
        given: list[Binding] = []
        if isinstance(scope, (ast.FunctionDef, ast.AsyncFunctionDef)):
            given = [Binding(arg.arg, Kind.PARAMETER, arg, statement=scope) for arg in parameters(scope)]
        self._entry = self._point([], given)
        self._current: Point | None = None
        self.end: Point | None = self._branch(self._entry, scope.body)

    def anchor(self, node: ast.AST) -> ast.AST | None:
        """Return the statement, `case` or handler of this scope that `node` stands in or is."""
        found: ast.AST | None = node
        while found is not None and found not in self._at:
            found = self._tree.parent(found)
        return found

    def at(self, node: ast.AST, name: str) -> Reaching:
        """Return what can be bound to `name` where `node` is evaluated."""
        anchor = self.anchor(node)
        if anchor is None:
            return Reaching((), True)
        found = self._reaching(self._at[anchor], name)
        inside = [
            binding
            for walrus, _ in self._walruses.get(anchor, ())
            for binding in assigned(walrus)
            if binding.name == name
        ]
        if isinstance(anchor, (ast.With, ast.AsyncWith)):
            inside += [binding for binding in self.bindings.get(name, ()) if binding.statement is anchor]
        if not inside:
            return found
        known = [binding for item in inside for binding in self.bindings[name] if binding.node is item.node]
        return Reaching((*found.bindings, *known), found.unbound, found.stars)

    def at_end(self, name: str) -> Reaching:
        """Return what is bound to `name` when the scope has run to its end."""
        return Reaching((), False) if self.end is None else self._reaching(self.end, name)

    def unchanged(self, name: str, since: ast.AST, until: ast.AST) -> bool:
        """Whether no way from the end of `since`, a binding, to `until` binds `name`, and all ways pass `since`."""
        begin, end = self.anchor(since), self.anchor(until)
        if begin not in self._after or end is None:
            return False
        first, last = self._after[begin], self._at[end]
        seen, stack = {id(first)}, [last]
        while stack:
            point = stack.pop()
            if id(point) in seen:
                continue
            seen.add(id(point))
            if name in point.bindings or point.star is not None or not point.before:
                return False
            stack += point.before
        return True

    def _reaching(self, point: Point, name: str) -> Reaching:
        key = (id(point), name)
        if key in self._found:
            return self._found[key]
        found: dict[int, Binding] = {}
        stars: list[Binding] = []
        unbound = False
        seen: set[int] = set()
        stack = [point]
        while stack:
            here = stack.pop()
            if id(here) in seen:
                continue
            seen.add(id(here))
            for binding in here.bindings.get(name, ()):
                if binding.kind is Kind.DELETE:
                    unbound = True
                else:
                    found[id(binding)] = binding
            if here.surely and name in here.bindings:
                continue
            if here.star is not None:
                stars.append(here.star)
            if here is self._entry:
                unbound = True
            stack += here.before
        result = self._found[key] = Reaching(tuple(found.values()), unbound, tuple(stars))
        return result

    def _point(self, before: Iterable[Point], bindings: Iterable[Binding] = (), surely: bool = True) -> Point:
        point = Point(before, bindings, surely)
        for name, items in point.bindings.items():
            self.bindings[name] += [item for item in items if item.kind is not Kind.DELETE]
        self._all.append(point)
        return point

    def _now(self) -> Point:
        if self._current is None:
            self._current = self._point([])  # never reached: nothing is bound there
        return self._current

    def _bind(self, bindings: Iterable[Binding], surely: bool = True) -> None:
        kept = []
        for binding in bindings:
            if binding.name in self.outer:
                self.outward[binding.name].append(binding)
            else:
                kept.append(binding)
        if kept:
            self._current = self._point([self._now()], kept, surely)

    def _bind_walruses(self, node: ast.AST) -> None:
        for walrus, surely in self._walruses.get(node, ()):
            self._bind(assigned(walrus), surely)

    def _join(self, *ends: Point | None) -> Point | None:
        alive = list(dict.fromkeys(end for end in ends if end is not None))
        if len(alive) <= 1:
            return alive[0] if alive else None
        return self._point(alive)

    def _body(self, statements: Sequence[ast.stmt]) -> None:
        for statement in statements:
            self._statement(statement)

    def _branch(self, start: Point | None, statements: Sequence[ast.stmt]) -> Point | None:
        self._current = start
        self._body(statements)
        return self._current

    def _statement(self, node: ast.stmt) -> None:
        self._at[node] = self._now()
        if not isinstance(node, ast.While):
            self._bind_walruses(node)
        match node:
            case ast.If():
                start = self._current
                self._current = self._join(self._branch(start, node.body), self._branch(start, node.orelse))
            case ast.While():
                self._loop(node, ())
            case ast.For() | ast.AsyncFor():
                self._loop(node, tuple(assigned(node)))
            case ast.Try() | ast.TryStar():
                self._try(node)
            case ast.With() | ast.AsyncWith():
                self._bind(assigned(node))
                # a context manager may swallow what its body raises
                first = len(self._all)
                start = self._current
                end = self._branch(start, node.body)
                self._current = self._join(end, start, *self._all[first:])
            case ast.Match():
                self._match(node)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                self._bind([Binding(node.name, Kind.DEFINE, node, statement=node)])
            case ast.Import() | ast.ImportFrom():
                found = list(imports(node))
                self._bind(binding for binding in found if binding.kind is not Kind.STAR)
                for star in (binding for binding in found if binding.kind is Kind.STAR):
                    self._current = self._point([self._now()])
                    self._current.star = star
                    self.stars.append(star)
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                self.outer.update(dict.fromkeys(names, node))
            case ast.Delete(targets=targets):
                self._bind(
                    Binding(leaf.id, Kind.DELETE, leaf)
                    for target in targets
                    for leaf in ast.walk(target)
                    if isinstance(leaf, ast.Name) and isinstance(leaf.ctx, ast.Del)
                )
            case ast.Return() | ast.Raise():
                self._current = None
            case ast.Break() | ast.Continue() if self._loops:
                breaks, continues = self._loops[-1]
                (breaks if isinstance(node, ast.Break) else continues).append(self._now())
                self._current = None
            case ast.AnnAssign(value=None, target=ast.Name(id=name)):
                self.declared.setdefault(name, node.annotation)
            case _:
                before = self._current
                self._bind(binding for binding in assigned(node) if isinstance(binding.node, ast.Name))
                if self._current is not None and self._current is not before:
                    self._after[node] = self._current
                if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                    self.declared.setdefault(node.target.id, node.annotation)
                if type(node).__name__ == "TypeAlias":
                    self._bind([Binding(node.name.id, Kind.OPAQUE, node)])  # type: ignore[attr-defined]

    def _loop(self, node: ast.For | ast.AsyncFor | ast.While, targets: Sequence[Binding]) -> None:
        head = self._point([self._now()])
        if isinstance(node, ast.While):
            self._at[node] = head
        breaks: list[Point] = []
        continues: list[Point] = []
        self._loops.append((breaks, continues))
        self._current = head
        if isinstance(node, ast.While):
            self._bind_walruses(node)
        test = self._current
        self._bind(binding for binding in targets if isinstance(binding.node, ast.Name))
        end = self._branch(self._current, node.body)
        self._loops.pop()
        head.before += [point for point in (end, *continues) if point is not None]
        forever = isinstance(node, ast.While) and isinstance(node.test, ast.Constant) and bool(node.test.value)
        after = None if forever else self._branch(test, node.orelse)
        self._current = self._join(after, *breaks)

    def _try(self, node: ast.Try | ast.TryStar) -> None:
        start = self._now()
        first = len(self._all)
        loops = self._loops
        jumps = [(len(breaks), len(continues)) for breaks, continues in loops]
        body = self._branch(start, node.body)
        raised = [start, *self._all[first:]]
        ends = [self._branch(body, node.orelse) if body is not None else None]
        for handler in node.handlers:
            if isinstance(node, ast.TryStar):  # those in front of it may have run as well
                raised = [start, *self._all[first:]]
            self._current = self._point(raised)
            self._at[handler] = self._current
            if handler.name:
                self._bind([Binding(handler.name, Kind.CATCH, handler)])
            end = self._branch(self._current, handler.body)
            if end is not None and handler.name:
                end = self._point([end], [Binding(handler.name, Kind.DELETE, handler)])
            ends.append(end)
        after = self._join(*ends)
        if not node.finalbody:
            self._current = after
            return
        before = len(self.bindings), sum(map(len, self.bindings.values())), len(self.stars)
        final = self._branch(self._point([start, *self._all[first:]]), node.finalbody)
        if before == (len(self.bindings), sum(map(len, self.bindings.values())), len(self.stars)):
            self._current = after if final is not None else None
            return
        # what `finally` binds is bound after the whole, and wherever a jump out of it leads
        self._current = final if after is not None else None
        if final is not None:
            for (breaks, continues), (was_breaks, was_continues) in zip(loops, jumps, strict=True):
                if len(breaks) > was_breaks:
                    breaks.append(final)
                if len(continues) > was_continues:
                    continues.append(final)

    def _match(self, node: ast.Match) -> None:
        start = self._current
        ends: list[Point | None] = []
        for case in node.cases:
            self._current = start
            self._bind(captures(case.pattern))
            self._at[case] = self._now()
            self._bind_walruses(case)
            guarded = self._current
            ends.append(self._branch(self._current, case.body))
            if case.guard is not None:  # where it says no, what it has bound stays bound
                start = self._join(start, self._at[case], guarded)
        # and so may names that are bound by a pattern that failed half-way
        start = self._join(start, *(self._at[case] for case in node.cases))
        self._current = self._join(start, *ends)


def _walruses_in(tree: Tree, scope: ast.AST) -> dict[ast.AST, list[tuple[ast.NamedExpr, bool]]]:
    """Return the walruses of a scope by the statement that they stand in, those of a guard by its `case`.

    They are in the order in which they bind; those of which it is not sure that they do come last.
    """
    found: dict[ast.AST, list[tuple[ast.NamedExpr, bool]]] = {}
    for walrus in tree.walruses:
        if walrus_scope(tree, walrus) is scope:
            place: ast.AST = walrus
            while not isinstance(place, ast.stmt | ast.match_case) and (parent := tree.parent(place)) is not None:
                place = parent
            found.setdefault(place, []).append((walrus, _always(tree, walrus)))
    for several in found.values():
        several.sort(key=lambda one: (not one[1], one[0].end_lineno, one[0].end_col_offset))
    return found


def walrus_scope(tree: Tree, walrus: ast.NamedExpr) -> ast.AST:
    """Return the scope whose name a walrus binds: never a comprehension's."""
    scope = tree.scope(walrus)
    while isinstance(scope, COMPREHENSIONS):
        scope = tree.scope(scope)
    return scope


def _always(tree: Tree, walrus: ast.NamedExpr) -> bool:
    child: ast.AST = walrus
    parent = tree.parent(child)
    while parent is not None and not isinstance(child, ast.stmt):
        match parent:
            case ast.BoolOp() if child is not parent.values[0]:
                return False
            case ast.IfExp() if child is not parent.test:
                return False
            case ast.Compare() if child is not parent.left and child is not parent.comparators[0]:
                return False
            case ast.comprehension() | ast.Assert():
                return False
            case _ if isinstance(parent, (*FUNCTIONS, *COMPREHENSIONS)) and not isinstance(child, ast.stmt):
                return False
        child, parent = parent, tree.parent(parent)
    return True
