"""Which calls does an expression of the source consist of, where it is too long for its line?"""

from __future__ import annotations

import ast
from typing import NamedTuple

from through_codemod.code import Call, Step, call_of


class Chain(NamedTuple):
    """An expression that ends in a call, with the `name=` or `*` in front of it where it is an argument."""

    keyword: str
    call: Call

    @property
    def dots(self) -> int:
        """How many of its methods are called on what a call gives: black splits a chain before two or more.

        https://black.readthedocs.io/en/stable/the_black_code_style/current_style.html#call-chains
        """
        return len(self.call.steps) - 1


def chain_of(text: str) -> Chain | None:
    """Return the chain that `text`, an argument on one line, consists of, or None."""
    if "\n" in text or not text.endswith(")"):
        return None
    opened = f"_({text})"
    try:
        tree = ast.parse(opened, mode="eval").body
    except SyntaxError:
        return None
    match tree:
        case (
            ast.Call(args=[ast.Starred(value=ast.Call() as call)], keywords=[])
            | ast.Call(args=[ast.Call() as call], keywords=[])
            | ast.Call(args=[], keywords=[ast.keyword(value=ast.Call() as call)])
        ):
            data = opened.encode()
            return Chain(data[2 : call.col_offset].decode(), _chained(call, data))
    return None


def _chained(call: ast.Call, data: bytes) -> Call:
    def text(node: ast.expr | ast.keyword) -> str:
        return data[node.col_offset : node.end_col_offset].decode()

    given: list[ast.expr | ast.keyword] = [*call.args, *call.keywords]
    arguments = tuple(text(node) for node in sorted(given, key=lambda node: node.col_offset))
    match call.func:
        case ast.Attribute(value=ast.Call() as inner, attr=method) if data[inner.end_col_offset or 0 :][:1] == b".":
            chained = _chained(inner, data)
            return Call(chained.prefix, (*chained.steps, Step(method, arguments)))
    return call_of(text(call.func), *arguments)
