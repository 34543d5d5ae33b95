"""What do the project's functions and methods give, and what are their parameters?"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from through_codemod.infer.annotations import by_signature
from through_codemod.infer.callers import from_callers, from_seen_callers
from through_codemod.infer.classes import class_behind, enclosing_method
from through_codemod.infer.containers import awaited, elements, method_result, spread_of
from through_codemod.infer.contradictions import is_annotated, strangers
from through_codemod.infer.conventions import passed
from through_codemod.infer.decorators import ODD, decoration, mark_of
from through_codemod.infer.extracted import extracted
from through_codemod.infer.factories import made_in_factory
from through_codemod.infer.fixtures import fixture
from through_codemod.infer.frameworks import is_migrating, registry
from through_codemod.infer.generics import Types, by_overloads, is_bounded, types_of
from through_codemod.infer.hooks import reaching
from through_codemod.infer.selves import self_values
from through_codemod.infer.steps import by_steps
from through_codemod.infer.tree import FUNCTIONS, FunctionNode
from through_codemod.infer.values import (
    BY_ANNOTATION,
    LITERAL,
    NONE,
    NOTHING,
    SAID,
    Arguments,
    Collection,
    Coroutine,
    Function,
    Instance,
    Key,
    Object,
    Other,
    Rows,
    Unknown,
    Value,
    Values,
    detached,
    is_hollow,
    is_known,
    is_said,
    join,
    unknown,
)
from through_codemod.infer.wrapped import given_by_decorators

if TYPE_CHECKING:
    from through_codemod.infer.frames import Frame


def arguments(frame: Frame, call: ast.Call) -> Arguments:
    """Return what `call` passes."""
    positional: list[Values] = []
    starred: tuple[Values, ...] | None = ()
    more = False
    for item in call.args:
        if isinstance(item, ast.Starred):
            match list(values := frame.values(item.value)):
                case [Collection(positions=tuple(positions))] if not more:
                    positional += positions
                case _:
                    starred, more = None if more else _by_place(values), True
        elif more:
            starred = None
        else:
            positional.append(detached(frame.values(item)))
    keywords = [(item.arg, detached(frame.values(item.value))) for item in call.keywords if item.arg is not None]
    spread, open_ended = spread_of(frame.values(item.value) for item in call.keywords if item.arg is None)
    return Arguments(tuple(positional), tuple(keywords), more or open_ended, spread, starred)


def _by_place(values: Values) -> tuple[Values, ...] | None:
    """Return what one of several tuples may hold at each place; None where one may hold anything."""
    held = [value.positions for value in values if isinstance(value, Collection) and value.positions is not None]
    if len(held) < len(values):
        return None
    return tuple(map(join, zip_longest(*held, fillvalue=NOTHING)))


def _through_decorators(frame: Frame, function: Function, given: Arguments) -> Values:
    """Return what a function gives whose decorators are the project's own, by what they make of it."""
    assert not isinstance(function.node, ast.Lambda)
    values: Values = frozenset({replace(function, bound=None, raw=True)})
    for decorator in reversed(function.node.decorator_list):
        if mark_of(function.source, decorator) != ODD:
            continue
        values = join(
            returned(frame, one, Arguments((values,)))
            if isinstance(one, Function)
            else unknown(f"decorator of {function.name}")
            for one in function.frame.values(decorator)
        )
    first = (function.bound,) if function.bound is not None else ()
    passed = given._replace(positional=(*first, *given.positional))
    return join(
        returned(frame, one, passed) if isinstance(one, Function) else unknown(f"decorator of {function.name}")
        for one in values
    )


def parameter(frame: Frame, arg: ast.arg, owner: ast.AST | None) -> Values:
    """Return what a parameter can be: what a known call passes, `self`, by its annotation, else unknown."""
    given = frame.argument(arg)
    if given is not None and is_known(given):
        return given
    assert isinstance(owner, FUNCTIONS)
    if arg is owner.args.vararg:
        inside = frame.annotated(arg.annotation) if arg.annotation is not None else unknown(f"parameter *{arg.arg}")
        if given is None and (is_said(inside) or not is_known(inside)) and not isinstance(owner, ast.Lambda):
            asked = from_callers(frame, arg, owner, arguments, frame_of_call)
            if is_known(asked):
                return asked
        if given is not None:
            return given
        return _or_strangers(frame, arg, owner, frozenset({Collection("tuple", inside)}))
    if arg is owner.args.kwarg:
        inside = frame.annotated(arg.annotation) if arg.annotation is not None else unknown(f"parameter **{arg.arg}")
        if given is None and (found := passed(frame, arg, owner)) is not None:
            return found
        if given is None and not isinstance(owner, ast.Lambda):
            asked = from_callers(frame, arg, owner, arguments, frame_of_call)
            if is_known(asked):
                return asked
        return given if given is not None else frozenset({Collection("dict", LITERAL, mapped=inside)})
    if given is None and (found := _first(frame, arg, owner)) is not None:
        return found
    if arg.annotation is not None:
        values = frame.annotated(arg.annotation)
        if not is_known(values) and not isinstance(owner, ast.Lambda):
            values = frame.source.root.typed(_own_types(frame, owner)).annotated(arg.annotation)
        if given is None and (is_hollow(values) or is_said(values)):  # `dict` says nothing of what is in it
            values = _filled(frame, arg, owner) or values
        if is_known(values):
            values = frozenset(_described(value, arg.arg) for value in values)
            return values if given is not None else _or_strangers(frame, arg, owner, values)
    if not isinstance(owner, ast.Lambda) and arg.annotation is None:
        commented = by_signature(frame, arg, owner)
        if commented is not None and is_known(commented):
            values = frozenset(_described(value, arg.arg) for value in commented)
            return values if given is not None else _or_strangers(frame, arg, owner, values)
    if given is None:
        for rule in (registry, by_steps, fixture, given_by_decorators, passed, extracted):
            if (found := rule(frame, arg, owner)) is not None:
                return found
        if not isinstance(owner, ast.Lambda):
            return from_callers(frame, arg, owner, arguments, frame_of_call)
    return given if given is not None else unknown(f"parameter {arg.arg}")


def from_every_caller(frame: Frame, arg: ast.arg, owner: ast.FunctionDef | ast.AsyncFunctionDef) -> Values:
    """Return what each caller of a function passes, unknown values and others side by side."""
    return from_callers(frame, arg, owner, arguments, frame_of_call, every=True)


def _filled(frame: Frame, arg: ast.arg, owner: FunctionNode) -> Values | None:
    """Return what is passed for a parameter, None where that says no more of what is in it than a bare `dict`."""
    if (found := passed(frame, arg, owner)) is not None:
        return found
    if isinstance(owner, ast.Lambda):
        return None
    asked = from_callers(frame, arg, owner, arguments, frame_of_call)
    return asked if is_known(asked) else None


def _or_strangers(frame: Frame, arg: ast.arg, owner: FunctionNode, values: Values) -> Values:
    """Return what an annotation says, and what callers are seen to pass that it rules out."""
    if isinstance(owner, ast.Lambda) or not frame.source.modules.asks_callers or not is_annotated(values):
        return values
    passed = from_seen_callers(frame, arg, owner, arguments, frame_of_call)
    return join((values, strangers(frame.source.relations, passed, values)))


def _described(value: Value, name: str) -> Value:
    match value:
        case Instance() | Rows():
            return replace(value, how=f"{BY_ANNOTATION}{name}: {value.model.name}")
    return value


def _first(frame: Frame, arg: ast.arg, owner: FunctionNode) -> Values | None:
    positional = [*owner.args.posonlyargs, *owner.args.args]
    if isinstance(owner, ast.Lambda) or not positional or positional[0] is not arg:
        return None
    cls = enclosing_method(owner, frame.source)
    if cls is None:
        return None
    if is_migrating(frame, owner):
        return registry(frame, arg, owner)
    names = {item.id for item in owner.decorator_list if isinstance(item, ast.Name)}
    if "staticmethod" in names:
        return None
    made = made_in_factory(frame, cls, owner)
    if made is not None:
        return made
    values = self_values(frame, cls)
    if "classmethod" in names or owner.name in ("__new__", "__init_subclass__", "__class_getitem__"):
        return frozenset(class_behind(value) for value in values)
    return join((reaching(frame, values, cls, owner), *_passed_in_body(frame, cls, owner)))


def _passed_in_body(frame: Frame, cls: ast.ClassDef, owner: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[Values]:
    """Yield what the body of a class passes first to a function of it, which is no method there yet.

    class Course(models.Model):
        def named(key): ...
        one = named("one")
        @named
        def two(self): ...
    """
    text, name = frame.source.module.text, owner.name.encode()
    if text.count(b"%s(" % name) < 2 and b"@%s" % name not in text:
        return
    for statement in cls.body:
        parts: list[ast.AST] = [statement]
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            parts = [*statement.decorator_list]
        if any(isinstance(part, ast.Name) and part.id == owner.name for part in parts):
            yield unknown(f"what {owner.name} decorates")
        for node in (inner for part in parts for inner in ast.walk(part)):
            match node:
                case ast.Call(func=ast.Name(id=called), args=args) if called == owner.name:
                    yield frame.source.root.values(args[0]) if args else unknown("an argument by its name")


def returned(frame: Frame, function: Function, given: Arguments | None) -> Values:
    """Return what calling `function` gives; without `given` nothing but its first argument is known."""
    node = function.node
    source = function.source
    given = given or Arguments(more=True)
    if not function.raw and ODD in decoration(source, node):
        return _through_decorators(frame, function, given)
    inner = frame_of_call(frame, function, given)
    if inner is None:
        return unknown(f"{function.name}: calls nest too deep")
    if isinstance(node, ast.Lambda):
        return detached(inner.values(node.body))
    marks = decoration(source, node)
    key = ("returned",)
    values = source.modules.engine.solve(inner.memo, key, lambda: _returned(inner, function.frame, node))
    if "context" in marks:
        return frozenset(
            replace(value, how="context") if isinstance(value, Collection) else Unknown("context manager")
            for value in values
        )
    if isinstance(node, ast.AsyncFunctionDef) and not source.tree.yields(node):
        values = frozenset({Coroutine(values)})
    if "async" in marks:
        values = frozenset({Coroutine(values)})
    if "sync" in marks:
        values = awaited(values)
    return values


def _returned(inner: Frame, outer: Frame, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Values:
    types = _own_types(inner, node)
    declared: Values = NOTHING
    if node.returns is not None:
        declared = (inner.source.root.typed(types) if types else outer).annotated(node.returns)
        told = is_known(declared) and not is_hollow(declared) and not is_said(declared)
        if told and not is_bounded(inner.source, node.returns, types):
            return declared
    found = _given_back(inner, node, types)
    return found if not declared or (is_known(found) and not is_hollow(found)) or not is_known(declared) else declared


def _given_back(inner: Frame, node: ast.FunctionDef | ast.AsyncFunctionDef, types: Types) -> Values:
    """Return what the body of a function gives, or else its overloads."""
    yields = inner.source.tree.yields(node)
    if yields:
        return frozenset({Collection("iterator", detached(join(_yielded(inner, item) for item in yields)))})
    results = inner.source.tree.returns(node)
    if not results:
        if (typed := by_overloads(inner, node, types)) is not None:
            return typed
        abstract = _is_empty(node) and isinstance(inner.source.tree.scope(node), ast.ClassDef)
        return unknown(f"{node.name} has no body") if abstract else NONE
    values = detached(join(inner.values(item.value) if item.value is not None else NONE for item in results))
    if not is_known(values):
        return by_overloads(inner, node, types) or values
    return values or NONE


def _own_types(inner: Frame, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Types:
    """Return what the type variables of a method's class stand for in what the method is called on."""
    cls, first = enclosing_method(node, inner.source), [*node.args.posonlyargs, *node.args.args][:1]
    if cls is None or not first or first[0] not in inner.arguments:
        return {}
    if not any(isinstance(base, ast.Subscript) for base in cls.bases):
        return {}
    return types_of(inner.arguments[first[0]], cls)


def _yielded(inner: Frame, item: ast.Yield | ast.YieldFrom) -> Values:
    if item.value is None:
        return NONE
    values = inner.values(item.value)
    return elements(inner, values) if isinstance(item, ast.YieldFrom) else values


def _is_empty(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return all(
        isinstance(item, (ast.Pass, ast.Raise)) or (isinstance(item, ast.Expr) and isinstance(item.value, ast.Constant))
        for item in node.body
    )


def frame_of_call(frame: Frame, function: Function, given: Arguments) -> Frame | None:
    """Return the frame of a call, with what each parameter is."""
    node = function.node
    positional = [*node.args.posonlyargs, *node.args.args]
    ahead = function.ahead or Arguments()
    told = ahead.starred == ()  # or else where the others stand is not
    given = Arguments(
        (*ahead.positional, *(given.positional if told else ())),
        (*ahead.keywords, *given.keywords),
        ahead.more or given.more,
        (*ahead.spread, *given.spread),
        given.starred if told else None,
    )
    passed = [*((function.bound,) if function.bound is not None else ()), *given.positional]
    values: dict[ast.arg, Values] = dict(zip(positional, passed, strict=False))
    keywords = dict(given.keywords)
    extra = set(keywords)
    named = [*node.args.args, *node.args.kwonlyargs]
    for arg in named:
        if arg.arg in keywords and arg not in values:
            values[arg] = keywords[arg.arg]
            extra.discard(arg.arg)
    optional = [
        *zip(positional[len(positional) - len(node.args.defaults) :], node.args.defaults, strict=True),
        *zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True),
    ]
    defaults = {arg: default for arg, default in optional if default is not None}
    spread = dict(given.spread)
    behind = dict(zip(positional[len(passed) :], given.starred or (), strict=False))
    for arg in (*positional, *node.args.kwonlyargs):
        may_be = [spread[arg.arg]] if arg.arg in spread and arg in named else []
        may_be += [behind[arg]] if arg in behind else []
        if may_be and arg not in values:
            if given.starred is None and arg in positional:
                may_be.append(unknown(f"what * passes for {arg.arg}"))
            default = [detached(function.frame.values(defaults[arg]))] if arg in defaults else []
            values[arg] = join((*may_be, *default))
    if not given.more:
        for arg, missing in defaults.items():
            if arg not in values:
                values[arg] = detached(function.frame.values(missing))
        if node.args.vararg is not None:
            rest = tuple(passed[len(positional) :])
            values[node.args.vararg] = frozenset({Collection("tuple", join(rest), rest)})
    names = {arg.arg for arg in named}
    others = {name: item for name, item in {**spread, **keywords}.items() if name in extra or name not in names}
    if node.args.kwarg is not None and (others or not given.more):
        mapped = join((*others.values(), unknown(f"**{node.args.kwarg.arg}") if given.more else NOTHING))
        items = tuple(sorted(others.items()))
        values[node.args.kwarg] = frozenset({Collection("dict", LITERAL, mapped=mapped, known=items, more=given.more)})
    used = {arg: item for arg, item in values.items() if not item or not all(isinstance(v, Key) for v in item)}
    literal = {arg: SAID if is_said(item) else LITERAL for arg, item in values.items() if arg not in used}
    return function.frame.under(node, {**literal, **used}, frame)


def entered(frame: Frame, values: Values, awaits: bool) -> Values:
    """Return what `with` makes of a context manager; `async with` where it `awaits`."""
    return join(_entered(frame, value, awaits) for value in values)


def _entered(frame: Frame, value: Value, awaits: bool) -> Values:
    match value:
        case Collection(type="iterator", how="context"):
            return detached(value.elements)
        case Object():
            found = method_result(frame, value, "__aenter__" if awaits else "__enter__")
            return awaited(found) if awaits else found
        case Other(name="context manager" | "open" | "None"):
            return frozenset({Other("context")})
    return unknown("context manager")
