"""What do the callers of a function of the project pass for a parameter, where all of them can be seen?

    def enrol(course, student):            # in one file
        course.students.add(student)

    enrol(Course.objects.get(pk=1), ...)   # in another: so `course` is a Course

A function is asked about only if nobody but the project's own code calls it: it is used as a callee and never handed
on, no decorator registers it, and it is no method that a framework's class could call. One caller that passes something
unknown makes the parameter unknown.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from through_codemod.infer.classes import FAMILIAR, enclosing_method, lineage
from through_codemod.infer.definitions import function_value, raw_class
from through_codemod.infer.values import (
    NOTHING,
    Arguments,
    Class,
    External,
    Function,
    Instance,
    ModelClass,
    Rows,
    Unknown,
    Value,
    Values,
    join,
    unknown,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from through_codemod.infer.frames import Frame
    from through_codemod.infer.source import Source

    Given = Callable[[Frame, ast.Call], Arguments]
    Entered = Callable[[Frame, Function, Arguments], Frame | None]

Def = ast.FunctionDef | ast.AsyncFunctionDef
PLAIN = frozenset(  # decorators that neither register a function nor pass it anything
    {"builtins.staticmethod", "builtins.classmethod", "django.db.transaction.atomic", "contextlib.contextmanager"}
    | {"functools.lru_cache", "functools.cache"}
)
OURS = (*FAMILIAR, "django.db.models.", "rest_framework.test.")  # classes that call no method of one's own naming
HOOKS = frozenset(  # what those call all the same
    {"save", "save_base", "delete", "clean", "full_clean", "create", "update", "get_or_create", "update_or_create"}
    | {"get", "filter", "exclude", "contribute_to_class", "from_db", "get_queryset", "from_db_value", "pre_save"}
    | {"bulk_create", "bulk_update", "run", "subTest", "resolve_expression", "as_sql", "formfield"}
)


def from_callers(frame: Frame, arg: ast.arg, owner: Def, given: Given, entered: Entered) -> Values:
    """Return what all callers of `owner` pass for `arg`, unknown where that cannot be told.

    `given` says what a call passes, `entered` in which frame that makes the function run.
    """
    source = frame.source
    if not source.modules.asks_callers:
        return unknown(f"parameter {arg.arg}")
    return source.modules.engine.solve(
        source.root.memo, ("callers", arg), lambda: join(_passed(source, arg, owner, given, entered))
    )


def _passed(source: Source, arg: ast.arg, owner: Def, given: Given, entered: Entered) -> Iterator[Values]:
    nobody = unknown(f"parameter {arg.arg}")
    cls = enclosing_method(owner, source)
    if not _is_called_by_the_project(source, owner, cls):
        yield nobody
        return
    name = cls.name if cls is not None and owner.name == "__init__" else owner.name
    places = source.modules.mentioning(name, source.module) if not _is_local(source, owner, cls) else [source.module]
    if places is None:
        yield nobody
        return
    called = False
    for place in places:
        other = source.modules.source(place)
        for call, function in _calls(other, name, owner, source, cls):
            inner = entered(other.root, function, given(other.root, call)) if call is not None else None
            if inner is None:
                yield nobody
                return
            called = True
            values = inner.arguments.get(arg, NOTHING)
            if call is not None and not values and _passes_more(call):
                values = nobody
            yield frozenset(_evidence(value, arg.arg) for value in values)
    if not called:
        yield nobody


def _evidence(value: Value, name: str) -> Value:
    match value:
        case Instance() | Rows() | ModelClass():
            text = f"what all callers pass for {name}"
            return (
                value
                if value.how.startswith(text)
                else replace(value, how=f"{text} <- {value.how}".removesuffix(" <- "))
            )
    return value


def _passes_more(call: ast.Call) -> bool:
    return any(isinstance(item, ast.Starred) for item in call.args) or any(item.arg is None for item in call.keywords)


def _is_local(source: Source, owner: Def, cls: ast.ClassDef | None) -> bool:
    return not isinstance(source.tree.scope(cls if cls is not None else owner), ast.Module)


def _is_called_by_the_project(source: Source, owner: Def, cls: ast.ClassDef | None) -> bool:
    if owner.name.startswith(("test", "pytest_")) or (owner.name.startswith("__") and owner.name != "__init__"):
        return False
    for decorator in owner.decorator_list:
        callee = decorator.func if isinstance(decorator, ast.Call) else decorator
        values = source.root.values(callee)
        if not values or not all(isinstance(one, External) and one.name in PLAIN for one in values):
            return False
    if cls is None:
        return True
    behind = lineage(raw_class(source, cls))
    if cls.decorator_list or cls.keywords or not behind.whole:
        return False
    if owner.name == "__init__":
        return not behind.external
    if all(name.startswith(OURS) for name in behind.external):
        return owner.name not in HOOKS
    is_factory = any("actory" in name for name in behind.external)
    return owner.name.startswith("_") and not is_factory


def _calls(
    place: Source, name: str, owner: Def, home: Source, cls: ast.ClassDef | None
) -> Iterator[tuple[ast.Call | None, Function]]:
    """Yield the calls of a function in a module; None for a call where it may be handed on instead."""
    text = place.module.text
    wanted = name.encode()
    itself = function_value(home.root, owner, unknown("self") if cls is not None else None)
    if _is_named_in_text(text, wanted, cls is not None and owner.name != "__init__"):
        yield None, itself
        return
    aliases = {name, *(found.decode() for found in re.findall(rb"\b%s\s+as\s+(\w+)" % re.escape(wanted), text))}
    if cls is not None and owner.name == "__init__":
        aliases.add("cls")
    uses: list[ast.Name | ast.Attribute] = [use for alias in sorted(aliases) for use in place.tree.names(alias)]
    for use in (*uses, *place.tree.attributes(name)):
        if not isinstance(use.ctx, ast.Load):
            continue
        found = _meant(place, use, owner, cls, itself)
        if found is None:
            continue
        parent = place.tree.parent(use)
        if isinstance(parent, ast.Call) and parent.func is use:
            yield parent, found
        elif not _is_harmless(place, use, owner.name == "__init__"):
            yield None, found
            return


def _meant(
    place: Source, use: ast.Name | ast.Attribute, owner: Def, cls: ast.ClassDef | None, itself: Function
) -> Function | None:
    """Return the function that a use means, None where it means something else."""
    values = place.root.values(use)
    for value in values:
        match value:
            case Function(node=node) if node is owner:
                return value
            case Class(node=made) if owner.name == "__init__" and made is cls:
                return itself
    is_method = cls is not None and owner.name != "__init__" and isinstance(use, ast.Attribute)
    return itself if is_method and any(isinstance(value, Unknown) for value in values) else None


def _is_harmless(place: Source, use: ast.expr, is_class: bool) -> bool:
    """Whether a class is only named: in an annotation, an `except`, `isinstance`, or for an attribute of it."""
    if not is_class:
        return False
    parent = place.tree.parent(use)
    match parent:
        case ast.arg() | ast.AnnAssign() | ast.Attribute() | ast.ExceptHandler():
            return True
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return parent.returns is use
        case ast.Call(func=ast.Name(id="isinstance" | "issubclass")):
            return True
    return False


def _is_named_in_text(text: bytes, name: bytes, bare: bool) -> bool:
    """Whether a string names the function, by its path or (`bare`) its name alone, other than for `patch`."""
    if name not in text:
        return False
    pattern = rb"([\"'])(?:[\w.]+[.:])%s%s\1" % (b"?" if bare else b"", re.escape(name))
    return any(b"patch" not in text[max(match.start() - 60, 0) : match.start()] for match in re.finditer(pattern, text))
