"""Which statements bind a name in a scope, and is it surely bound after them?

The rules are those of https://docs.python.org/3/reference/executionmodel.html#naming-and-binding.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from through_codemod.outline import unread

Says = Callable[[ast.AST, str], bool]
Function = ast.FunctionDef | ast.AsyncFunctionDef
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
SCOPES = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
BLOCKS = ("body", "orelse", "finalbody")


class Binding(NamedTuple):
    """One place that binds a name: an import's `alias`, a plain `value` that is assigned, or any other `node`.

    `typing` says that it stands under `if TYPE_CHECKING:`, where only type checkers go.
    """

    node: ast.AST
    alias: ast.alias | None = None
    value: ast.expr | None = None
    typing: bool = False


@dataclass(slots=True)
class Scope:
    """What one module, class, function, lambda or comprehension binds and reads itself, without those inside it."""

    node: ast.AST
    bindings: dict[str, list[Binding]] = field(default_factory=dict)
    stars: list[ast.ImportFrom] = field(default_factory=list)
    declared: dict[str, str] = field(default_factory=dict)  # by `global` or `nonlocal`
    _reads: set[str] = field(default_factory=set)
    _inner: list[ast.AST] = field(default_factory=list)
    _headers: list[Function] = field(default_factory=list)  # that are still to be read

    def reads(self, name: str, says: Says) -> bool:
        """Whether it reads a name; `says` tells whether a function, or a class, has it anywhere."""
        self._read_headers(name, says)
        return name in self._reads

    def inner(self, name: str, says: Says) -> list[ast.AST]:
        """Return the scopes directly inside it that have a name in them."""
        self._read_headers(name, says)
        return [node for node in self._inner if says(node, name)]

    def _read_headers(self, name: str, says: Says) -> None:
        if not self._headers:
            return
        asked = [header for header in self._headers if says(header, name)]
        self._headers = [header for header in self._headers if header not in asked]
        reader = _Reader(self)
        for header in asked:
            reader.header(header)


def is_type_checking(test: ast.expr) -> bool:
    """Whether `test` is `TYPE_CHECKING` or `typing.TYPE_CHECKING`."""
    match test:
        case ast.Name(id="TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING"):
            return True
    return False


def read_scope(node: ast.AST) -> Scope:
    """Return what the scope that `node` opens binds and reads; the scopes inside it are named in `inner` only."""
    scope = Scope(node)
    reader = _Reader(scope)
    match node:
        case ast.Module() | ast.ClassDef():
            reader.visit_all(node.body)
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            reader.parameters(node.args)
            reader.visit_all(node.body)
        case ast.Lambda():
            reader.parameters(node.args)
            reader.visit(node.body)
        case ast.DictComp():
            reader.generators(node.generators)
            reader.visit_all([node.key, node.value])
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp():
            reader.generators(node.generators)
            reader.visit(node.elt)
    for parameter in getattr(node, "type_params", ()):
        reader.bind(parameter.name, Binding(parameter))
    return scope


class _Reader(ast.NodeVisitor):
    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.typing = False

    def visit(self, node: ast.AST) -> None:
        """Visit a node as `NodeVisitor` does, which takes three times as long for those that mean nothing here."""
        kind = node.__class__
        if kind is ast.Constant or issubclass(kind, ast.expr_context):
            return
        _VISITORS.get(kind.__name__, _Reader.generic_visit)(self, node)

    def generic_visit(self, node: ast.AST) -> None:
        for name in node._fields:
            value = getattr(node, name, None)
            if value.__class__ is list:
                self.visit_all([item for item in value if isinstance(item, ast.AST)])
            elif isinstance(value, ast.AST):
                self.visit(value)

    def bind(self, name: str, binding: Binding) -> None:
        self.scope.bindings.setdefault(name, []).append(binding)

    def visit_all(self, nodes: Sequence[ast.AST | None]) -> None:
        for node in nodes:
            if node is not None:
                self.visit(node)

    def parameters(self, args: ast.arguments) -> None:
        for arg in (*args.posonlyargs, *args.args, args.vararg, *args.kwonlyargs, args.kwarg):
            if arg is not None:
                self.bind(arg.arg, Binding(arg))

    def generators(self, generators: list[ast.comprehension]) -> None:
        for index, generator in enumerate(generators):
            self.visit(generator.target)
            self.visit_all(generator.ifs)
            if index:
                self.visit(generator.iter)

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self.scope._reads.add(node.id)
        else:
            self.bind(node.id, Binding(node, typing=self.typing))

    def visit_Assign(self, node: ast.Assign) -> None:
        self.visit(node.value)
        for target in node.targets:
            self._assigned(target, node, node.value)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        self.visit_all([node.annotation, node.value])
        self._assigned(node.target, node, node.value)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self.visit(node.value)
        if not isinstance(self.scope.node, COMPREHENSIONS):  # there it binds in the function around
            self._assigned(node.target, node, node.value)

    def _assigned(self, target: ast.expr, node: ast.AST, value: ast.expr | None) -> None:
        if isinstance(target, ast.Name):
            self.bind(target.id, Binding(node, value=value, typing=self.typing))
        else:
            self.visit(target)

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self.bind(alias.asname or alias.name.partition(".")[0], Binding(node, alias, typing=self.typing))

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        for alias in node.names:
            if alias.name == "*":
                self.scope.stars.append(node)
            else:
                self.bind(alias.asname or alias.name, Binding(node, alias, typing=self.typing))

    def visit_If(self, node: ast.If) -> None:
        self.visit(node.test)
        outside = self.typing
        self.typing = outside or is_type_checking(node.test)
        self.visit_all(node.body)
        self.typing = outside
        self.visit_all(node.orelse)

    def visit_FunctionDef(self, node: Function) -> None:
        self.bind(node.name, Binding(node, typing=self.typing))
        self.visit_all(node.decorator_list)
        self.scope._inner.append(node)
        if b":=" in (unread(node) or b":="):
            self.header(node)
        else:  # which binds nothing
            self.scope._headers.append(node)

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815

    def header(self, node: Function) -> None:
        self.visit(node.args)
        self.visit_all([node.returns])

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self.visit(node.args)
        self.scope._inner.append(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.bind(node.name, Binding(node, typing=self.typing))
        self.visit_all([*node.decorator_list, *node.bases, *node.keywords])
        self.scope._inner.append(node)

    def _comprehension(self, node: Comprehension) -> None:
        self.visit(node.generators[0].iter)
        self.scope._inner.append(node)
        if not isinstance(self.scope.node, COMPREHENSIONS):
            for found in ast.walk(node):
                if isinstance(found, ast.NamedExpr):
                    self._assigned(found.target, found, None)

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _comprehension  # noqa: N815

    def visit_Global(self, node: ast.Global) -> None:
        self.scope.declared.update(dict.fromkeys(node.names, "global"))

    def visit_Nonlocal(self, node: ast.Nonlocal) -> None:
        self.scope.declared.update(dict.fromkeys(node.names, "nonlocal"))

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if node.name:
            self.bind(node.name, Binding(node, typing=self.typing))
        self.generic_visit(node)

    def visit_MatchAs(self, node: ast.MatchAs | ast.MatchStar) -> None:
        if node.name:
            self.bind(node.name, Binding(node))
        self.generic_visit(node)

    visit_MatchStar = visit_MatchAs  # noqa: N815

    def visit_MatchMapping(self, node: ast.MatchMapping) -> None:
        if node.rest:
            self.bind(node.rest, Binding(node))
        self.generic_visit(node)


_VISITORS = {
    name.removeprefix("visit_"): visitor for name, visitor in vars(_Reader).items() if name.startswith("visit_")
}


def blocks(statement: ast.stmt) -> Iterator[list[ast.stmt]]:
    """Yield the blocks of a compound statement that run in the scope that it stands in."""
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return
    for name in BLOCKS:
        if block := getattr(statement, name, None):
            yield block
    for branch in (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ())):
        yield branch.body


def is_bound_after(block: Sequence[ast.stmt], name: str) -> bool:
    """Whether every way through `block` that comes out of it has bound `name`, by an import, a class or `name = ...`.

    Of `try`, the body is what counts: an import of an installed model does not fail.
    """
    return any(_binds(statement, name) for statement in block)


def _binds(statement: ast.stmt, name: str) -> bool:
    match statement:
        case ast.Import(names=names):
            return any(name == (alias.asname or alias.name.partition(".")[0]) for alias in names)
        case ast.ImportFrom(names=names):
            return any(name == (alias.asname or alias.name) for alias in names)
        case ast.Assign(targets=targets):
            return any(isinstance(target, ast.Name) and target.id == name for target in targets)
        case ast.AnnAssign(target=ast.Name(id=target), value=ast.expr()):
            return target == name
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return statement.name == name
        case ast.If(body=body, orelse=orelse):
            return _binds_or_leaves(body, name) and _binds_or_leaves(orelse, name)
        case ast.Try():
            return any(is_bound_after(getattr(statement, block), name) for block in BLOCKS)
        case ast.With(items=items, body=body) | ast.AsyncWith(items=items, body=body):
            suppresses = any("suppress" in ast.unparse(item.context_expr) for item in items)
            return not suppresses and is_bound_after(body, name)
    return False


def _binds_or_leaves(block: Sequence[ast.stmt], name: str) -> bool:
    leaves = bool(block) and isinstance(block[-1], (ast.Return, ast.Raise, ast.Continue, ast.Break))
    return leaves or is_bound_after(block, name)
