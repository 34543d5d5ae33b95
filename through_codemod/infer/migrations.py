"""Which migrations have run when this one runs, which may have run, and in which order?

Files do not tell by their names: they say in `dependencies` what has run before, and `run_before` what runs later.
https://docs.djangoproject.com/en/stable/topics/migrations/#dependencies
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from through_codemod.infer.modules import Module, Modules

Node = tuple[str, str]  # the label of an app and the name of a migration


class Ran(NamedTuple):
    """The migrations of some apps that surely run before another, and those of which that is open, by app and name.

    Each way of `surely` is an order in which Django may run them: of branches, either may come first. Each of `perhaps`
    ends with one of which it is open; in front of it stand those that have to run before that, in order. The last of
    them are all.
    """

    surely: tuple[tuple[Node, ...], ...]
    perhaps: tuple[tuple[Node, ...], ...]
    modules: Mapping[Node, Module]


def ran_before(migration: Module, packages: Mapping[str, Module], modules: Modules) -> Ran | None:
    """Return which migrations in `packages`, by the labels of their apps, ran before `migration`.

    None where that cannot be told: one of them cannot be read, or a squashed one replaces more than there is.
    """
    known = modules.source(migration).ran
    key = frozenset((label, package.path) for label, package in packages.items())
    if key not in known:
        known[key] = _ran_before(migration, packages, modules)
    return known[key]


def _ran_before(migration: Module, packages: Mapping[str, Module], modules: Modules) -> Ran | None:
    here = place_of(migration, packages)
    graph = _Graph(here)
    for label in dict.fromkeys((here[0], *packages)):
        package = packages.get(label) or modules.load(migration.name.rpartition(".")[0], migration)
        files = dict(_files(package, migration, modules)) if package is not None else {}
        if label == here[0]:
            files[here[1]] = migration
        if not graph.take(label, files):
            return None
    before, after = graph.in_front([here]), graph.behind(here)
    for node, module in graph.modules.items():
        may_be_in_front = node not in after and (node[0] != here[0] or node < here)
        if module is None and (node in before or may_be_in_front):
            return None
    ways = (before, graph.in_front([here], backwards=True))
    closed = {*before, *after, here}
    perhaps = [node for node in graph.in_front(sorted(graph.modules)) if node not in closed and node[0] in packages]
    known = {node: None for node in perhaps if graph.modules[node] is not None}
    chains = [(*(one for one in graph.in_front([node]) if one in known and one != node), node) for node in known]
    return Ran(
        tuple(dict.fromkeys(tuple(node for node in way if node[0] in packages) for way in ways)),
        tuple(dict.fromkeys((*chains, *([tuple(known)] if known else [])))),
        {node: module for node, module in graph.modules.items() if module is not None},
    )


def place_of(migration: Module, packages: Mapping[str, Module]) -> Node:
    """Return the app's label and the name of a migration; its app is called like its folder where none of them is."""
    folder = Path(migration.path).absolute().parent
    for label, package in packages.items():
        if Path(package.path).absolute().parent == folder:
            return label, Path(migration.path).stem
    return "".join(migration.name.split(".")[-3:-2]), Path(migration.path).stem


class _Graph:
    """Which migration depends on which; squashed ones stand for what they replace, or give way to it."""

    def __init__(self, here: Node) -> None:
        self.modules: dict[Node, Module | None] = {}
        self._here = here
        self._made_into: dict[Node, Node] = {}  # the squashed one that an old one is part of
        self._made_of: dict[Node, list[Node]] = {}  # of a squashed one that gives way: the old ones
        self._written: defaultdict[Node, set[Node]] = defaultdict(set)

    def take(self, label: str, files: Mapping[str, Module | None]) -> bool:
        """Take in the migrations of an app by their names; False where what is squashed is there in parts only.

        https://docs.djangoproject.com/en/stable/topics/migrations/#migration-squashing
        """
        replaced = {
            name: {old for app, old in named_in(module, "replaces") if app == label}
            for name, module in files.items()
            if module is not None
        }
        gone = _all_replaced(self._here[1], replaced) if self._here[0] == label else set()
        for name in replaced.keys() - gone:
            there = replaced[name] & files.keys() - gone
            if there and (label, name) != self._here:
                if there != replaced[name]:
                    return False
                self._made_of[label, name] = [(label, old) for old in there]
            else:
                self._made_into |= {(label, old): (label, name) for old in _all_replaced(name, replaced)}
        for name, module in files.items():
            if name not in gone and (label, name) not in self._made_of:
                self.modules[label, name] = module
            for parent in named_in(module, "dependencies") if module is not None else ():
                self._written[label, name].add(parent)
            for child in named_in(module, "run_before") if module is not None else ():
                self._written[child].add((label, name))
        return True

    def in_front(self, nodes: Iterable[Node], backwards: bool = False) -> list[Node]:
        """Return migrations and what they depend on, in order; `backwards` takes the last of several branches first.

        https://github.com/django/django/blob/main/django/db/migrations/graph.py (`iterative_dfs`)
        """
        order: dict[Node, None] = {}
        seen: set[Node] = set()
        for start in nodes:
            stack = [(start, False)]
            while stack:
                one, is_done = stack.pop()
                if is_done:
                    order[one] = None
                elif one not in seen:
                    seen.add(one)
                    stack.append((one, True))
                    parents = sorted(self._parents.get(one, ()), reverse=not backwards)
                    stack += [(parent, False) for parent in parents]
        order.pop(self._here, None)
        return list(order)

    def behind(self, node: Node) -> set[Node]:
        """Return what depends on a migration."""
        found: set[Node] = set()
        waiting = [node]
        while waiting:
            parent = waiting.pop()
            more = {one for one, parents in self._parents.items() if parent in parents} - found
            found |= more
            waiting += more
        return found

    @cached_property
    def _parents(self) -> dict[Node, set[Node]]:
        found: defaultdict[Node, set[Node]] = defaultdict(set)
        for node, parents in self._written.items():
            if node in self._made_of:  # each of the old ones says itself what it depends on
                continue
            meant = {one for parent in parents for one in self._meant(parent, ())}
            for child in self._meant(node, ()):
                found[child] |= meant - {child}
        return found

    def _meant(self, node: Node, seen: tuple[Node, ...]) -> Iterator[Node]:
        if node in seen:
            return
        if node in self.modules:
            yield node
        elif node in self._made_into:
            yield from self._meant(self._made_into[node], (*seen, node))
        for old in self._made_of.get(node, ()):
            yield from self._meant(old, (*seen, node))


def _all_replaced(name: str, replaced: Mapping[str, Iterable[str]]) -> set[str]:
    """Return what a migration replaces, and what that replaces."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        more = set(replaced.get(waiting.pop(), ())) - found - {name}
        found |= more
        waiting += more
    return found


def _files(package: Module, near: Module, modules: Modules) -> Iterator[tuple[str, Module | None]]:
    """Yield the migrations in a package by their names, None for one that cannot be read."""
    for path in sorted(Path(package.path).absolute().parent.glob("*.py")):
        if path.stem[0] not in "_~":
            yield path.stem, modules.load(f"{package.name}.{path.stem}", near)


def named_in(migration: Module, attribute: str) -> set[Node]:
    """Return the migrations that one lists as `dependencies`, `run_before` or as what it `replaces`."""
    found: set[Node] = set()
    waiting: list[ast.stmt] = [*migration.tree.body] if attribute.encode() in migration.text else []
    while waiting:
        match waiting.pop():
            case ast.ClassDef(body=body):
                waiting += body
            case ast.If(body=body, orelse=other):
                waiting += [*body, *other]
            case (
                ast.Assign(targets=[ast.Name(id=target)], value=ast.List(elts=items) | ast.Tuple(elts=items))
                | ast.AnnAssign(target=ast.Name(id=target), value=ast.List(elts=items) | ast.Tuple(elts=items))
            ) if target == attribute:
                for item in items:
                    match item:
                        case ast.Tuple(elts=[ast.Constant(value=str(app)), ast.Constant(value=str(name))]):
                            found.add((app, name))
    return found
