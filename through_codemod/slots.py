"""What becomes of the value of a call, and what may stand in its place: statements, or one expression only?"""

from __future__ import annotations

import ast
from collections.abc import Set
from dataclasses import field, replace
from enum import StrEnum

from through_codemod.expressions import property_names
from through_codemod.frozen import frozen
from through_codemod.infer import Inference

_CALLBACKS = frozenset({"on_commit", "addCleanup", "addClassCleanup", "addAsyncCleanup", "addModuleCleanup"})
_RUNNERS = frozenset({"run", "gather", "create_task", "ensure_future", "run_until_complete", "wait_for"})


class Use(StrEnum):
    """What becomes of the value."""

    DROPPED = "dropped"  # the call is a statement: any statements may stand there
    IGNORED = "ignored"  # nobody looks at the value, but an expression has to stand there
    RETURNED = "returned"
    ASSIGNED = "assigned"  # to names or attributes, or unpacked into two names
    USED = "used"  # within the statement; statements may run before it
    STUCK = "stuck"  # used, where no statement can run before it


@frozen
class Slot:
    """The place of a call in its statement.

    `targets` are the assigned names or dotted attributes; `halves` those that have the two of a pair, and empty texts
    for what nobody reads: of `student, created = ...`, `student = ...[0]`. `index` is the element that is taken where
    the call is subscripted with 0 or 1; `tested`: that is the whole condition of an `if`. `walrus` is the name that
    `:=` gives to what is used. `outer` is what a value stands in the place of, where that is not the call itself.
    `why` explains STUCK. `atomic`: whatever the statement raises undoes a transaction that it stands in.
    `in_class`: what it binds is an attribute of a class. `caught`: a `try` of the function may catch what it raises;
    `in_transaction`: there is a transaction around that; `catches`: it is for ValueError or TypeError, and which;
    `catches_none`: it is for AttributeError, which None raises.
    `last`: it is returned at the end of a function that returns nothing elsewhere.
    """

    use: Use
    targets: tuple[str, ...] = ()
    halves: tuple[str, str] | None = None
    index: int | None = None
    tested: bool = False
    walrus: str = ""
    why: str = ""
    atomic: bool = False
    in_class: bool = False
    caught: bool = False
    in_transaction: bool = False
    catches: str = ""
    catches_none: bool = False
    last: bool = False
    statement: ast.stmt = field(default_factory=ast.Pass, compare=False, repr=False)
    outer: ast.expr | None = field(default=None, compare=False, repr=False)


def slot_of(node: ast.expr, inference: Inference) -> Slot:
    """Return the slot of `node`, a call or the `await` around it."""
    slot = _slot(node, inference)
    in_class = isinstance(inference.function(slot.statement), ast.ClassDef)
    return replace(
        slot,
        atomic=_is_atomic(slot.statement, inference),
        in_class=in_class,
        caught=(guard := _guard(slot.statement, inference)) is not None,
        in_transaction=guard is not None and _has_atomic_around(guard, inference),
        catches=_caught(guard, {"ValueError"}) or _caught(guard, {"TypeError"}),
        catches_none=bool(_caught(guard, {"AttributeError"})),
    )


def _guard(statement: ast.stmt, inference: Inference) -> ast.Try | None:
    """Return the innermost `try` of the function that may catch what the statement raises."""
    child: ast.AST = statement
    parent = inference.parent(child)
    while parent is not None and not isinstance(parent, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        if isinstance(parent, ast.Try) and parent.handlers and child in parent.body:
            return parent
        child, parent = parent, inference.parent(parent)
    return None


def _caught(guard: ast.Try | None, names: Set[str]) -> str:
    """Return the first of the exceptions that a handler is for; an empty text where none is."""
    for handler in guard.handlers if guard is not None else ():
        for node in ast.walk(handler.type) if handler.type is not None else ():
            if isinstance(node, ast.Name) and node.id in names:
                return node.id
    return ""


def _has_atomic_around(node: ast.AST, inference: Inference) -> bool:
    parent = inference.parent(node)
    while parent is not None:
        match parent:
            case ast.With(items=items) if any(_names_atomic(item.context_expr, inference) for item in items):
                return True
            case ast.FunctionDef(decorator_list=decorators):
                return any(_names_atomic(decorator, inference) for decorator in decorators)
        parent = inference.parent(parent)
    return False


def _is_atomic(statement: ast.stmt, inference: Inference) -> bool:
    """Whether an exception that leaves the statement also leaves a `transaction.atomic()`, with nothing to catch it.

    https://docs.djangoproject.com/en/stable/topics/db/transactions/#django.db.transaction.atomic
    """
    child: ast.AST = statement
    parent = inference.parent(child)
    while parent is not None:
        match parent:
            case ast.With(items=[ast.withitem(context_expr=context, optional_vars=None)]):
                return isinstance(context, ast.Call) and _names_atomic(context, inference)
            case ast.FunctionDef(decorator_list=decorators):
                atomic = any(_names_atomic(decorator, inference) for decorator in decorators)
                return atomic and not any(isinstance(node, ast.Yield | ast.YieldFrom) for node in ast.walk(parent))
            case ast.If() | ast.For() | ast.While() | ast.Match() | ast.match_case():
                child, parent = parent, inference.parent(parent)
            case _:
                return False
    return False


def _names_atomic(node: ast.expr, inference: Inference) -> bool:
    """Whether it is Django's own `atomic`, without a database or a `durable` of its own."""
    match node:
        case ast.Call(func=func, args=[], keywords=[]):
            return _names_atomic(func, inference)
        case ast.Attribute() | ast.Name():
            return inference.is_from_outside(node, "django.db.transaction.atomic")
    return False


def _slot(node: ast.expr, inference: Inference) -> Slot:
    statement = inference.statement(node)
    parent = inference.parent(node)
    match parent:
        case ast.Expr():
            return Slot(Use.DROPPED, statement=statement)
        case ast.Return():
            return Slot(Use.RETURNED, last=_is_last(parent, inference), statement=statement)
        case ast.Assign(targets=targets) if all(_keeps(target, inference) for target in targets):
            return Slot(Use.ASSIGNED, targets=tuple(ast.unparse(target) for target in targets), statement=statement)
        case ast.Assign(targets=[ast.Tuple(elts=[ast.Name(id=first), ast.Name(id=second)])]):
            read = [_read(name, node, inference) or not name.startswith("_") for name in (first, second)]
            halves = (first if read[0] else "", second if read[1] else "")
            return Slot(Use.ASSIGNED, halves=halves, statement=statement)
        case ast.AnnAssign(target=target) if _keeps(target, inference):
            return Slot(Use.ASSIGNED, targets=(ast.unparse(target),), statement=statement)
    if _ignored(node, inference):
        return Slot(Use.IGNORED, statement=statement)
    index: int | None = None
    use, outer, name, walrus = Use.USED, node, "", ""
    match parent:
        case ast.Subscript(slice=ast.Constant(value=int(number))) if parent.value is node and number in (0, 1):
            index, outer = number, parent
    match inference.parent(outer):
        case ast.Assign(targets=[only]) if index is not None and _keeps(only, inference):
            use, name = Use.ASSIGNED, ast.unparse(only)
        case ast.NamedExpr(target=ast.Name(id=bound)) as named if not _reads_before(bound, named, statement):
            outer, name, walrus = named, bound, bound
    why = _obstacle(outer, statement, inference)
    return Slot(
        Use.STUCK if why else use,
        halves=None if index is None else ("", name) if index else (name, ""),
        index=index,
        tested=isinstance(statement, ast.If) and statement.test is outer,
        walrus=walrus,
        why=why,
        statement=statement,
        outer=outer,
    )


def _reads_before(name: str, node: ast.expr, statement: ast.stmt) -> bool:
    """Whether the statement reads the name before it evaluates `node`."""
    return any(
        isinstance(item, ast.Name)
        and item.id == name
        and (item.lineno, item.col_offset) < (node.lineno, node.col_offset)
        for item in ast.walk(statement)
    )


def _is_last(statement: ast.Return, inference: Inference) -> bool:
    function = inference.parent(statement)
    if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) or function.body[-1] is not statement:
        return False
    returns = (node for node in ast.walk(function) if isinstance(node, ast.Return) and node is not statement)
    return all(node.value is None or inference.function(node) is not function for node in returns)


def _keeps(target: ast.expr, inference: Inference) -> bool:
    """Whether reading the target gives what was assigned: a name, or an attribute of `self` that is no property."""
    match target:
        case ast.Name():
            return True
        case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=attr):
            return attr not in property_names(inference)
    return False


def _read(name: str, at: ast.AST, inference: Inference) -> bool:
    scope = inference.function(at)
    return any(
        isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load) for node in ast.walk(scope)
    )


def _called(node: ast.AST | None) -> str:
    match node:
        case ast.Call(func=ast.Attribute(attr=name)) | ast.Call(func=ast.Name(id=name)):
            return name
    return ""


def _ignored(node: ast.expr, inference: Inference) -> bool:
    """Whether nobody looks at the value: `ready and course.students.add(x)`, `on_commit(lambda: ...)`."""
    child: ast.AST = node
    parent = inference.parent(node)
    while parent is not None:
        match parent:
            case ast.Expr():
                return True
            case ast.BoolOp(values=values) if values[-1] is child:
                pass
            case ast.IfExp(test=test) if test is not child:
                pass
            case ast.ListComp(elt=elt) if elt is child:
                return isinstance(inference.parent(parent), ast.Expr)
            case ast.Lambda():
                call = inference.parent(parent)
                name = _called(call)
                return name in _CALLBACKS or name.startswith("assertRaises") or name.startswith("assertWarns")
            case ast.Call() if isinstance(node, ast.Call) and _called(parent) in _RUNNERS and child in parent.args:
                holder = inference.parent(parent)
                if isinstance(holder, ast.Await):
                    holder = inference.parent(holder)
                return isinstance(holder, ast.Expr)
            case _:
                return False
        child, parent = parent, inference.parent(parent)
    return False


def _quiet(node: ast.AST | None) -> bool:
    """Whether evaluating the expression earlier or later makes no difference: names, attributes, literals of them."""
    return node is None or all(
        isinstance(
            item,
            ast.Name
            | ast.Attribute
            | ast.Constant
            | ast.List
            | ast.Tuple
            | ast.expr_context
            | ast.keyword
            | ast.Lambda
            | ast.Dict
            | ast.JoinedStr
            | ast.FormattedValue
            | ast.Starred,
        )
        for item in ast.walk(node)
        if not isinstance(item, ast.arguments)
    )


def _obstacle(node: ast.expr, statement: ast.stmt, inference: Inference) -> str:
    """Return why no statement can run in front of the statement on behalf of `node`, or an empty text."""
    child: ast.AST = node
    parent = inference.parent(node)
    while parent is not None and parent is not statement:
        match parent:
            case ast.Lambda():
                return "it is the value of a lambda"
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp() | ast.comprehension():
                return "it is evaluated once for each item of a comprehension"
            case ast.BoolOp(values=values) if values[0] is not child:
                return "it is evaluated on a condition"
            case ast.IfExp(test=test) if test is not child:
                return "it is evaluated on a condition"
            case ast.Compare(comparators=comparators) if child in comparators[1:]:
                return "it is evaluated on a condition"
        earlier = []
        for item in _evaluated(parent):
            if item is child:
                break
            earlier.append(item)
        if not all(_quiet(item) for item in earlier):
            return "other calls of the same statement are evaluated before it"
        child, parent = parent, inference.parent(parent)
    match statement:
        case ast.Expr() | ast.Return():
            return ""
        case ast.Raise(exc=exception) if exception is child:
            return ""
        case ast.Assign(value=value) | ast.AnnAssign(value=value):
            return "" if value is child else "the assigned value is evaluated before it"
        case ast.AugAssign(target=target):
            return "" if _quiet(target) else "the target of the assignment is evaluated before it"
        case ast.If(test=test) if test is child:
            outer = inference.parent(statement)
            elif_column = outer.col_offset if isinstance(outer, ast.If) and outer.orelse == [statement] else None
            if elif_column == statement.col_offset:
                return "it is the condition of an `elif`"
            return ""
        case ast.For(iter=iterable) if iterable is child:
            return ""
        case ast.With(items=[first, *_]) if first is child:
            return ""
        case ast.Match(subject=subject) if subject is child:
            return ""
    return "no statement can run in front of it"


def _evaluated(node: ast.AST) -> list[ast.AST]:
    match node:
        case ast.Call(func=func, args=args, keywords=keywords):
            given: list[ast.expr | ast.keyword] = [*args, *keywords]
            return [func, *sorted(given, key=lambda item: (item.lineno, item.col_offset))]
        case ast.Dict(keys=keys, values=values):
            return [item for pair in zip(keys, values, strict=True) for item in pair if item is not None]
    return list(ast.iter_child_nodes(node))
