"""Which instances have no row when a call is reached, or may be none at all, as far as its own function shows?"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from through_codemod.document import Document
from through_codemod.infer import Inference
from through_codemod.infer.values import Collection, Instance, ModelClass, Other

_FIRST = frozenset({"first", "last", "afirst", "alast"})
_DELETING = frozenset({"delete", "adelete"})


def is_unsaved(node: ast.expr, call: ast.Call, inference: Inference, document: Document) -> bool:
    """Whether `node` is an instance that was constructed or copied and not saved, or deleted, before `call`."""
    made = _is_constructed(node, inference) or _is_new(node, call, inference) or _is_copied(node, call, inference)
    return made or _is_deleted(node, call, inference, document)


def may_be_none(node: ast.expr, inference: Inference) -> bool:
    """Whether `node` may be None in place of an instance; what asks whether it is does not count."""
    values = inference.values(node)
    if Other("None") in values or any(isinstance(one, Instance) and " is a foreign key" in one.how for one in values):
        return True
    given = [node]
    if isinstance(node, ast.Name):
        made = [inference.parent(name) for name in inference.names_beside(node)]
        given += [
            one.value for one in made if isinstance(one, ast.Assign | ast.NamedExpr | ast.AnnAssign) and one.value
        ]
    return any(_gives_none(one.value if isinstance(one, ast.Await) else one, inference) for one in given)


def _gives_none(node: ast.expr, inference: Inference) -> bool:
    """Whether it is a call of `first()` or `last()`, or the `get()` of a dictionary."""
    match node:
        case ast.Call(func=ast.Attribute(attr=name)) if name in _FIRST:
            return True
        case ast.Call(func=ast.Attribute(attr="get", value=of)):
            return any(isinstance(one, Collection) for one in inference.values(of))
    return False


def _is_constructed(node: ast.expr | None, inference: Inference) -> bool:
    return isinstance(node, ast.Call) and all(isinstance(value, ModelClass) for value in inference.values(node.func))


def _is_new(node: ast.expr, call: ast.Call, inference: Inference) -> bool:
    """Whether it is a name for a new instance, with which nothing but setting attributes was done yet."""
    if not isinstance(node, ast.Name):
        return False
    uses = [name for name in inference.names_beside(node) if name is not node]
    stores = [name for name in uses if isinstance(name.ctx, ast.Store)]
    match [inference.parent(name) for name in stores]:
        case [ast.Assign(targets=[ast.Name()], value=value) as made] if _is_constructed(value, inference):
            kept = inference.unchanged(node.id, made, inference.statement(call))
            return kept and _is_only_given(uses, made, call, inference)
    return False


def _is_copied(node: ast.expr, call: ast.Call, inference: Inference) -> bool:
    """Whether its key was set to None, with which nothing but setting attributes was done since.

    https://docs.djangoproject.com/en/stable/topics/db/queries/#copying-model-instances
    """
    if not isinstance(node, ast.Name):
        return False
    uses = [name for name in inference.names_beside(node) if name is not node]
    for use in uses:
        key = inference.parent(use)
        match key, inference.parent(key) if key is not None else None:
            case ast.Attribute(attr="pk" | "id", ctx=ast.Store()), ast.Assign(value=ast.Constant(value=None)) as made:
                block = inference.parent(made)
                if (
                    made.lineno < call.lineno
                    and any(outer is block for outer in _around(call, inference))
                    and inference.definitions(node.id, use) == inference.definitions(node.id, call)
                    and _is_only_given(uses, made, call, inference)
                ):
                    return True
    return False


def _around(node: ast.AST | None, inference: Inference) -> Iterator[ast.AST]:
    while node is not None:
        yield node
        node = inference.parent(node)


def _is_only_given(uses: list[ast.Name], made: ast.stmt, call: ast.Call, inference: Inference) -> bool:
    """Whether nothing is done by these names between two places but that attributes are set."""
    first, last = (made.end_lineno or 0, made.end_col_offset or 0), (call.lineno, call.col_offset)
    between = [inference.parent(name) for name in uses if first < (name.lineno, name.col_offset) < last]
    return all(isinstance(parent, ast.Attribute) and isinstance(parent.ctx, ast.Store) for parent in between)


def _is_deleted(node: ast.expr, call: ast.Call, inference: Inference, document: Document) -> bool:
    """Whether the outermost function deletes it before the call: then it has no key any more."""
    if not isinstance(node, ast.Name | ast.Attribute):
        return False
    text, root, around = document.text_of(node), _root(node), inference.outermost(call)
    if isinstance(around, ast.Module):  # of a function all has been looked into with the call
        for name in _DELETING:
            inference.attributes(name)
    return any(
        isinstance(user := inference.parent(use), ast.Call)
        and user.func is use
        and user.lineno < call.lineno
        and document.text_of(use.value) == text
        and inference.outermost(use) is around
        and (root is None or bool(inference.definitions(root, use) & inference.definitions(root, call)))
        for use in inference.attributes_met(_DELETING)
    )


def _root(node: ast.expr) -> str | None:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None
