"""How is a plan laid out? Operations become libcst statements, broken over lines as black would break them.

https://black.readthedocs.io/en/stable/the_black_code_style/current_style.html
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from typing import TypeVar

import libcst as cst

from through_codemod.chains import chain_of
from through_codemod.code import (
    Argument,
    Assign,
    Atomic,
    Call,
    Comprehension,
    Display,
    Each,
    Either,
    Keyword,
    Operation,
    Run,
    SyncBlock,
    When,
)
from through_codemod.document import columns, shift
from through_codemod.remarks import Remark

_Parsed = TypeVar("_Parsed", bound=cst.CSTNode)
Statement = cst.SimpleStatementLine | cst.BaseCompoundStatement


class Renderer:
    """Lays operations out with `indent` for a block and lines of at most `width` characters.

    `remarks` are comments by the text of an argument; each goes with the first argument of that text.
    """

    def __init__(self, indent: str, width: int, remarks: Mapping[str, Remark] | None = None) -> None:
        self.indent = indent
        self.width = width
        self.remarks = dict(remarks or {})

    def statements(self, operations: Sequence[Operation], depth: int) -> list[Statement]:
        """Return the statements for `operations` in a block that begins at column `depth`."""
        rendered: list[Statement] = []
        for operation in operations:
            rendered.extend(self._statements(operation, depth, first=not rendered))
        return rendered

    def expression(self, value: Call | str, depth: int, head: int = 0, tail: int = 0) -> cst.BaseExpression:
        """Return the expression for `value` in a statement at column `depth`.

        `head` and `tail` are the numbers of characters before and behind it on its line.
        """
        if isinstance(value, str):
            return _bare(cst.parse_expression(value), value)
        text = self._call("x" * head, value, "x" * tail, depth)
        return _bare(cst.parse_expression(text[head : len(text) - tail]), text)

    def _statements(self, operation: Operation, depth: int, *, first: bool) -> list[Statement]:
        match operation:
            case Run(call=call, comment=comment):
                line = _simple(self._value("", call, "", depth))
                lead = [cst.EmptyLine(comment=cst.Comment(f"# {comment}"))] if comment else []
                return [line.with_changes(leading_lines=lead)]
            case Assign(target=target, value=value):
                return [_simple(self._value(f"{target} = ", value, "", depth))]
            case When(first="", test=test, body=body):
                return [self._compound(self._value(f"if {operation.opening}", test, ":", depth), body, depth)]
            case When(body=body):
                return [self._compound(self._both(operation, depth), body, depth)]
            case Each(name=name, iterable=iterable, body=body):
                return [self._compound(self._value(f"for {name} in ", iterable, ":", depth), body, depth)]
            case Atomic(call=call, body=body):
                return [self._compound(self._value("with ", call, ":", depth), body, depth)]
            case SyncBlock(name=name, sync_to_async=sync_to_async, atomic=atomic, body=body):
                decorators = "".join(f"{self._value('@', item, '', depth)}\n" for item in (sync_to_async, atomic))
                function = self._compound(f"{decorators}def {name}():", body, depth)
                blank = [cst.EmptyLine(indent=False)]
                if not first:
                    function = function.with_changes(leading_lines=blank)
                return [function, _simple(f"await {name}()").with_changes(leading_lines=blank)]

    def _both(self, condition: When, depth: int) -> str:
        """Return the header of an `if` with two conditions, a line each where one line does not do."""
        whole = f"if {condition.first} and {condition.opening}{condition.test}:"
        if self._fits(whole, depth):
            return whole
        second = self._value(f"and {condition.opening}", condition.test, "", depth + columns(self.indent))
        second = shift(second.removeprefix("and "), self.indent)
        return f"if (\n{self.indent}{condition.first}\n{self.indent}and {second}\n):"

    def _compound(self, header: str, body: Sequence[Operation], depth: int) -> cst.BaseCompoundStatement:
        parsed = _bare(cst.parse_statement(f"{header}\n    pass"), header)
        assert isinstance(parsed, cst.BaseCompoundStatement)
        inner = self.statements(body, depth + columns(self.indent))
        return parsed.with_changes(body=cst.IndentedBlock(body=inner))

    def _value(self, head: str, value: Argument, tail: str, depth: int) -> str:
        """Return the value with what stands before and behind it, on one line if it fits."""
        whole = f"{head}{value}{tail}"
        if self._fits(whole, depth) and not self._is_remarked(value):
            return whole
        match value:
            case Call():
                return self._call(head, value, tail, depth)
            case Display(items=items, brackets=brackets):
                return head + self._broken(brackets[0], items, brackets[1], depth) + tail
            case Comprehension(element=element, name=name, iterable=iterable, condition=condition):
                inside = depth + columns(self.indent)
                opening, indent = f"for {name} in ", self.indent
                rows = self._value(opening, iterable, "", inside).removeprefix(opening)
                parts = (shift(self._value("", element, "", inside), indent), opening + shift(rows, indent))
                lines = "".join(f"{indent}{part}\n" for part in (*parts, f"if {condition}"))
                return f"{head}[\n{lines}]{tail}"
            case Keyword(name=name, value=inner):
                return self._value(f"{head}{name}=", inner, tail, depth)
            case Either(conditions=conditions):
                return "\n| ".join(conditions)
            case str() if (chain := chain_of(value)) is not None:
                if chain.dots > 1 and head:
                    inner = shift(self._inside(value, depth + columns(self.indent)), self.indent)
                    return f"{head}(\n{self.indent}{inner}\n){tail}"
                return self._call(f"{head}{chain.keyword}", chain.call, tail, depth)
            case str():
                return f"{head}{_enclosed(value)}{tail}" if head else value

    def _call(self, head: str, call: Call, tail: str, depth: int) -> str:
        """Return the chain on one line, else broken in the last brackets before which the line fits."""
        head += "await " if call.awaited else ""
        prefix = _enclosed(call.prefix)
        whole = f"{head}{prefix}{''.join(map(str, call.steps))}{tail}"
        remarked = self._is_remarked(call)
        if self._fits(whole, depth) and not remarked:
            return whole
        chosen = None
        for number, step in enumerate(call.steps):
            before = f"{head}{prefix}{''.join(map(str, call.steps[:number]))}{step.opening}"
            if step.arguments and (chosen is None or self._fits(before, depth)):
                chosen = number, before
            if remarked and any(map(self._is_remarked, step.arguments)):
                break
        if chosen is None:
            return whole
        number, before = chosen
        step, rest = call.steps[number], call.steps[number + 1 :]
        last = self._call(")", Call("", rest), tail, depth)
        return before[:-1] + self._broken("(", step.arguments, "", depth, call=True) + last

    def _broken(self, opening: str, items: Sequence[Argument], closing: str, depth: int, *, call: bool = False) -> str:
        inside = depth + columns(self.indent)
        together = ", ".join(map(str, items))
        if any(self._remark(item) for item in items):
            return f"{opening}\n{''.join(self._commented(item, inside) for item in items)}{closing}"
        if call and self._fits(together, inside) and not any(map(self._is_remarked, items)):
            return f"{opening}\n{self.indent}{together}\n{closing}"
        laid_out = [shift(self._inside(item, inside), self.indent) for item in items]
        comma = "," if len(items) > 1 or (opening == "(" and not call) else ""
        return f"{opening}\n{self.indent}" + f",\n{self.indent}".join(laid_out) + f"{comma}\n{closing}"

    def _inside(self, item: Argument, depth: int) -> str:
        """Return one item on lines of its own in brackets: a chain of three calls or more has a line for each."""
        whole, chain = str(item), chain_of(str(item))
        if self._fits(whole, depth) or chain is None or chain.dots < 2 or self._is_remarked(item):
            return self._value("", item, "", depth)
        first, *rest = chain.call.steps
        return "\n".join((f"{chain.keyword}{chain.call.prefix}{first}", *map(str, rest)))

    def _commented(self, item: Argument, inside: int) -> str:
        """Return the lines for one item of several, with its comments."""
        remark = self.remarks.pop(self._remark(item), Remark())
        text = shift(self._inside(item, inside), self.indent)
        beside = f"  {remark.beside}" if remark.beside else ""
        return "".join(f"{self.indent}{line}\n" for line in (*remark.above, f"{text},{beside}"))

    def _remark(self, item: Argument) -> str:
        """Return the key of the item's own comments, or an empty text: `ada`, and of `student=ada` as well."""
        text = str(item)
        return next((key for key in (text, text.partition("=")[2]) if key in self.remarks), "")

    def _is_remarked(self, value: Argument) -> bool:
        """Whether something in it has comments of its own."""
        if not self.remarks:
            return False
        match value:
            case Call(steps=steps):
                return any(self._is_remarked(item) for step in steps for item in step.arguments)
            case Display(items=items):
                return any(map(self._is_remarked, items))
            case Keyword(value=inner):
                return bool(self._remark(value)) or self._is_remarked(inner)
        return bool(self._remark(value))

    def _fits(self, text: str, depth: int) -> bool:
        return "\n" not in text and depth + len(text) <= self.width


def _simple(text: str) -> cst.SimpleStatementLine:
    parsed = _bare(cst.parse_statement(text), text)
    assert isinstance(parsed, cst.SimpleStatementLine)
    return parsed


def _enclosed(text: str) -> str:
    """Return `text` in parentheses if it goes over lines that only brackets around it held together."""
    if "\n" not in text:
        return text
    try:
        ast.parse(text, mode="eval")
    except SyntaxError:
        return f"({text})"
    return text


class _Blanks(cst.CSTTransformer):
    def on_leave(self, original_node: cst.CSTNodeT, updated_node: cst.CSTNodeT) -> cst.CSTNodeT:
        is_blank = isinstance(updated_node, cst.EmptyLine) and updated_node.comment is None
        return updated_node.with_changes(indent=False) if is_blank else updated_node


def _bare(parsed: _Parsed, text: str) -> _Parsed:
    """Return what `text` is parsed to, blank lines of which stay so wherever it goes: at the margin they are indented.

    https://libcst.readthedocs.io/en/latest/nodes.html#libcst.EmptyLine
    """
    if "\n\n" not in text:
        return parsed
    blank = parsed.visit(_Blanks())
    assert isinstance(blank, type(parsed))
    return blank
