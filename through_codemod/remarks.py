"""Which comments stand among the arguments of a call, and to which of them do they belong?"""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Sequence
from typing import NamedTuple

from through_codemod.document import Document


class Remark(NamedTuple):
    """The comments on lines of their own above an argument, and the one behind it."""

    above: tuple[str, ...] = ()
    beside: str = ""


def remarks_of(document: Document, node: ast.expr) -> dict[str, Remark]:
    """Return the comments of the call in `node` that belong to one of several arguments, by its text.

    A lone argument has those of its elements. A comment inside an argument is part of its text; what stands behind the
    last belongs to the call.
    """
    while isinstance(node, ast.Await | ast.Subscript | ast.NamedExpr):
        node = node.value
    if not isinstance(node, ast.Call) or len(arguments := _written(node)) < 2:
        return {}
    comments = _comments(document, node)
    found: dict[str, Remark] = {}
    for number, argument in enumerate(arguments):
        before = arguments[number - 1].end_lineno or 0 if number else node.func.end_lineno or 0
        end = argument.end_lineno or 0
        above = tuple(text for line, own, text in comments if own and before < line < argument.lineno)
        behind = [text for line, own, text in comments if not own and line == end]
        is_last = number + 1 == len(arguments) or arguments[number + 1].lineno > end
        beside = behind[0] if behind and is_last else ""
        if above or beside:
            found[_text(document, argument)] = Remark(above, beside)
    return found


def _written(call: ast.Call) -> Sequence[ast.expr]:
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    if len(given) == 1:
        inner = given[0].value if isinstance(given[0], ast.Starred) else given[0]
        given = list(inner.elts) if isinstance(inner, ast.List | ast.Tuple | ast.Set) else given
    return sorted(given, key=lambda node: (node.lineno, node.col_offset))


def _text(document: Document, node: ast.expr) -> str:
    return f"*{document.fragment(node.value)}" if isinstance(node, ast.Starred) else document.fragment(node)


def _comments(document: Document, call: ast.Call) -> list[tuple[int, bool, str]]:
    """Return the comments of the call: the line, whether it has the line for itself, and the text."""
    source = document.text_of(call)
    if "#" not in source:
        return []
    found = []
    for token in tokenize.generate_tokens(io.StringIO(f"({source})").readline):
        if token.type == tokenize.COMMENT:
            own = not token.line[: token.start[1]].strip()
            found.append((call.lineno + token.start[0] - 1, own, token.string))
    return found
