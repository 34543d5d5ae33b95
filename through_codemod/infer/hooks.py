"""Which uses in the classes that a class inherits from may mean a method of it, or make one of it?

class Base:                       # in one file
    def run(self, pk):
        self.enrol(Course.objects.get(pk=pk))

class Heir(Base):                 # in another: so a caller of `enrol` stands above
    def enrol(self, course): ...
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from os.path import abspath
from typing import TYPE_CHECKING

from through_codemod.infer.classes import class_behind, class_of, enclosing_method, lineage
from through_codemod.infer.definitions import raw_class
from through_codemod.infer.descendants import descendants
from through_codemod.infer.selves import self_values
from through_codemod.infer.values import Class, Instance, ModelClass, Object, Value, Values

if TYPE_CHECKING:
    from through_codemod.infer.frames import Frame
    from through_codemod.infer.modules import Module
    from through_codemod.infer.source import Source

_Method = ast.FunctionDef | ast.AsyncFunctionDef


def modules_above(home: Source, cls: ast.ClassDef) -> list[Module]:
    """Return the modules of the project's classes that `cls` inherits from."""
    return [item.source.module for item in lineage(raw_class(home, cls)).classes[1:]]


def is_above(place: Source, node: ast.expr, cls: ast.ClassDef, home: Source) -> bool:
    """Whether `node` may be one of `cls` because it may be one of any class that inherits from a base of it."""
    above = {(abspath(item.path), item.line) for item in lineage(raw_class(home, cls)).classes[1:]}
    return bool(above) and any(
        (abspath(found.path), found.line) in above
        for value in place.root.values(node)
        if (found := _open_class(place.root, value)) is not None
    )


def in_front(home: Source, cls: ast.ClassDef) -> list[Class] | None:
    """Return the classes from which `super()` may lead to a method of `cls`; None where not all are to be seen.

    They are its heirs, and what these have for bases beside it: a mixin may stand in front of it in their order.
    """
    heirs = descendants(raw_class(home, cls))
    behind = [lineage(heir) for heir in heirs or ()]
    if heirs is None or not all(one.whole for one in behind):
        return None
    return [item for one in behind for item in one.classes if item.node is not cls]


def leads_to(place: Source, node: ast.expr, cls: ast.ClassDef, home: Source, front: list[Class] | None) -> bool:
    """Whether `node` is a `super()` that may lead to `cls`: one's `in_front`, anyone's where those are not known."""
    match node:
        case ast.Call(func=ast.Name(id="super")):
            method = place.tree.function(node)
            around = enclosing_method(method, place) if isinstance(method, _Method) else None
            if front is not None and around is not None:
                return any(item.node is around for item in front)
            return all(item.node is not around for item in lineage(raw_class(home, cls)).classes)
    return False


def _open_class(frame: Frame, value: Value) -> Class | None:
    match value:
        case Object(cls=cls) if cls.open:
            return cls
        case Class() if value.open:
            return value
        case Instance() | ModelClass():
            return class_of(frame, value.model)
    return None


def reaching(frame: Frame, values: Values, cls: ast.ClassDef, method: _Method) -> Values:
    """Return those of `values`, what `self` may be in a method of `cls`, whose class does not override it for good.

        class Base(models.Model):              class Club(Base):
            def join(self, person): ...            def join(self, person): ...    # and no super().join

    https://docs.python.org/3/glossary.html#term-method-resolution-order
    """
    if len(values) < 2 or not all(isinstance(value, Instance) for value in values):
        return values
    kept = [value for value in values if isinstance(value, Instance) and _may_reach(frame, value, cls, method)]
    return frozenset(kept) or values


def _may_reach(frame: Frame, value: Instance, cls: ast.ClassDef, method: _Method) -> bool:
    heir = class_of(frame, value.model)
    if heir is None or not lineage(heir).whole:
        return True
    for item in lineage(heir).order:
        if isinstance(item, str) or item.node is cls:
            return True
        if any(isinstance(node, _Method) and node.name == method.name for node in item.node.body):
            return any(
                _names_base(use.value, cls)
                for home in {frame.source, item.source}
                for use in home.tree.attributes(method.name)
            )
    return True


def _names_base(of: ast.expr, cls: ast.ClassDef) -> bool:
    match of:
        case ast.Call(func=ast.Name(id="super")):
            return True
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name == cls.name
    return False


def made_from_self(place: Source) -> Iterator[ast.expr]:
    """Yield what stands for the class of some object in a module: `x.__class__` and `type(x)`."""
    yield from place.tree.attributes("__class__")
    for use in place.tree.names("type"):
        call = place.tree.parent(use)
        if isinstance(call, ast.Call) and call.func is use and len(call.args) == 1:
            yield call


def frame_of(place: Source, call: ast.Call, cls: ast.ClassDef, home: Source) -> Frame:
    """Return in which frame a method that calls `cls`'s own by `self` or `cls` runs: `self` is then one of `cls`."""
    function = place.tree.function(call)
    match call.func:
        case ast.Attribute(value=ast.Name(id=name)) if isinstance(function, _Method) and enclosing_method(
            function, place
        ):
            first = [*function.args.posonlyargs, *function.args.args][:1]
            if first and first[0].arg == name:
                values = self_values(home.root, cls)
                if any(isinstance(value, Class | ModelClass) for value in place.root.values(call.func.value)):
                    values = frozenset(class_behind(value) for value in values)
                return place.root.under(function, {first[0]: values}, place.root) or place.root
    return place.root
