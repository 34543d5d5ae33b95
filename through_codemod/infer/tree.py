"""Where does a node stand: in which statement, in which scope, beside which other uses of its name?"""

from __future__ import annotations

import ast
from collections import defaultdict

Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
ScopeNode = (
    ast.Module
    | ast.FunctionDef
    | ast.AsyncFunctionDef
    | ast.ClassDef
    | ast.Lambda
    | ast.ListComp
    | ast.SetComp
    | ast.DictComp
    | ast.GeneratorExp
)
OuterScope = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef | ast.Module
FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_LEAVES = (ast.expr_context, ast.operator, ast.boolop, ast.unaryop, ast.cmpop)


class Tree:
    """A module's tree with its parents, and an index of names, attributes, classes and odd bindings; one pass."""

    def __init__(self, root: ast.Module) -> None:
        self.root = root
        self.parents: dict[ast.AST, ast.AST] = {}
        self.names: defaultdict[str, list[ast.Name]] = defaultdict(list)
        self.attributes: defaultdict[str, list[ast.Attribute]] = defaultdict(list)
        self.classes: list[ast.ClassDef] = []
        self.walruses: list[ast.NamedExpr] = []
        self.outer: list[ast.Global | ast.Nonlocal] = []
        parents, names, attributes = self.parents, self.names, self.attributes
        stack: list[ast.AST] = [root]
        while stack:
            node = stack.pop()
            if isinstance(node, ast.Name):
                names[node.id].append(node)
                continue
            if isinstance(node, ast.Constant):
                continue
            if isinstance(node, ast.Attribute):
                attributes[node.attr].append(node)
                parents[node.value] = node
                stack.append(node.value)
                continue
            if isinstance(node, ast.ClassDef):
                self.classes.append(node)
            elif isinstance(node, ast.NamedExpr):
                self.walruses.append(node)
            elif isinstance(node, (ast.Global, ast.Nonlocal)):
                self.outer.append(node)
            for name in node._fields:
                value = getattr(node, name, None)
                if isinstance(value, list):
                    for item in value:
                        if isinstance(item, ast.AST) and not isinstance(item, _LEAVES):
                            parents[item] = node
                            stack.append(item)
                elif isinstance(value, ast.AST) and not isinstance(value, _LEAVES):
                    parents[value] = node
                    stack.append(value)
        self.classes.reverse()
        self._found_exits: dict[FunctionNode, list[ast.AST]] = {}

    def statement(self, node: ast.AST) -> ast.stmt:
        """Return the statement that `node` is in, or is."""
        found: ast.AST | None = node
        while found is not None and not isinstance(found, ast.stmt):
            found = self.parents.get(found)
        assert found is not None, "the module itself stands in no statement"
        return found

    def scope(self, node: ast.AST) -> ScopeNode:
        """Return the scope in which `node` is evaluated: a default or a decorator belongs to the one outside."""
        child, parent = node, self.parents.get(node)
        while parent is not None:
            match parent:
                case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                    if isinstance(child, ast.stmt):
                        return parent
                case ast.Lambda():
                    if child is parent.body:
                        return parent
                case ast.comprehension():
                    whole = self.parents[parent]
                    assert isinstance(whole, COMPREHENSIONS)
                    if not (child is parent.iter and whole.generators[0] is parent):
                        return whole
                    parent = whole
                case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                    return parent
            child, parent = parent, self.parents.get(parent)
        return self.root

    def function(self, node: ast.AST) -> OuterScope:
        """Return the nearest function, lambda, class or module that `node` is evaluated in."""
        scope = self.scope(node)
        while isinstance(scope, COMPREHENSIONS):
            scope = self.scope(scope)
        return scope

    def returns(self, node: FunctionNode) -> list[ast.Return]:
        """Return the `return`s of a function, without those of functions in it."""
        return [item for item in self._exits(node) if isinstance(item, ast.Return)]

    def yields(self, node: FunctionNode) -> list[ast.Yield | ast.YieldFrom]:
        """Return the `yield`s of a function, without those of functions in it."""
        return [item for item in self._exits(node) if isinstance(item, (ast.Yield, ast.YieldFrom))]

    def _exits(self, node: FunctionNode) -> list[ast.AST]:
        if node not in self._found_exits:
            found: list[ast.AST] = []
            stack: list[ast.AST] = list(node.body) if isinstance(node.body, list) else [node.body]
            while stack:
                item = stack.pop()
                if isinstance(item, (ast.Return, ast.Yield, ast.YieldFrom)):
                    found.append(item)
                if not isinstance(item, (*FUNCTIONS, ast.ClassDef)):
                    stack += ast.iter_child_nodes(item)
            self._found_exits[node] = found
        return self._found_exits[node]

    def qualname(self, node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> str:
        """Return the `__qualname__` of a class or function."""
        names = [node.name]
        outer = self.parents.get(node)
        while outer is not None:
            match outer:
                case ast.ClassDef():
                    names.append(outer.name)
                case ast.FunctionDef() | ast.AsyncFunctionDef():
                    names += ["<locals>", outer.name]
                case ast.Lambda():
                    names += ["<locals>", "<lambda>"]
            outer = self.parents.get(outer)
        return ".".join(reversed(names))


def dotted(node: ast.AST) -> str:
    """Return a short text for an expression: `Course.objects.create(...)`."""
    match node:
        case ast.Name():
            return node.id
        case ast.Attribute():
            return f"{dotted(node.value)}.{node.attr}"
        case ast.Call():
            return f"{dotted(node.func)}(...)"
        case ast.Await():
            return dotted(node.value)
        case ast.Subscript():
            return f"{dotted(node.value)}[...]"
        case ast.Constant():
            return repr(node.value)
    return "..."
