"""What do `isinstance` tests around a name leave of its values?"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from through_codemod.infer.containers import elements
from through_codemod.infer.models import instances
from through_codemod.infer.scopes import Meaning
from through_codemod.infer.tree import COMPREHENSIONS, FUNCTIONS
from through_codemod.infer.values import (
    CHECKED,
    LITERAL,
    Class,
    Collection,
    External,
    Function,
    Instance,
    Key,
    ModelClass,
    Object,
    Rows,
    Unknown,
    Value,
    Values,
    join,
)

if TYPE_CHECKING:
    from through_codemod.infer.frames import Frame


CALLABLES: Values = frozenset({External("builtins.callable()")})


def narrowed(frame: Frame, at: ast.Name, values: Values, meaning: Meaning) -> Values:
    """Return those of `values` that the tests on the way to `at` let through."""
    scope = meaning.scope
    tree = frame.source.tree
    home = tree.scope(at)
    if scope is None or not (scope is home or isinstance(home, COMPREHENSIONS)) or isinstance(scope, ast.Module):
        return values
    names = tree.names if isinstance(scope, ast.ClassDef) else tree.names_met  # a function is walked as a whole
    if not any(isinstance(use.ctx, ast.Load) for use in names(at.id) if use is not at):
        return values
    for test, positive, region in _guards(frame, at):
        classes = _tested(frame, test, at.id, positive)
        if classes is None:
            continue
        if not isinstance(scope, COMPREHENSIONS) and _rebound(frame, at.id, scope, [*region, *_behind(test)], meaning):
            continue
        values = _kept(frame, values, *classes)
    return values


def replaced(frame: Frame, at: ast.Name, meaning: Meaning) -> Values | None:
    """Return what a name is behind an `if` that gives it another value where it is not what it should be.

        if not isinstance(course, Course):
            course = Course.objects.get(pk=course)
        course.students                             # here it is a Course whichever way was taken

    None where there is no such `if` on the way.
    """
    scope = meaning.scope
    if len(meaning.bindings) < 2 or not isinstance(scope, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return None
    if frame.source.tree.scope(at) is not scope or frame.source.scopes.is_shared(at.id, scope):
        return None
    passed = {item for item in _earlier(frame, at, scope) if _gives(item, meaning)}
    found: list[Values] = []
    narrower = False
    for binding in meaning.bindings:
        values = frame.of(scope).bound(binding)
        behind = _next(frame, binding.node, scope)
        tests = {item for item in passed if _position(binding.node) < _position(item)}
        for item in tests | ({behind} if behind is not None and _gives(behind, meaning) else set()):
            classes = _tested(frame, item.test, at.id, False)
            if classes is not None:
                narrower, values = True, _kept(frame, values, *classes)
        found.append(values)
    return join(found) if narrower else None


def _next(frame: Frame, node: ast.AST, scope: ast.AST) -> ast.If | None:
    """Return the `if` without `else` right behind a statement, so that whatever it binds comes by there."""
    tree = frame.source.tree
    if not isinstance(node, ast.Name):
        return None
    statement = tree.statement(node)
    outer = tree.parent(statement)
    around = outer
    while around is not None and around is not scope:
        if isinstance(around, (ast.Try, ast.TryStar)):
            return None
        around = tree.parent(around)
    for block in ("body", "orelse", "finalbody"):
        statements = getattr(outer, block, None)
        if isinstance(statements, list) and isinstance(statement, (ast.Assign, ast.AnnAssign)):
            for item, following in pairwise(statements):
                if item is statement and isinstance(following, ast.If) and not following.orelse:
                    return following
    return None


def _earlier(frame: Frame, at: ast.Name, scope: ast.AST) -> Iterator[ast.If]:
    """Yield the `if`s without `else` that every way to a place in the function has passed."""
    child: ast.AST = at
    parent = frame.source.tree.parent(at)
    while parent is not None and child is not scope:
        for block in ("body", "orelse", "finalbody"):
            statements = getattr(parent, block, None)
            if (
                isinstance(child, ast.stmt)
                and isinstance(statements, list)
                and any(item is child for item in statements)
            ):
                for item in statements:
                    if item is child:
                        break
                    if isinstance(item, ast.If) and not item.orelse:
                        yield item
        child, parent = parent, frame.source.tree.parent(parent)


def _gives(item: ast.If, meaning: Meaning) -> bool:
    """Whether a statement of the body itself binds the name, so that none of the values of before gets past it."""
    return any(binding.node is target for binding in meaning.bindings for target in _targets(item.body))


def _targets(body: list[ast.stmt]) -> Iterator[ast.AST]:
    for statement in body:
        match statement:
            case ast.Assign(targets=[ast.Name() as target]):
                yield target


def _position(node: ast.AST) -> tuple[int, int]:
    return getattr(node, "lineno", 0), getattr(node, "col_offset", 0)


def _guards(frame: Frame, at: ast.AST) -> Iterator[tuple[ast.expr, bool, list[ast.AST]]]:
    """Yield the tests that hold at a place, whether as true or as false, and the nodes within which they do."""
    parent_of = frame.source.tree.parent
    child, parent = at, parent_of(at)
    while parent is not None and not isinstance(child, (*FUNCTIONS, ast.ClassDef)):
        match parent:
            case ast.If() | ast.While() if isinstance(child, ast.stmt):
                in_body = any(child is item for item in parent.body)
                if in_body or isinstance(parent, ast.If):
                    yield parent.test, in_body, [*(parent.body if in_body else parent.orelse)]
            case ast.match_case() if isinstance(child, ast.stmt) and (test := _matching(parent_of, parent)) is not None:
                yield test, True, [*([parent.guard] if parent.guard is not None else []), *parent.body]
            case ast.IfExp() if child is not parent.test:
                yield parent.test, child is parent.body, [child]
            case ast.BoolOp():
                for item in parent.values:
                    if item is child:
                        break
                    yield item, isinstance(parent.op, ast.And), [parent]
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                if not isinstance(child, ast.comprehension):
                    for generator in parent.generators:
                        for test in generator.ifs:
                            yield test, True, [child]
        if isinstance(child, ast.stmt):
            for block in ("body", "orelse", "finalbody"):
                yield from _before(getattr(parent, block, None), child)
        child, parent = parent, parent_of(parent)


def _matching(parent_of: Callable[[ast.AST], ast.AST | None], case: ast.match_case) -> ast.expr | None:
    """Return the test of `isinstance` that a `case` of classes is: `case Course():`, `case Course() | Club() as x:`."""
    pattern: ast.pattern | None = case.pattern
    if isinstance(pattern, ast.MatchAs):
        pattern = pattern.pattern
    patterns = pattern.patterns if isinstance(pattern, ast.MatchOr) else [pattern]
    classes = [one.cls for one in patterns if isinstance(one, ast.MatchClass)]
    match parent_of(case):
        case ast.Match(subject=ast.Name() as subject) if len(classes) == len(patterns):
            return ast.Call(ast.Name("isinstance"), [subject, ast.Tuple(classes)], [])
    return None


def _before(block: object, child: ast.stmt) -> Iterator[tuple[ast.expr, bool, list[ast.AST]]]:
    if not isinstance(block, list) or not any(item is child for item in block):
        return
    for place, item in enumerate(block):
        if item is child:
            return
        match item:
            case ast.Assert():
                yield item.test, True, block[place:]
            case ast.If():
                yield from ((test, positive, block[place:]) for test, positive in _past(item))


def _past(item: ast.If) -> Iterator[tuple[ast.expr, bool]]:
    """Yield the tests that hold behind an `if`, whether as true or as false, by those of its branches that end there.

    if not course:
        return
    elif not isinstance(course, Course):
        raise TypeError                         # so it is a Course behind this
    """
    branch: ast.If | None = item
    while branch is not None and _leaves(branch.body):
        yield branch.test, False
        branch = branch.orelse[0] if len(branch.orelse) == 1 and isinstance(branch.orelse[0], ast.If) else None
    if branch is not None and branch.orelse and _leaves(branch.orelse):
        yield branch.test, True


def _leaves(body: list[ast.stmt]) -> bool:
    """Whether nothing behind a block is reached from its end."""
    match body[-1]:
        case ast.Return() | ast.Raise() | ast.Continue() | ast.Break():
            return True
        case ast.If(body=inner, orelse=other):
            return bool(other) and _leaves(inner) and _leaves(other)
    return False


def _behind(test: ast.expr) -> list[ast.AST]:
    """Return the walruses of a test that stand behind a call in it: `isinstance(x, Course) and (x := x.club)`."""
    nodes = list(ast.walk(test))
    walruses = [node for node in nodes if isinstance(node, ast.NamedExpr)]
    calls = [_position(node) for node in nodes if isinstance(node, ast.Call) and _is_test(node)] if walruses else []
    return [node for node in walruses if calls and _position(node) > min(calls)]


def _is_test(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id in ("isinstance", "type", "callable")


def _rebound(frame: Frame, name: str, scope: ast.AST, region: list[ast.AST], meaning: Meaning) -> bool:
    """Whether what a name is bound to within a region can reach the place in question."""
    if not isinstance(scope, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return True
    if frame.source.scopes.is_shared(name, scope):  # any call may rebind it
        return True
    parts = {*region}
    return any(_stands_in(frame, binding.node, parts) for binding in meaning.bindings)


def _stands_in(frame: Frame, node: ast.AST | None, parts: set[ast.AST]) -> bool:
    while node is not None and node not in parts:
        node = frame.source.tree.parent(node)
    return node is not None


def _tested(frame: Frame, test: ast.expr, name: str, positive: bool) -> tuple[Values, bool] | None:
    match test:
        case ast.Call(func=ast.Name(id="isinstance"), args=[ast.Name(id=tested), classes]) if tested == name:
            found = frame.values(classes)
            if isinstance(classes, ast.Tuple):
                found = elements(frame, found)
            return (found, positive) if found else None
        case ast.Compare(
            left=ast.Call(func=ast.Name(id="type"), args=[ast.Name(id=tested)]), ops=[operation], comparators=[classes]
        ) if tested == name and isinstance(operation, (ast.Is, ast.IsNot, ast.Eq, ast.NotEq)):
            found = frame.values(classes)
            same = isinstance(operation, (ast.Is, ast.Eq)) == positive
            return (found, True) if found and same else None
        case ast.Call(func=ast.Name(id="callable"), args=[ast.Name(id=tested)]) if tested == name:
            return CALLABLES, positive
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return _tested(frame, operand, name, not positive)
        case ast.BoolOp(op=operator) if isinstance(operator, ast.And) == positive:
            tests = (_tested(frame, item, name, positive) for item in test.values)
            return next((one for one in tests if one is not None), None)
    return None


def _kept(frame: Frame, values: Values, classes: Values, positive: bool) -> Values:
    if any(not isinstance(cls, (ModelClass, Class, External)) for cls in classes):
        return values
    if not positive:
        return frozenset(value for value in values if not any(_is_one(frame, value, cls) for cls in classes))
    return join(_restricted(frame, value, cls) for value in values for cls in classes)


def _is_one(frame: Frame, value: Value, cls: Value) -> bool:
    match value, cls:
        case Instance(), ModelClass():
            return frame.source.relations.is_a(value.model, cls.model)
        case ((Function() | ModelClass() | Class()), External()) if cls in CALLABLES:
            return True
    return False


def _restricted(frame: Frame, value: Value, cls: Value) -> Values:
    relations = frame.source.relations
    match value, cls:
        case Instance(), ModelClass():
            if relations.is_a(value.model, cls.model):
                return frozenset({value})
            if relations.is_a(cls.model, value.model):
                return frozenset({replace(value, model=cls.model)})
            return frozenset()
        case ((Instance() | Rows(manager=False) | Collection() | Key()), External()) if cls in CALLABLES:
            return frozenset({value}) if isinstance(value, Instance) else frozenset()
        case Instance(), External(name=name):
            return frozenset() if name.startswith("builtins.") else frozenset({value})
        case ((Key() | Collection() | Rows()), ModelClass()):
            return frozenset()
        case ((Unknown() | External()), ModelClass()):
            found = instances(frame, frozenset({cls}))
            return frozenset(
                replace(one, how=f"isinstance {one.model.name}") if isinstance(one, Instance) else one for one in found
            )
        case ((Unknown() | External()), Class()):
            return frozenset({Object(replace(cls, open=True))})
        case Key(said=True), External(name="builtins.int" | "builtins.str" | "uuid.UUID"):
            return LITERAL
        case Unknown(), External(name="builtins.list"):
            return frozenset({Collection("list", frozenset({value}), how=CHECKED)})
        case Unknown(), External(name="builtins.tuple"):
            return frozenset({Collection("tuple", frozenset({value}), how=CHECKED)})
        case Collection(type="list" | "tuple" as kind), External(name=name) if name == f"builtins.{kind}":
            return frozenset({replace(value, how=CHECKED)})
    return frozenset({value})
