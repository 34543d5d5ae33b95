"""Which instance was an accessor read from that is not read on the spot, and can it be named here?"""

from __future__ import annotations

import ast

from through_codemod.document import Document
from through_codemod.expressions import is_dotted
from through_codemod.infer import Inference
from through_codemod.infer.values import Accessor


def receiver_of(
    manager: ast.expr, accessor: Accessor, at: ast.AST, inference: Inference, document: Document
) -> ast.expr | None:
    """Return the expression in front of the accessor, None where it cannot be written at the site.

    An alias (`members = group.members`) keeps the key that the instance had when it was made, so the instance is
    named only if nothing between the two can have changed either.
    """
    match manager:
        case ast.Attribute(value=value, attr=attr) if attr == accessor.relation.accessor:
            return value
        case ast.Call(func=ast.Name(id="getattr"), args=[value, ast.Constant(value=attr), *_]) if (
            attr == accessor.relation.accessor
        ):
            return value
        case ast.Name(id=alias):
            origin = accessor.receiver
            if origin is None or not is_dotted(origin) or len(inference.definitions(alias, at)) != 1:
                return None
        case _:
            return None
    made = inference.parent(inference.parent(origin) or origin)
    match made:
        case ast.Assign(targets=[ast.Name(id=name)]) if name == alias:
            pass
        case _:
            return None
    if isinstance(origin, ast.Attribute) and _calls_between(made, at, alias, inference, document):
        return None
    root = next(node for node in ast.walk(origin) if isinstance(node, ast.Name))
    unchanged = inference.unchanged(root.id, made, inference.statement(at))
    return origin if unchanged and not _sets_attribute_of(origin, at, inference, document) else None


def _calls_between(made: ast.Assign, at: ast.AST, alias: str, inference: Inference, document: Document) -> bool:
    """Whether anything but the accessor's own methods is called after the alias was made and before the site."""
    first, last = (made.end_lineno or 0, made.end_col_offset or 0), inference.statement(at)
    return any(
        isinstance(node, ast.Call)
        and first < (node.lineno, node.col_offset) < (last.lineno, last.col_offset)
        and not (isinstance(node.func, ast.Attribute) and document.text_of(node.func.value) == alias)
        for node in ast.walk(inference.outermost(at))
    )


def _sets_attribute_of(origin: ast.expr, at: ast.AST, inference: Inference, document: Document) -> bool:
    """Whether the function of `at` assigns to the key of `origin`, or to an attribute that it is read from."""
    text = document.text_of(origin)
    return any(
        isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store | ast.Del)
        and (
            text.startswith(document.text_of(node))
            or (document.text_of(node.value) == text and not node.attr.startswith("_"))
        )
        for node in ast.walk(inference.outermost(at))
    )
