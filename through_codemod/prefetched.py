"""Whose prefetched rows would a write leave as they were, where the accessor call drops them?

Accessor writes drop the list that was prefetched for them, writes on the through model do not know of it.
https://docs.djangoproject.com/en/stable/ref/models/querysets/#prefetch-related
"""

from __future__ import annotations

import ast
import re

from through_codemod.document import Document
from through_codemod.infer import Inference
from through_codemod.infer.modules import Modules
from through_codemod.infer.values import Accessor, Instance
from through_codemod.relations import Model

_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_BY_MANAGER = rb"def get_queryset\b(?:(?!\n[ \t]*(?:def|class|async)\b)[\s\S])*?prefetch_related\("
_BY_NAME = rb"prefetch_related(?:_objects\([^()]*,|\()\s*\*?\s*[A-Za-z_][\w.]*\s*[,)]"
# in the evidence, of what was made or fetched where it can be read, as what a form saves is not
_MADE = r"\(|^(?!.*\binstance of ).*-> Meta\.model "


def is_prefetched(
    manager: ast.expr, accessor: Accessor, inference: Inference, document: Document, modules: Modules
) -> bool:
    """Whether the instance may hold the accessor's rows prefetched, as its function, its evidence or managers show."""
    scope = inference.outermost(manager)
    text = document.text if isinstance(scope, ast.Module) else document.text_of(scope)
    name = rf"(?:\b|__){re.escape(manager.attr)}(?:\b|__)" if isinstance(manager, ast.Attribute) else r"\w"
    return (
        _names(rf"prefetch_related\((?:[^()]*{name}|[^()]*\.\.\.)", accessor.how)
        or _names(rf"prefetch_related(_objects)?\([^)]*{name}", text)
        or _is_prefetched_by_manager(accessor, modules.relations.models.get(accessor.owner), modules)
    )


def _names(lookup: str, text: str) -> bool:
    return "prefetch_related" in text and re.search(lookup, text) is not None


def _is_prefetched_by_manager(accessor: Accessor, owner: Model | None, modules: Modules) -> bool:
    """Whether `get_queryset()` of one of the model's managers names the accessor as a look-up to prefetch."""
    if owner is None or re.search(r"\.a?create\(", accessor.how.rpartition(" <- ")[2]):
        return False
    texts = [modules.text_of(manager.cls.module) for manager in owner.managers if manager.filters]
    name = re.escape(accessor.relation.accessor.encode())
    lookup = rb"%s[^)]*(?:\b|__)%s(?:\b|__)" % (_BY_MANAGER, name)
    return any(b"prefetch_related" in text and re.search(lookup, text) is not None for text in texts)


def may_be_narrowed(call: ast.Call, inference: Inference, document: Document) -> bool:
    """Whether what is prefetched may be a part of the rows: the module names `Prefetch`, or it was done elsewhere."""
    scope = inference.outermost(call)
    text = document.text if isinstance(scope, ast.Module) else document.text_of(scope)
    return "prefetch_related" not in text or re.search(r"\bPrefetch\b", document.text) is not None


def is_given(receiver: ast.expr, inference: Inference) -> bool:
    """Whether somebody else has made or fetched the instance that `receiver` is, or that it is read from."""
    parts = [receiver]
    while isinstance(parts[-1], ast.Attribute):
        parts.append(parts[-1].value)
    for part in reversed(parts):
        found = [value for value in inference.values(part) if isinstance(value, Instance)]
        if found:
            return not all(re.search(_MADE, value.how.rpartition(" <- ")[2]) for value in found)
    return True


def is_prefetched_somewhere(accessor: str, modules: Modules) -> bool:
    """Whether a file of the project names the accessor as a look-up and prefetches, or not all its files are known.

    Where look-ups are prefetched by a name, which another file may have, it is enough that a file has such a text.
    """
    name = re.escape(accessor.encode())
    lookup = re.compile(rb"""(?:["'}]|__)%s(?:__|["'{])""" % name)
    if modules.files.listing is None or modules.files.has_text(
        f"prefetch of {accessor}", lambda text: b"prefetch" in text and lookup.search(text) is not None
    ):
        return True
    by_name = modules.files.has_text("prefetch by name", lambda text: re.search(_BY_NAME, text) is not None)
    return by_name and modules.files.has_text(f"text {accessor}", lambda text: lookup.search(text) is not None)


def is_read_later(call: ast.Call, manager: ast.expr, methods: frozenset[str], inference: Inference) -> bool:
    """Whether the function reads the accessor after the call, `methods` of it aside: below it, or in its next turn.

    `filter()` and the like make a query of their own, and one that a `Prefetch` may have narrowed: they count too.
    """
    if not isinstance(manager, ast.Attribute):
        return False
    text, scope, loop = ast.unparse(manager), inference.outermost(call), _loop(call, manager, inference)
    return any(
        use is not manager
        and (call.lineno < use.lineno or (loop is not None and _stands_in(use, loop, inference)))
        and inference.outermost(use) is scope
        and ast.unparse(use) == text
        and getattr(inference.parent(use), "attr", "") not in methods
        for use in inference.attributes(manager.attr)
    )


def _loop(call: ast.Call, manager: ast.expr, inference: Inference) -> ast.AST | None:
    """Return the outermost loop around the call in all of whose turns the receiver is the same."""
    root = next((node for node in ast.walk(manager) if isinstance(node, ast.Name)), None)
    near = inference.tree.names_in(root.id, inference.outermost(call)) if root else ()
    stores = [name for name in near if isinstance(name.ctx, ast.Store)]
    found, parent = None, inference.parent(call)
    while parent is not None and not isinstance(parent, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        if isinstance(parent, _LOOPS) and not any(_stands_in(name, parent, inference) for name in stores):
            found = parent
        parent = inference.parent(parent)
    return found


def _stands_in(node: ast.AST, around: ast.AST, inference: Inference) -> bool:
    parent: ast.AST | None = node
    while parent is not None and parent is not around:
        parent = inference.parent(parent)
    return parent is around
