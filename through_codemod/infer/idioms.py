"""In which ways can an expression's values be known? One small function each, in order; the first answer counts."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

from through_codemod.infer.attributes import attribute_values
from through_codemod.infer.calls import call_values
from through_codemod.infer.containers import display_values, subscript_values
from through_codemod.infer.fixtures import asked_fixture
from through_codemod.infer.frameworks import request_user
from through_codemod.infer.names import name_values
from through_codemod.infer.operators import choice_values, constant_values, lambda_values, operator_values
from through_codemod.infer.posted import posted_values
from through_codemod.infer.values import Values, unknown

if TYPE_CHECKING:
    from through_codemod.infer.frames import Frame

Idiom = Callable[["Frame", ast.expr], Values | None]

IDIOMS: tuple[Idiom, ...] = (
    name_values,
    request_user,
    posted_values,
    attribute_values,
    asked_fixture,
    call_values,
    constant_values,
    subscript_values,
    display_values,
    choice_values,
    operator_values,
    lambda_values,
)


def evaluated(frame: Frame, node: ast.expr) -> Values:
    """Return what the first idiom that knows `node` says."""
    for idiom in IDIOMS:
        found = idiom(frame, node)
        if found is not None:
            return found
    return unknown(type(node).__name__.lower())
