"""How does a statement look with its plans in place? The libcst transformer over one statement, and its splice.

Only the lines of the statement are parsed. Where it stands in a block, it is parsed in a dummy block of the same
indentation, so that positions and indentation need no arithmetic.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import libcst as cst
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider

from through_codemod.code import Call, Operation, When
from through_codemod.comments import behind, commented, is_for_tools, lost_comments
from through_codemod.document import Document, columns
from through_codemod.draft import Plan
from through_codemod.infer import Inference
from through_codemod.remarks import remarks_of
from through_codemod.render import Renderer, Statement
from through_codemod.slots import Slot, Use
from through_codemod.splice import EditError, Splice

_NO_COMMA = cst.MaybeSentinel.DEFAULT
_NO_SPACE = cst.SimpleWhitespace("")


class Replacement(NamedTuple):
    """A plan and the place that it takes: `node` is the expression to be replaced in the slot's statement."""

    node: ast.expr
    slot: Slot
    plan: Plan


class Unit(NamedTuple):
    """The lines that are rewritten together: whole statements, from their first byte to the end of their last line.

    `opens`: they are the first of their block.
    """

    start: int
    end: int
    line: int
    opens: bool


def edit(document: Document, inference: Inference, replacements: Iterable[Replacement], width: int) -> list[Splice]:
    """Return the splices that put `replacements` in place, none of which may hold another.

    Raises `EditError` where libcst can't parse what Python parses.
    """
    units: list[tuple[Unit, list[Replacement]]] = []
    for replacement in sorted(replacements, key=lambda item: document.start(item.slot.statement)):
        unit = _unit(document, inference, replacement.slot.statement)
        while units and unit.start < units[-1][0].end:
            previous, members = units.pop()
            outer = previous if previous.start <= unit.start else unit
            unit = Unit(outer.start, max(previous.end, unit.end), outer.line, outer.opens)
            units.append((unit, members))
            break
        else:
            units.append((unit, []))
        units[-1][1].append(replacement)
    splices: list[Splice] = []
    for unit, members in units:
        text = _rewritten(document, unit, members, width)
        if text.startswith(b"@") and not unit.opens:
            splices += _space_above(document, unit)
        splices.append(Splice(unit.start, unit.end, text))
    return splices


def _space_above(document: Document, unit: Unit) -> list[Splice]:
    """Return what puts an empty line above a function and its comments, where there is none.

    https://black.readthedocs.io/en/stable/the_black_code_style/current_style.html#empty-lines
    """

    def text_of(line: int) -> bytes:
        return document.data[document.line_starts[line - 1] : document.line_end(line)].strip()

    line = unit.line
    while line > 1 and text_of(line - 1).startswith(b"#"):
        line -= 1
    if line == 1 or not text_of(line - 1):
        return []
    start = document.line_starts[line - 1]
    return [Splice(start, start, document.newline.encode())]


def _unit(document: Document, inference: Inference, statement: ast.stmt) -> Unit:
    """Return the smallest run of whole statements around `statement` that begins its line.

    A statement behind a `;` or in a one-line suite has no line of its own: `if ready: course.students.add(ada)`.
    """
    node: ast.AST = statement
    while True:
        if isinstance(node, ast.stmt):
            siblings = _siblings(node, inference.parent(node))
            first = last = siblings.index(node)
            while first and siblings[first - 1].end_lineno == siblings[first].lineno:
                first -= 1
            while last + 1 < len(siblings) and siblings[last + 1].lineno == siblings[last].end_lineno:
                last += 1
            start = document.start(siblings[first])
            line = siblings[first].lineno
            before = document.data[document.line_starts[line - 1] : start]
            if not before.strip(b" \t\f") and not document.data.startswith(b"elif", start):
                end_line = siblings[last].end_lineno
                assert end_line is not None
                return Unit(start, document.line_end(end_line), line, first == 0)
        parent = inference.parent(node)
        if parent is None:
            raise EditError("a statement that begins no line")
        node = parent


def _siblings(statement: ast.stmt, parent: ast.AST | None) -> list[ast.stmt]:
    for name in ("body", "orelse", "finalbody"):
        block = getattr(parent, name, None)
        if isinstance(block, list) and statement in block:
            return block
    return [statement]


def _rewritten(document: Document, unit: Unit, replacements: Sequence[Replacement], width: int) -> bytes:
    indent = document.indent_of(unit.line).replace("\f", "")
    lines = document.data[unit.start : unit.end].decode().replace("\r\n", "\n").replace("\r", "\n")
    dummy = "if 1:\n" if indent else ""
    try:
        module = cst.parse_module(f"{dummy}{indent}{lines}\n")
    except cst.ParserSyntaxError as error:
        raise EditError(f"line {unit.line}: libcst cannot parse the statement: {error.message}") from None
    wrapper = MetadataWrapper(module, unsafe_skip_copy=True)
    positions = wrapper.resolve(PositionProvider)
    lost = document.characters(unit.line, unit.start - document.line_starts[unit.line - 1]) - len(indent)

    def place(line: int, column: int) -> tuple[int, int]:
        characters = document.characters(line, column)
        return line - unit.line + (2 if dummy else 1), characters - (lost if line == unit.line else 0)

    placed = [
        _Placed(
            item,
            place(item.node.lineno, item.node.col_offset),
            place(item.node.end_lineno or 0, item.node.end_col_offset or 0),
            place(item.slot.statement.lineno, item.slot.statement.col_offset),
        )
        for item in replacements
    ]
    remarks = {key: remark for item in replacements for key, remark in remarks_of(document, item.node).items()}
    renderer = Renderer(document.indent, width, remarks)
    rewriter = _Rewriter(module, positions, placed, document.indent, renderer)  # type: ignore[arg-type]
    changed = module.visit(rewriter).with_changes(default_indent=document.indent)
    if rewriter.missing:
        raise EditError(f"line {unit.line}: the call was not found again in the statement")
    code = changed.code.removeprefix(dummy).removeprefix(indent).removesuffix("\n")
    return code.replace("\n", document.newline).encode()


@dataclass(frozen=True, slots=True, eq=False)
class _Placed:
    replacement: Replacement
    start: tuple[int, int]
    end: tuple[int, int]
    statement: tuple[int, int]


class _Rewriter(cst.CSTTransformer):
    def __init__(
        self,
        module: cst.Module,
        positions: dict[cst.CSTNode, CodeRange],
        placed: Sequence[_Placed],
        indent: str,
        renderer: Renderer,
    ) -> None:
        super().__init__()
        self.module = module
        self.lines = module.code.split("\n")
        self.positions = positions
        self.expressions = {(item.start, item.end): item for item in placed}
        self.statements: dict[tuple[int, int], list[_Placed]] = {}
        for item in sorted(placed, key=lambda item: item.end):
            self.statements.setdefault(item.statement, []).append(item)
        self.missing = set(placed)
        self.indent = indent
        self.renderer = renderer

    def on_leave(  # type: ignore[override]
        self, original_node: cst.CSTNode, updated_node: cst.CSTNode
    ) -> cst.CSTNode | cst.FlattenSentinel[cst.CSTNode] | cst.RemovalSentinel:
        match original_node, updated_node:
            case cst.Call() | cst.Await() | cst.Subscript() | cst.NamedExpr(), cst.BaseExpression():
                return self._expression(original_node, updated_node)
            case cst.SimpleStatementLine(), cst.SimpleStatementLine():
                return self._line(original_node, updated_node)
            case cst.SimpleStatementSuite(), cst.SimpleStatementSuite():
                return self._suite(original_node, updated_node)
            case cst.IndentedBlock(), cst.IndentedBlock(indent=None) if self.module.default_indent != self.indent:
                return updated_node.with_changes(indent=self.module.default_indent)
            case cst.BaseCompoundStatement(), cst.BaseCompoundStatement():
                return self._compound(original_node, updated_node)
        return updated_node

    def _start(self, node: cst.CSTNode) -> tuple[int, int]:
        position = self.positions[node].start
        return position.line, position.column

    def _expression(self, original: cst.CSTNode, updated: cst.BaseExpression) -> cst.BaseExpression:
        end = self.positions[original].end
        placed = self.expressions.get((self._start(original), (end.line, end.column)))
        if placed is None:
            return updated
        self.missing.discard(placed)
        value = placed.replacement.plan.value
        if value is None:
            return updated
        new = self.renderer.expression(value, *self._room(placed))
        if isinstance(new, cst.NamedExpr):
            return new.with_changes(lpar=updated.lpar, rpar=updated.rpar)
        if updated.lpar and not isinstance(value, Call):
            return new
        return new.with_changes(lpar=[*updated.lpar, *new.lpar], rpar=[*new.rpar, *updated.rpar])

    def _room(self, placed: _Placed) -> tuple[int, int, int]:
        """Return the column that the statement begins at, and what its line has before and behind the expression.

        In an expression that drops the value it counts as nothing: that is broken around it, see `_opened`.
        """
        depth = self._depth(placed.statement[0])
        slot = placed.replacement.slot
        value = getattr(slot.statement, "value", None)
        value = value.value if isinstance(value, ast.Await) else value
        if slot.use is Use.IGNORED and isinstance(value, ast.Call | ast.ListComp | ast.IfExp):
            return depth, 0, 0
        head = placed.start[1] - placed.statement[1] if placed.start[0] == placed.statement[0] else 0
        if slot.use is not Use.IGNORED:
            return depth, head, 0
        return depth, head, len(self.lines[placed.end[0] - 1].rstrip()) - placed.end[1]

    def _depth(self, line: int) -> int:
        text = self.lines[line - 1]
        return columns(text[: len(text) - len(text.lstrip())])

    def _line(
        self, original: cst.SimpleStatementLine, updated: cst.SimpleStatementLine
    ) -> cst.BaseStatement | cst.FlattenSentinel[cst.BaseStatement]:
        depth = self._depth(self._start(original)[0])
        pieces = self._pieces(original.body, updated.body, depth)
        if pieces is None:
            return updated
        lost, trailing = lost_comments(original.body, pieces), original.trailing_whitespace
        if trailing.comment is None and len(lost) == 1 and is_for_tools(lost[0]):  # it stood right behind `add(`
            trailing = behind(lost.pop())
        comment, above = trailing.comment, [cst.EmptyLine(comment=item) for item in lost]
        if len(original.body) > 1 and not above and (together := _together(pieces, original.body)) is not None:
            return updated.with_changes(body=together)
        if len(pieces) == 1 and isinstance(only := pieces[0], cst.SimpleStatementLine):
            only = pieces[0] = self._opened(only, depth)
            last = self.module.code_for_node(only).rstrip().rpartition("\n")[2]
            room = self.renderer.width - (2 + len(comment.value) if comment is not None else 0)
            if depth + len(last) <= room or len(self.lines[self._start(original)[0] - 1]) > self.renderer.width:
                only = only.with_changes(trailing_whitespace=trailing)
                return only.with_changes(leading_lines=[*original.leading_lines, *above])
        if comment is not None:
            pieces[0], has_room = commented(pieces[0], comment) if is_for_tools(comment) else (pieces[0], False)
            if not has_room:
                above.insert(0, cst.EmptyLine(comment=comment))
        pieces[0] = pieces[0].with_changes(leading_lines=[*original.leading_lines, *above])
        return cst.FlattenSentinel(pieces)

    def _suite(self, original: cst.SimpleStatementSuite, updated: cst.SimpleStatementSuite) -> cst.BaseSuite:
        depth = self._depth(self._start(original)[0]) + columns(self.indent)
        pieces = self._pieces(original.body, updated.body, depth)
        if pieces is None:
            return updated
        above = [cst.EmptyLine(comment=item) for item in lost_comments(original.body, pieces)]
        if not above and (together := _together(pieces, original.body)) is not None:
            return updated.with_changes(body=together)
        if above:
            pieces[0] = pieces[0].with_changes(leading_lines=above)
        return cst.IndentedBlock(body=pieces, header=original.trailing_whitespace)

    def _compound(
        self, original: cst.BaseCompoundStatement, updated: cst.BaseCompoundStatement
    ) -> cst.BaseStatement | cst.FlattenSentinel[cst.BaseStatement]:
        placed = self.statements.get(self._start(original), [])
        if not placed:
            return updated
        depth = self._depth(self._start(original)[0])
        plans = [item.replacement.plan for item in placed]
        before = self._operations([operation for plan in plans for operation in plan.before], depth)
        if not before:
            return updated
        if inside := [operation for plan in plans for operation in plan.inside]:
            updated = updated.with_changes(body=self._begun(updated.body, inside, depth))
        lost = [cst.EmptyLine(comment=item) for item in lost_comments([original], [*before, updated])]
        before[0] = before[0].with_changes(leading_lines=[*updated.leading_lines, *lost])
        return cst.FlattenSentinel([*before, updated.with_changes(leading_lines=[])])

    def _begun(self, body: cst.BaseSuite, inside: Sequence[Operation], depth: int) -> cst.IndentedBlock:
        """Return the block with the operations in front of what it has."""
        first = self._operations(inside, depth + columns(self.indent))
        if isinstance(body, cst.IndentedBlock):
            return body.with_changes(body=[*first, *body.body])
        assert isinstance(body, cst.SimpleStatementSuite)
        line = cst.SimpleStatementLine(body=body.body, trailing_whitespace=body.trailing_whitespace)
        return cst.IndentedBlock(body=[*first, line])

    def _pieces(
        self,
        original: Sequence[cst.BaseSmallStatement],
        updated: Sequence[cst.BaseSmallStatement],
        depth: int,
    ) -> list[Statement] | None:
        """Return what takes the place of the small statements of a line, None where none of them changes."""
        if not any(self._start(small) in self.statements for small in original):
            return None
        pieces: list[Statement] = []
        for old, new in zip(original, updated, strict=True):
            placed = self.statements.get(self._start(old), [])
            plans = [item.replacement.plan for item in placed]
            before = self._operations([operation for plan in plans for operation in plan.before], depth)
            after = self._operations([operation for plan in plans for operation in plan.after], depth)
            pieces.extend(before)
            if not any(plan.value is None for plan in plans):
                bare = new.with_changes(semicolon=cst.MaybeSentinel.DEFAULT)
                pieces.append(cst.SimpleStatementLine(body=[bare]))
            pieces.extend(after)
        return pieces

    def _operations(self, operations: Sequence[Operation], depth: int) -> list[Statement]:
        return self.renderer.statements(operations, depth)

    def _opened(self, line: cst.SimpleStatementLine, depth: int) -> cst.SimpleStatementLine:
        """Return the line with its outermost brackets opened, where it is too long and all on one line."""
        code = self.module.code_for_node(line).rstrip("\n")
        if "\n" in code or depth + len(code) <= self.renderer.width:
            return line
        inner = cst.ParenthesizedWhitespace(indent=True, last_line=cst.SimpleWhitespace(self.indent))
        outer = cst.ParenthesizedWhitespace(indent=True)
        match line.body:
            case [cst.Expr(value=cst.Call(args=[_, *_]) as call)]:
                opened: cst.BaseExpression = self._spread(call, inner, outer, depth)
            case [cst.Expr(value=cst.Await(expression=cst.Call(args=[_, *_]) as call) as awaited)]:
                opened = awaited.with_changes(expression=self._spread(call, inner, outer, depth))
            case [cst.Expr(value=cst.ListComp() as listed)]:
                opened = listed.with_changes(
                    lbracket=cst.LeftSquareBracket(whitespace_after=inner),
                    for_in=listed.for_in.with_changes(whitespace_before=inner),
                    rbracket=cst.RightSquareBracket(whitespace_before=outer),
                )
            case [cst.Expr(value=cst.IfExp(lpar=[]) as chosen)]:
                opened = chosen.with_changes(
                    lpar=[cst.LeftParen(whitespace_after=inner)],
                    whitespace_before_if=inner,
                    whitespace_before_else=inner,
                    rpar=[cst.RightParen(whitespace_before=outer)],
                )
            case _:
                return line
        return line.with_changes(body=[line.body[0].with_changes(value=opened)])

    def _spread(
        self, call: cst.Call, inner: cst.ParenthesizedWhitespace, outer: cst.ParenthesizedWhitespace, depth: int
    ) -> cst.Call:
        """Return the call with its arguments on a line of their own, or on one line each."""
        together = ", ".join(self.module.code_for_node(item.with_changes(comma=_NO_COMMA)) for item in call.args)
        *others, last = call.args
        if depth + columns(self.indent) + len(together) > self.renderer.width and others:
            each = cst.Comma(whitespace_after=inner)
            others = [item.with_changes(comma=each, whitespace_after_arg=_NO_SPACE) for item in others]
            last = last.with_changes(comma=cst.Comma(whitespace_after=outer), whitespace_after_arg=_NO_SPACE)
        else:
            last = last.with_changes(comma=_NO_COMMA, whitespace_after_arg=outer)
        return call.with_changes(whitespace_before_args=inner, args=[*others, last])


def _together(
    pieces: Sequence[Statement], original: Sequence[cst.BaseSmallStatement]
) -> list[cst.BaseSmallStatement] | None:
    """Return the pieces for one line with semicolons, where each old statement has become a simple one."""
    if len(pieces) != len(original):
        return None
    smalls: list[cst.BaseSmallStatement] = []
    for piece, old in zip(pieces, original, strict=True):
        if not isinstance(piece, cst.SimpleStatementLine) or len(piece.body) != 1:
            return None
        smalls.append(piece.body[0].with_changes(semicolon=old.semicolon))
    return smalls


def replacement_text(document: Document, slot: Slot, node: ast.expr, plan: Plan, width: int) -> str:
    """Return the code that takes the place of a site's statement, for people, from the left margin.

    Of a compound statement only the replacing code is given.
    """
    renderer = Renderer(document.indent, width)
    module = cst.Module(body=[], default_indent=document.indent)
    value = [] if plan.value is None else [str(plan.value)]
    before = (*plan.before, When(str(plan.value), plan.inside)) if plan.inside else plan.before
    if value and slot.use is not Use.IGNORED and not hasattr(slot.statement, "body"):
        target = slot.outer or node
        text, start = document.text_of(slot.statement).encode(), document.start(slot.statement)
        ahead, after = text[: document.start(target) - start], text[document.end(target) - start :]
        value = [(ahead + value[0].encode() + after).decode()]
    return "\n".join(
        [
            *(module.code_for_node(item).rstrip("\n") for item in renderer.statements(before, 0)),
            *value,
            *(module.code_for_node(item).rstrip("\n") for item in renderer.statements(plan.after, 0)),
        ]
    )
