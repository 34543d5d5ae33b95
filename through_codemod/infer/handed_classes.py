"""Where does a class go that an expression names: is it called, or kept as an attribute of another class?

form_class = EnrolForm                            # in the body of a view
def get_form_class(self): return EnrolForm
EnrolView.as_view(form_class=EnrolForm)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from through_codemod.infer.classes import enclosing_method
from through_codemod.infer.definitions import raw_class
from through_codemod.infer.values import Class

if TYPE_CHECKING:
    from through_codemod.infer.source import Source

_Def = ast.FunctionDef | ast.AsyncFunctionDef
GETTERS = {"get_form_class": "form_class"}
_ASSERTING = frozenset(
    {"assertIsInstance", "assertNotIsInstance", "assertIs", "assertIsNot", "assertEqual", "assertNotEqual", "assertIn"}
)


class Kept(NamedTuple):
    """A class of which an attribute holds the one in question.

    `in_body` says that its body does so, and another class may put something else there; `alone` that it does for one
    use of the class, and not for those that inherit from it.
    """

    cls: Class
    attribute: str
    in_body: bool = False
    alone: bool = False


def is_only_named(place: Source, use: ast.expr) -> bool:
    """Whether a class is only named: in an annotation, an `except`, `isinstance`, or for an attribute of it."""
    parent = place.tree.parent(use)
    if isinstance(parent, ast.Tuple):
        use, parent = parent, place.tree.parent(parent)
    match parent:
        case ast.arg() | ast.AnnAssign() if getattr(parent, "value", None) is not use:
            return True
        case ast.Attribute(attr="__subclasses__"):
            return False  # it gives all that inherit from the class, which are then made of anything
        case ast.Attribute() | ast.ExceptHandler() | ast.Compare() | ast.FormattedValue():
            return True
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return parent.returns is use
        case ast.Call(func=ast.Name(id="isinstance" | "issubclass" | "super")):
            return True
        case ast.Call(func=ast.Attribute(attr=name)):
            return name in _ASSERTING
    return False


def ways(place: Source, use: ast.expr) -> Iterator[ast.Call | Kept | None]:
    """Yield the calls of a class, and what keeps it, by an expression that is it; None for what cannot be followed."""
    tree = place.tree
    parent = tree.parent(use)
    match parent:
        case ast.Call() if parent.func is use:
            yield parent
        case ast.IfExp() | ast.If() | ast.While() if parent.test is use:
            pass
        case ast.BoolOp() | ast.IfExp():
            yield from ways(place, parent)
        case ast.Assign(targets=[target]) | ast.AnnAssign(target=target) if parent.value is use:
            yield from _bound(place, target)
        case ast.Return():
            yield _given_back(place, tree.function(parent))
        case ast.Call() if use in parent.args and _is_own_get_form(parent):
            yield _given_to_django(place, parent)
        case ast.keyword(arg="form_class") if _is_own_get_form(tree.parent(parent)):
            yield _given_to_django(place, parent)
        case ast.keyword(arg=str(attribute)):
            yield from _viewed(place, tree.parent(parent), attribute)
        case ast.UnaryOp(op=ast.Not()):
            pass
        case _ if not is_only_named(place, use):
            yield None


def _is_own_get_form(call: ast.AST | None) -> bool:
    """Whether it is `self.get_form(...)` or `super().get_form(...)`."""
    match call:
        case ast.Call(func=ast.Attribute(attr="get_form", value=ast.Name(id="self"))):
            return True
        case ast.Call(func=ast.Attribute(attr="get_form", value=ast.Call(func=ast.Name(id="super")))):
            return True
    return False


def _given_to_django(place: Source, node: ast.AST) -> Kept | None:
    """Return the view whose `get_form` is given a class, with which it does what it does with its own."""
    cls = class_around(place, node)
    return Kept(raw_class(place, cls), "form_class") if cls is not None else None


def _given_back(place: Source, method: ast.AST) -> Kept | None:
    if not isinstance(method, _Def) or method.name not in GETTERS:
        return None
    cls = enclosing_method(method, place)
    return Kept(raw_class(place, cls), GETTERS[method.name]) if cls is not None else None


def _bound(place: Source, target: ast.expr) -> Iterator[ast.Call | Kept | None]:
    tree = place.tree
    match target, tree.function(target):
        case ast.Name(id=name), ast.ClassDef() as cls:
            yield Kept(raw_class(place, cls), name, in_body=True)
        case ast.Name(id=name), ast.FunctionDef() | ast.AsyncFunctionDef() as function if (
            name not in place.scopes.flow(function).outer
        ):
            for use in tree.names_in(name, function):
                if isinstance(use.ctx, ast.Load) and place.scopes.meaning(name, use).scope is function:
                    yield from ways(place, use)
        case ast.Attribute(value=ast.Name(id=name), attr=attribute), (
            ast.FunctionDef(args=ast.arguments(args=[first, *_])) as method
        ) if first.arg == name and (of := enclosing_method(method, place)) is not None:
            yield Kept(raw_class(place, of), attribute)
        case _:
            yield None


def _viewed(place: Source, call: ast.AST | None, attribute: str) -> Iterator[Kept | None]:
    """Yield the view that is given the class: `EnrolView.as_view(form_class=EnrolForm)`."""
    match call:
        case ast.Call(func=ast.Attribute(attr="as_view", value=view)):
            for value in place.root.values(view) or (None,):
                yield Kept(value, attribute, alone=True) if isinstance(value, Class) else None
        case _:
            yield None


def class_around(source: Source, node: ast.AST) -> ast.ClassDef | None:
    """Return the innermost class that a node stands in."""
    parent = source.tree.parent(node)
    while parent is not None and not isinstance(parent, ast.ClassDef):
        parent = source.tree.parent(parent)
    return parent
