"""Which calls and attributes of a module may be a write through an accessor, by their names?"""

from __future__ import annotations

import ast
from collections.abc import Collection
from dataclasses import dataclass

from through_codemod.infer import Inference

_SAME = "db_manager"  # gives the accessor again, with a database


@dataclass(frozen=True, slots=True)
class Uses:
    """The nodes of a module that may be sites.

    `calls` are those of a verb, or of a bare name where that may be a bound method; `methods` are verbs that are read
    but not called. `aliased` says that an accessor is kept for later: `members = group.members`, `getattr(...)`.
    """

    calls: tuple[ast.Call, ...]
    methods: tuple[ast.Attribute, ...]
    aliased: bool


def uses_of(inference: Inference, accessors: frozenset[str], verbs: Collection[str]) -> Uses:
    """Return what of the module is worth asking about; `verbs` are the writing methods."""
    read = inference.managers(accessors, frozenset({*verbs, _SAME}))
    by_name = {
        constant.value
        for name in inference.names("getattr")
        if isinstance(asked := inference.parent(name), ast.Call)
        for constant in asked.args[1:2]
        if isinstance(constant, ast.Constant)
    }
    aliased = not accessors.isdisjoint(by_name) or not all(
        _is_followed(inference.parent(attribute)) for attribute in read
    )
    named = (
        [attribute for verb in verbs for attribute in inference.attributes(verb)]
        if aliased
        else [user for node in read if isinstance(user := inference.parent(node), ast.Attribute) and user.attr in verbs]
    )
    calls: list[ast.Call] = []
    methods: list[ast.Attribute] = []
    for verb in named:
        match inference.parent(verb):
            case ast.Call(func=func) as call if func is verb:
                calls.append(call)
            case _ if isinstance(verb.ctx, ast.Load):
                methods.append(verb)
    if methods or not by_name.isdisjoint(verbs):
        for name in inference.names():
            match inference.parent(name):
                case ast.Call(func=func) as call if func is name:
                    calls.append(call)
    return Uses(tuple(calls), tuple(methods), aliased)


def _is_followed(parent: ast.AST | None) -> bool:
    return isinstance(parent, ast.Attribute) and parent.attr != _SAME
