"""Where is a related manager written through that is handed on first: passed, given back, kept or chosen?

    def enrol(manager, people):       # in one file
        manager.add(*people)          # the write, which names no accessor

    enrol(course.students, people)    # in another

From where an accessor is read its way is followed, into the functions that are called and as each call has it.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from collections.abc import Collection as AnyOf
from dataclasses import replace
from os.path import abspath
from pathlib import Path
from typing import TYPE_CHECKING

from through_codemod.infer.by_text import by_caller
from through_codemod.infer.classes import lineage, stores
from through_codemod.infer.containers import elements
from through_codemod.infer.definitions import raw_class
from through_codemod.infer.engine import ExhaustedError
from through_codemod.infer.frames import Frame
from through_codemod.infer.growth import GROWING
from through_codemod.infer.started import fields_of, started
from through_codemod.infer.travels import Handed, Name, Travels
from through_codemod.infer.tree import COMPREHENSIONS, dotted
from through_codemod.infer.values import (
    NOTHING,
    Accessor,
    Class,
    Collection,
    Function,
    Object,
    Unknown,
    Values,
    detached,
    unknown,
)
from through_codemod.infer.ways import Way, ways_of

if TYPE_CHECKING:
    from through_codemod.infer.source import Source

Asked = Callable[[ast.expr], Values]

MOST = 4_000  # places that a file's managers are followed to
_CHOOSING = (ast.List, ast.Tuple, ast.Set, ast.Dict, ast.IfExp, ast.BoolOp, ast.Await, ast.Subscript, ast.DictComp)


def travels(source: Source, starts: Iterable[ast.expr], verbs: AnyOf[str], asked: Asked) -> Travels:
    """Return where the managers go that are read at `starts` and not written through on the spot.

    `asked` says what an expression is by the callers of its function too, for those that matter.
    """
    trail = _Trail(source, verbs, asked)
    for start in starts:
        try:
            trail.begin(start)
        except (ExhaustedError, RecursionError):
            continue
    return Travels(tuple(trail.writes), frozenset(trail.names))


def carries(values: Values) -> bool:
    """Whether an accessor is among the values, or in a container among them."""
    return any(
        isinstance(value, Accessor)
        or (isinstance(value, Collection) and (carries(value.elements) or carries(value.mapped)))
        for value in values
    )


class _Trail:
    """The way of a file's managers, from where they are read."""

    def __init__(self, source: Source, verbs: AnyOf[str], asked: Asked) -> None:
        self.source = source
        self.verbs = verbs
        self.asked = asked
        self.writes: list[Handed] = []
        self.names: set[Name] = set()
        self._by = ""
        self._been: set[tuple[Frame, ast.AST]] = set()  # from one start
        self._by_callers: dict[Source, Frame] = {}  # as well
        self._steps = 0

    def begin(self, start: ast.expr) -> None:
        """Follow the manager that `start` reads."""
        place = self.source.modules.shown(Path(self.source.module.path).absolute())
        self._by = f"{place}:{start.lineno}"
        self._been.clear()
        self._by_callers.clear()
        ways = ways_of(self.source, start) if not self._is_own(start) else set()
        values = self.source.root.values(start) if ways else NOTHING
        if carries(values):
            self._climb(self.source.root, start)
        elif isinstance(start, ast.Attribute) and any(isinstance(value, Unknown) for value in values):
            self._try(start, values, ways)

    def _is_own(self, start: ast.expr) -> bool:
        """Whether a class sets the attribute of `self` that is read, which cannot be done to an accessor."""
        cls: ast.AST | None = start if isinstance(start, ast.Attribute) and isinstance(start.value, ast.Name) else None
        while cls is not None and not isinstance(cls, ast.ClassDef):
            cls = self.source.tree.parent(cls)
        if cls is None or not isinstance(start, ast.Attribute):
            return False
        behind = lineage(raw_class(self.source, cls)).classes
        return any(stores(item.source, item.node, start.attr) for item in behind)

    def _try(self, start: ast.Attribute, values: Values, ways: set[Way]) -> None:
        """Follow what may be a manager, by its name, and where that is written through or kept ask what it is."""
        before, names = len(self.writes), set(self.names)
        relations = self.source.relations.relations
        maybe = {Accessor(item, item.owner) for item in relations if item.accessor == start.attr}
        if Way.PASSED in ways or Way.STORED in ways:
            self._seeded(start, frozenset({*maybe, *values}))
        leads = len(self.writes) > before or (Way.STORED in ways and self.names != names)
        self.names = names
        if not (leads or Way.KEPT in ways or (Way.STORED in ways and not maybe)):
            return
        told = self.asked(start)
        if all(isinstance(value, Unknown) for value in told):
            if Way.KEPT in ways and maybe:
                self._seeded(start, frozenset(maybe))
                del self.writes[before:]
            return
        del self.writes[before:]
        if carries(told):
            self._seeded(start, told)

    def _seeded(self, start: ast.expr, values: Values) -> None:
        self._been.clear()
        frame = Frame(self.source)
        frame.memo[start] = values
        self._climb(frame, start)

    def _follow(self, frame: Frame, node: ast.expr) -> None:
        if carries(frame.values(node)):
            self._climb(frame, node)

    def _climb(self, frame: Frame, node: ast.expr) -> None:
        """Follow what `node` is, in the frame, to where its value goes."""
        self._steps += 1
        if (frame, node) in self._been or self._steps > MOST:
            return
        self._been.add((frame, node))
        parent_of = frame.source.tree.parent
        parent = parent_of(node)
        match parent:
            case ast.Attribute():
                self._read(frame, parent)
            case ast.Call() if parent.func is node:
                self._follow(frame, parent)
            case ast.Call():
                self._passed(frame, parent)
            case ast.keyword() if isinstance(call := parent_of(parent), ast.Call):
                self._passed(frame, call)
            case ast.arguments():
                self._by_default(frame, parent, node)
            case ast.Starred():
                self._climb(frame, parent)
            case ast.NamedExpr():
                self._bound(frame, parent.target)
                self._follow(frame, parent)
            case ast.Assign():
                for target in parent.targets:
                    self._bound(frame, target, node)
            case ast.AnnAssign() | ast.AugAssign():
                self._bound(frame, parent.target, node)
            case ast.For() | ast.AsyncFor() | ast.comprehension() if parent.iter is node:
                self._bound(frame, parent.target)
            case ast.withitem(optional_vars=ast.expr() as target):
                self._bound(frame, target)
            case ast.Return() | ast.Yield() | ast.YieldFrom():
                self._given_back(frame, parent, frame.values(node))
            case ast.expr() if isinstance(parent, (*_CHOOSING, *COMPREHENSIONS)):
                self._follow(frame, parent)

    def _read(self, frame: Frame, attribute: ast.Attribute) -> None:
        call = frame.source.tree.parent(attribute)
        called = call if isinstance(call, ast.Call) and call.func is attribute else attribute
        if attribute.attr not in self.verbs:
            self._follow(frame, called)
            return
        self._written(frame, attribute.attr, frame.values(attribute.value), called)

    def _written(self, frame: Frame, verb: str, values: Values, called: ast.expr) -> None:
        found = {replace(value, receiver=None) for value in values if isinstance(value, Accessor)}
        if found:
            unknown = sum(isinstance(value, Unknown) for value in values)
            self.writes.append(
                Handed(
                    abspath(frame.source.module.path),
                    verb,
                    (called.end_lineno or 0, called.end_col_offset or 0),
                    tuple(sorted(found, key=lambda one: (one.how, one.owner, one.relation.field))),
                    len(found) + unknown == len(values),
                    not unknown,
                    self._by,
                )
            )

    def _passed(self, frame: Frame, call: ast.Call) -> None:
        func = call.func
        match by_caller(frame.source.tree).get(call):
            case verb, given if verb in self.verbs:
                values = frame.values(given)
                self._written(frame, verb, values if given is call.args[0] else elements(frame, values), call)
        if isinstance(func, ast.Attribute):
            if func.attr.startswith("assert"):
                return
            if func.attr in GROWING:
                self._bound(frame, func.value)
        for value in frame.values(func):
            for inner in started(frame, value, call):
                self._run(inner)
            for name, values in fields_of(frame, value, call):
                if isinstance(value, Class) and carries(values):
                    self._kept(value, name, values)
        self._follow(frame, call)

    def _run(self, inner: Frame) -> None:
        """Follow what a function is given into it."""
        for arg, values in inner.arguments.items():
            if inner.function is not None and carries(values):
                self._uses(inner, inner.function, arg.arg)

    def _by_default(self, frame: Frame, args: ast.arguments, node: ast.expr) -> None:
        """Follow the default of a parameter, which may be given something else."""
        function = frame.source.tree.parent(args)
        positional = [*args.posonlyargs, *args.args]
        plain = zip(reversed(positional), reversed(args.defaults), strict=False)
        for arg, default in (*plain, *zip(args.kwonlyargs, args.kw_defaults, strict=True)):
            if default is node and isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                values = frozenset({*detached(frame.values(node)), *unknown(f"parameter {arg.arg}")})
                self._run(Frame(frame.source, function, {arg: values}, frame, frame.depth + 1))

    def _bound(self, frame: Frame, target: ast.expr, value: ast.expr | None = None) -> None:
        """Follow what is bound to a target, or put into what it names."""
        match target:
            case ast.Name(id=name):
                scope = frame.source.scopes.meaning(name, target).scope
                if scope is not None:
                    if frame.function is None and isinstance(scope, ast.Module | ast.ClassDef):
                        self.names.add(Name(name, getattr(scope, "name", None)))
                    self._uses(frame, scope, name)
            case ast.Tuple(elts=items) | ast.List(elts=items):
                for item in items:
                    self._bound(frame, item)
            case ast.Starred(value=base) | ast.Subscript(value=base):
                self._bound(frame, base)
            case ast.Attribute(attr=name):
                values = frame.values(value) if value is not None else NOTHING
                for owner in frame.values(target.value):
                    cls = owner.cls if isinstance(owner, Object) else owner
                    if isinstance(cls, Class):
                        self._kept(cls, name, values)
                        if frame.function is None:
                            self.names.add(Name(name, cls.node.name))
                for use in frame.source.tree.attributes(name):
                    self._follow(frame.source.root, use)

    def _uses(self, frame: Frame, scope: ast.AST, name: str) -> None:
        source = frame.source
        for use in source.tree.names_in(name, scope):
            if isinstance(use.ctx, ast.Load) and source.scopes.meaning(name, use).scope is scope:
                self._follow(frame, use)

    def _kept(self, cls: Class, name: str, values: Values) -> None:
        """Follow what an object of the project keeps in an attribute, to where the class's file reads it."""
        source = cls.source
        seeded: Frame | None = None
        for use in source.tree.attributes(name):
            if not isinstance(use.ctx, ast.Load) or not _may_be_of(source.root.values(use.value), cls):
                continue
            if carries(source.root.values(use)):
                self._climb(source.root, use)
            elif carries(values):
                seeded = seeded or Frame(source)
                seeded.memo[use] = detached(values)
                self._climb(seeded, use)

    def _given_back(self, frame: Frame, place: ast.AST, values: Values) -> None:
        """Follow what a function of the file gives back to the calls of it there, which may tell nothing themselves."""
        source = frame.source
        owner = source.tree.function(place)
        if frame.function is not None or not isinstance(owner, ast.FunctionDef | ast.AsyncFunctionDef):
            return  # else the call is followed anyway
        outer = source.tree.scope(owner)
        if isinstance(outer, ast.Module | ast.ClassDef):
            self.names.add(Name(owner.name, getattr(outer, "name", None)))
        plain = isinstance(place, ast.Return) and isinstance(owner, ast.FunctionDef)
        is_property = any(dotted(item).endswith("property") for item in owner.decorator_list)
        for use in (*source.tree.names(owner.name), *source.tree.attributes(owner.name)):
            call = source.tree.parent(use)
            read = call if isinstance(call, ast.Call) and call.func is use else use
            if plain and is_property is (read is use) and _gives(source.root, owner, outer, use):
                self._told(source, read, values)
            self._follow(source.root, read)

    def _told(self, source: Source, read: ast.expr, values: Values) -> None:
        """Follow what a call or a property gives where only those who call the function around it tell."""
        frame = self._by_callers.setdefault(source, Frame(source))
        if not carries(source.root.values(read)) and read not in frame.memo:
            frame.memo[read] = detached(values)
            self._climb(frame, read)


def _gives(frame: Frame, owner: ast.FunctionDef | ast.AsyncFunctionDef, outer: ast.AST | None, use: ast.expr) -> bool:
    """Whether a use of a function's name is one of the function itself."""
    if isinstance(outer, ast.ClassDef):
        cls = raw_class(frame.source, outer)
        return isinstance(use, ast.Attribute) and _may_be_of(frame.values(use.value), cls)
    return isinstance(use, ast.Name) and any(
        isinstance(value, Function) and value.node is owner for value in frame.values(use)
    )


def _may_be_of(values: Values, cls: Class) -> bool:
    classes = [value.cls if isinstance(value, Object) else value for value in values]
    return any(
        item.node is cls.node for one in classes if isinstance(one, Class) for item in (one, *lineage(one).classes)
    )
