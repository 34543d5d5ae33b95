"""Which comments does a statement lose when it is rewritten, and which have to stand at the end of a line?"""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

Line = cst.SimpleStatementLine | cst.BaseCompoundStatement
_PRAGMAS = ("noqa", "type:", "pragma:", "pylint:", "mypy:", "pyright:", "nosec", "fmt:", "ruff:")


def lost_comments(original: Sequence[cst.CSTNode], pieces: Sequence[cst.CSTNode]) -> list[cst.Comment]:
    """Return the comments of the old statements that the new ones do not have."""
    kept = _comments(pieces)
    lost = []
    for comment in _comments(original):
        if any(comment.value == other.value for other in kept):
            kept.remove(next(other for other in kept if other.value == comment.value))
        else:
            lost.append(comment)
    return lost


def is_for_tools(comment: cst.Comment) -> bool:
    """Whether it tells a linter, a type checker or a formatter something about its line: `# noqa`."""
    return any(word in comment.value for word in _PRAGMAS)


def behind(comment: cst.Comment) -> cst.TrailingWhitespace:
    """Return the end of a line with the comment."""
    return cst.TrailingWhitespace(whitespace=cst.SimpleWhitespace("  "), comment=comment)


def commented(piece: Line, comment: cst.Comment) -> tuple[Line, bool]:
    """Return the statement with the comment at the end of its first line, and whether it has a place there."""
    trailing = behind(comment)
    match piece:
        case cst.SimpleStatementLine():
            return piece.with_changes(trailing_whitespace=trailing), True
        case cst.With() | cst.If() | cst.For() if isinstance(piece.body, cst.IndentedBlock):
            return piece.with_changes(body=piece.body.with_changes(header=trailing)), True
    return piece, False


def _comments(nodes: Sequence[cst.CSTNode]) -> list[cst.Comment]:
    found: list[cst.Comment] = []
    for node in nodes:
        found += [node] if isinstance(node, cst.Comment) else _comments(node.children)
    return found
