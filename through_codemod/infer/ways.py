"""By which ways can a manager go on from where it is read? Told by what stands around it, before its kind is asked."""

from __future__ import annotations

import ast
import builtins
from enum import Enum, auto
from typing import TYPE_CHECKING

from through_codemod.infer.by_text import by_caller
from through_codemod.infer.growth import GROWING
from through_codemod.infer.values import Class, External, Function, Method, Object, Unknown, Value

if TYPE_CHECKING:
    from through_codemod.infer.source import Source

_CALLING = frozenset({"map", "filter"})
_HOLDING = (ast.List, ast.Tuple, ast.Set, ast.Dict, ast.BoolOp, ast.Await, ast.DictComp, ast.ListComp, ast.SetComp)


_Been = set[tuple[ast.AST, bool]]


class Way(Enum):
    """To a function that is called with it, to an attribute of what may be no object of the project's, or kept."""

    PASSED = auto()
    STORED = auto()
    KEPT = auto()


def ways_of(source: Source, node: ast.expr, inside: bool = False, been: _Been | None = None) -> set[Way]:
    """Return the ways of what `node` is, or with `inside` of what is in it; a manager itself is not iterated over.

    What is bound to a name goes where that is read, other than for an attribute of it: there it need not be followed.
    """
    tree = source.tree
    parent = tree.parent(node)
    been = set() if been is None else been  # one for all ways: each place is looked at once, however many lead there
    if parent is None or (node, inside) in been:
        return set()
    been.add((node, inside))
    match parent:
        case ast.Call() if parent.func is node:
            return ways_of(source, parent, inside, been)
        case ast.Call():
            return _through_call(source, parent, inside, been)
        case ast.keyword() if isinstance(call := tree.parent(parent), ast.Call):
            return _through_call(source, call, inside, been)
        case ast.arguments():
            return {Way.PASSED}
        case ast.Attribute() if isinstance(call := tree.parent(parent), ast.Call):
            return ways_of(source, call, inside, been) if inside or parent.attr == "db_manager" else set()
        case ast.Return() | ast.Yield() | ast.YieldFrom():
            return {Way.KEPT}
        case ast.NamedExpr():
            return _of_target(source, parent.target, inside, been) | ways_of(source, parent, inside, been)
        case ast.Assign(targets=targets):
            return set().union(*(_of_target(source, target, inside, been) for target in targets))
        case ast.AnnAssign(target=target) | ast.AugAssign(target=target):
            return _of_target(source, target, inside, been)
        case ast.For(target=target) | ast.AsyncFor(target=target) | ast.comprehension(target=target) if inside:
            return _of_target(source, target, True, been)
        case ast.IfExp() if parent.test is not node:
            return ways_of(source, parent, inside, been)
        case ast.Starred() | ast.Subscript() if inside:
            return ways_of(source, parent, inside, been)
        case ast.expr() if isinstance(parent, _HOLDING):
            return ways_of(source, parent, True, been)
    return set()


def _of_target(source: Source, target: ast.expr, inside: bool, been: _Been) -> set[Way]:
    match target:
        case ast.Name(id=name):
            scope = source.scopes.meaning(name, target).scope
            found = {Way.KEPT} if isinstance(scope, ast.Module | ast.ClassDef) else set()
            for use in source.tree.names_in(name, scope or source.module.tree):
                if isinstance(use.ctx, ast.Load) and source.scopes.meaning(name, use).scope is scope:
                    found |= ways_of(source, use, inside, been)
            return found
        case ast.Tuple(elts=items) | ast.List(elts=items):
            return set().union(*(_of_target(source, item, inside, been) for item in items))
        case ast.Starred(value=value) | ast.Subscript(value=value):
            return _of_target(source, value, True, been)
        case ast.Attribute():
            return {Way.STORED}
    return set()


def _through_call(source: Source, call: ast.Call, inside: bool, been: _Been) -> set[Way]:
    """Return the ways of what is passed in a call: to a function of the project, or into what the call gives."""
    match call.func:
        case ast.Name(id=name) if name not in _CALLING and hasattr(builtins, name):
            return ways_of(source, call, True, been) if inside else set()
        case ast.Attribute(attr=name, value=base) if name in GROWING:
            return _of_target(source, base, True, been)
        case ast.Attribute(attr=name) if name.startswith("assert"):
            return set()
    if call in by_caller(source.tree):
        return {Way.PASSED}
    values = source.root.values(call.func)
    return {Way.PASSED} if any(_runs(source, value, call) for value in values) else set()


def _runs(source: Source, value: Value, call: ast.Call) -> bool:
    """Whether calling `value` may run a function of the project with what it is given."""
    match value:
        case Function() | Object() | Class():
            return True
        case External() | Method() | Unknown():
            return any(
                isinstance(item, ast.Name | ast.Attribute | ast.Lambda)
                and any(isinstance(one, Function) for one in source.root.values(item))
                for item in call.args
            )
    return False
