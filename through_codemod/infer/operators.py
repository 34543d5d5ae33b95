"""What do constants, operators, conditions and lambdas give?"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from through_codemod.infer.containers import awaited, elements, united
from through_codemod.infer.definitions import function_value
from through_codemod.infer.values import (
    LITERAL,
    NONE,
    Collection,
    Instance,
    Key,
    ModelClass,
    Other,
    Rows,
    Value,
    Values,
    join,
    other,
    unknown,
)

if TYPE_CHECKING:
    from through_codemod.infer.frames import Frame


def constant_values(frame: Frame, node: ast.expr) -> Values | None:
    """`None`, `"7"`, `7`, f-strings."""
    match node:
        case ast.Constant(value=None):
            return NONE
        case ast.Constant(value=bool()):
            return other("bool")
        case ast.Constant(value=str() | int()) | ast.JoinedStr():
            return LITERAL
        case ast.Constant():
            return other(type(node.value).__name__)
    return None


def choice_values(frame: Frame, node: ast.expr) -> Values | None:
    """`x if c else y`, `x or y`, `x and y`, `(name := x)`, `await x`."""
    match node:
        case ast.IfExp():
            return join((frame.values(node.body), frame.values(node.orelse)))
        case ast.BoolOp(op=ast.Or()):
            return join(frame.values(item) for item in node.values)
        case ast.BoolOp():
            *tests, last = node.values
            return join((*(_falsy(frame.values(item)) for item in tests), frame.values(last)))
        case ast.NamedExpr():
            return frame.values(node.value)
        case ast.Await():
            return awaited(frame.values(node.value))
    return None


def _falsy(values: Values) -> Values:
    """Return those of `values` that can be false: a model's instance, its class or a manager is true."""
    return frozenset(
        value
        for value in values
        if not isinstance(value, (Instance, ModelClass)) and not (isinstance(value, Rows) and value.manager)
    )


def operator_values(frame: Frame, node: ast.expr) -> Values | None:
    """`a == b`, `not a`, `a + b`, `rows | others`."""
    match node:
        case ast.Compare() | ast.UnaryOp(op=ast.Not()):
            return other("bool")
        case ast.UnaryOp():
            return frame.values(node.operand)
        case ast.BinOp():
            return combined(frame.values(node.left), node.op, frame.values(node.right))
    return None


def augmented(frame: Frame, statement: ast.AugAssign) -> Values:
    """Return what the target of `x += y` is afterwards."""
    if not isinstance(statement.target, ast.Name):
        return unknown("augmented assignment")
    old = frame.named(statement.target.id, statement)
    new = frame.values(statement.value)
    if isinstance(statement.op, ast.Add) and any(isinstance(v, Collection) and v.type == "list" for v in old):
        return join((old, frozenset({Collection("list", join((_elements(old), elements(frame, new))))})))
    return combined(old, statement.op, new)


def combined(left: Values, operator: ast.operator, right: Values) -> Values:
    """Return what `left operator right` gives."""
    return join(_combined(one, operator, two) for one in left for two in right)


def _combined(one: Value, operator: ast.operator, two: Value) -> Values:
    match one, two:
        case Rows(manager=False), Rows(manager=False):
            return join((frozenset({one}), frozenset({two})))
        case Collection(), Collection() if isinstance(operator, ast.Add) and one.type == two.type:
            places = one.positions + two.positions if one.positions is not None and two.positions is not None else None
            return frozenset({Collection(one.type, join((one.elements, two.elements)), places)})
        case Collection(type="set"), _ if isinstance(operator, ast.Sub):
            return frozenset({Collection("set", one.elements)})
        case Collection(type="dict"), Collection(type="dict") if isinstance(operator, ast.BitOr):
            return frozenset({united(one, two)})
        case Collection(type="set" | "dict"), Collection() if isinstance(
            operator, (ast.BitOr, ast.BitAnd, ast.Sub, ast.BitXor)
        ):
            both = join((one.elements, two.elements))
            return frozenset({Collection(one.type, both, mapped=join((one.mapped, two.mapped)))})
        case Collection(type="list" | "tuple"), Key() if isinstance(operator, ast.Mult):
            return frozenset({Collection(one.type, one.elements)})
        case Key(), Collection() if isinstance(operator, ast.Mult):
            return frozenset({Collection(two.type, two.elements)})
        case Key(), _ if isinstance(operator, ast.Mod):
            return LITERAL
        case Key(), (Key() | Other()):
            return LITERAL
        case Other(), Other() | Key():
            return other("value") if "None" not in (one.name, getattr(two, "name", "")) else frozenset()
    return unknown("operator")


def _elements(values: Values) -> Values:
    return join(value.elements for value in values if isinstance(value, Collection))


def lambda_values(frame: Frame, node: ast.expr) -> Values | None:
    """`lambda: x`."""
    return frozenset({function_value(frame, node)}) if isinstance(node, ast.Lambda) else None
