"""Which calls and attributes of a module may be a write through an accessor, by their names?"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from through_codemod.infer import Inference

_SAME = "db_manager"  # gives the accessor again, with a database
_MANAGER = "objects"  # most calls of verbs are on this one, and an accessor is seldom kept by that name


@dataclass(frozen=True, slots=True)
class Uses:
    """The nodes of a module that may be sites.

    `calls` are those of a verb, or of a bare name where that may be a bound method; `methods` are verbs that are read
    but not called. `aliased` says that an accessor is kept for later: `members = group.members`, `getattr(...)`.
    `starts` are the places that read an accessor to hand it on.
    """

    calls: tuple[ast.Call, ...]
    methods: tuple[ast.Attribute, ...]
    aliased: bool
    starts: tuple[ast.expr, ...]


def uses_of(
    inference: Inference, accessors: frozenset[str], verbs: Collection[str], kept: frozenset[str] = frozenset()
) -> Uses:
    """Return what of the module is worth asking about; `verbs` are the writing methods.

    `kept` are names under which it may find accessors that other modules keep or give back.
    """
    read = inference.managers(accessors, frozenset({*verbs, _SAME}))
    asked = [
        call
        for name in inference.names("getattr")
        if isinstance(call := inference.parent(name), ast.Call) and call.func is name
    ]
    by_name = {constant.value for call in asked for constant in call.args[1:2] if isinstance(constant, ast.Constant)}
    computed = any(len(call.args) > 1 and not isinstance(call.args[1], ast.Constant) for call in asked)
    open_ends = [attribute for attribute in read if not _is_followed(inference.parent(attribute))]
    aliased = bool(open_ends) or not accessors.isdisjoint(by_name)
    aliased = aliased or (computed and inference.quotes(accessors))
    starts: list[ast.expr] = [attribute for attribute in open_ends if isinstance(attribute.ctx, ast.Load)]
    owner = None if _MANAGER in accessors | kept else _MANAGER
    every = list(inference.attributes_of(verbs, but_of=owner)) if aliased or kept else []
    if not aliased:
        users = (inference.parent(node) for node in read)
        every = [verb for verb in every if _may_be_kept(verb.value, kept)]
        every += [user for user in users if isinstance(user, ast.Attribute) and user.attr in verbs]
    calls: list[ast.Call] = []
    methods: list[ast.Attribute] = []
    for verb in dict.fromkeys(every):
        match inference.parent(verb):
            case ast.Call(func=func) as call if func is verb:
                calls.append(call)
            case _ if isinstance(verb.ctx, ast.Load):
                methods.append(verb)
    if aliased:  # getattr(course.students, "add")(student)
        outer = ((inference.parent(call), call) for call in asked)
        calls += [call for call, func in outer if isinstance(call, ast.Call) and call.func is func]
    if methods or not by_name.isdisjoint(verbs):
        for name in inference.names():
            match inference.parent(name):
                case ast.Call(func=func) as call if func is name:
                    calls.append(call)
    starts += [*(asked if aliased else ()), *_arrivals(inference, kept)]
    return Uses(tuple(calls), tuple(methods), aliased or bool(kept), tuple(starts))


def _may_be_kept(manager: ast.expr, kept: frozenset[str]) -> bool:
    names = (getattr(node, "attr", getattr(node, "id", None)) for node in ast.walk(manager))
    return isinstance(manager, ast.Name) or any(name in kept for name in names)


def _arrivals(inference: Inference, kept: frozenset[str]) -> Iterator[ast.expr]:
    """Yield the uses of names that others keep accessors under, with the call where they are called."""
    for name in sorted(kept):
        uses: list[ast.Name | ast.Attribute] = [*inference.names(name), *inference.attributes(name)]
        for use in uses:
            if isinstance(use.ctx, ast.Load):
                call = inference.parent(use)
                yield call if isinstance(call, ast.Call) and call.func is use else use


def _is_followed(parent: ast.AST | None) -> bool:
    return isinstance(parent, ast.Attribute) and parent.attr != _SAME
