"""What does a type variable stand for: by its bound, by what a class is made of, by what a call passes?

    T = TypeVar("T", bound=Model)
    class Service(Generic[T]):
        def get(self, pk) -> T: ...
    class CourseService(Service[Course]): ...

https://typing.python.org/en/latest/spec/generics.html
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from through_codemod.infer.bindings import Kind
from through_codemod.infer.classes import lineage
from through_codemod.infer.containers import elements
from through_codemod.infer.dotted_names import absolute
from through_codemod.infer.models import instances
from through_codemod.infer.values import (
    NONE,
    Class,
    External,
    Instance,
    ModelClass,
    Object,
    Other,
    Package,
    Rows,
    Values,
    is_known,
    join,
    unknown,
)

if TYPE_CHECKING:
    from through_codemod.infer.frames import Frame
    from through_codemod.infer.source import Source

Def = ast.FunctionDef | ast.AsyncFunctionDef
Types = Mapping[str, Values]
_VARIABLES = ("typing.TypeVar", "typing_extensions.TypeVar")
_NEW_TYPES = ("typing.NewType", "typing_extensions.NewType")
_GENERIC = ("typing.Generic", "typing.Protocol", "typing_extensions.Protocol", "typing_extensions.Generic")
_MANY = frozenset(
    {"list", "List", "Sequence", "Collection", "Iterable", "Iterator", "set", "Set", "tuple", "Tuple", "frozenset"}
)
_ROWS = frozenset({"QuerySet", "Manager", "BaseManager"})


def aliased(frame: Frame, node: ast.expr) -> Values | None:
    """Return what a name in an annotation stands for that is a type variable or an alias; None for another."""
    found = _definition(frame.source, node)
    if found is None:
        return None
    source, value = found
    match value:
        case ast.Call(func=func, args=[ast.Constant(value=str(name)), *others], keywords=keywords):
            named = {one.name for one in source.root.values(func) if isinstance(one, External)}
            if named & {*_VARIABLES}:
                if name in frame.types:
                    return frame.types[name]
                bounds = [keyword.value for keyword in keywords if keyword.arg == "bound"] or others
                return join(source.root.annotated(one) for one in bounds) or unknown(f"type variable {name}")
            return source.root.annotated(others[0]) if named & {*_NEW_TYPES} and len(others) == 1 else None
        case ast.Subscript() | ast.BinOp() | ast.Constant(value=str()):
            key = ("alias", value)
            return source.modules.engine.solve(source.root.memo, key, lambda: source.root.annotated(value))
    return None


def is_bounded(source: Source, node: ast.expr, types: Types) -> bool:
    """Whether an annotation has a type variable of which no more is told than what it is bound to."""
    if b"TypeVar" not in source.module.text:
        return False
    for one in ast.walk(node):
        if isinstance(one, ast.Name) and one.id not in types:
            match _definition(source, one):
                case home, ast.Call(func=func):
                    if any(isinstance(made, External) and made.name in _VARIABLES for made in home.root.values(func)):
                        return True
    return False


def of_parameter(frame: Frame, node: ast.Name) -> Values | None:
    """Return what a name stands for that is a type parameter of a function or class around; None for another.

    https://docs.python.org/3/reference/compound_stmts.html#type-params, which there are from Python 3.12 on.
    """
    place: ast.AST | None = node if sys.version_info >= (3, 12) else None
    while place is not None:
        for one in getattr(place, "type_params", ()):
            if one.name == node.id:
                bound = getattr(one, "bound", None)
                bounds = bound.elts if isinstance(bound, ast.Tuple) else [bound] if bound is not None else []
                known = frame.types.get(node.id) or join(frame.source.root.annotated(item) for item in bounds)
                return known or unknown(f"type parameter {node.id}")
        place = frame.source.tree.parent(place)
    return None


def _definition(source: Source, node: ast.expr) -> tuple[Source, ast.expr] | None:
    """Return what a name of a module is assigned, once only, with the module that does it."""
    if isinstance(node, ast.Attribute):
        packages = [value.name for value in source.root.values(node.value) if isinstance(value, Package)]
        return _of_module(source, packages[0], node.attr) if len(packages) == 1 else None
    if not isinstance(node, ast.Name):
        return None
    meaning = source.scopes.meaning(node.id, node)
    if len(meaning.bindings) != 1:
        return None
    binding = meaning.bindings[0]
    if binding.kind is Kind.ASSIGN and binding.value is not None and not binding.path:
        return source, binding.value
    match binding.node, binding.statement:
        case ast.alias(name=name), ast.ImportFrom(level=level, module=module):
            return _of_module(source, absolute(source.module.package, level, module) or "", name)
    return None


def _of_module(source: Source, module: str, name: str) -> tuple[Source, ast.expr] | None:
    loaded = source.modules.load(module, source.module)
    if loaded is None:
        return None
    home = source.modules.source(loaded)
    bindings = home.scopes.flow(loaded.tree).bindings.get(name, ())
    if len(bindings) == 1 and bindings[0].kind is Kind.ASSIGN and bindings[0].value is not None:
        return home, bindings[0].value
    return None


def types_of(values: Values, target: ast.ClassDef) -> Types:
    """Return what the type variables of the class `target` stand for in objects of classes that inherit from it."""
    found: list[Types] = []
    for value in values:
        match value:
            case Object(cls=cls) | (Class() as cls):
                found.append(_arguments(cls, target, {}) or {})
            case _:
                return {}
    names = {name for types in found for name in types}
    return {name: join(types.get(name, unknown(f"type variable {name}")) for types in found) for name in names}


def _arguments(cls: Class, target: ast.ClassDef, given: Types) -> Types | None:
    if cls.node is target:
        return given
    found: list[Types] = []
    for written in cls.node.bases:
        base = _class(cls.source, written.value if isinstance(written, ast.Subscript) else written)
        if base is None or not any(item.node is target for item in lineage(base).classes):
            continue
        inner: dict[str, Values] = {}
        if isinstance(written, ast.Subscript):
            home = cls.source.root.typed(given)
            passed = written.slice.elts if isinstance(written.slice, ast.Tuple) else [written.slice]
            inner = {name: home.annotated(one) for name, one in zip(_parameters(base), passed, strict=False)}
        found.append(_arguments(base, target, inner) or {})
    names = {name for types in found for name in types}
    return {name: join(types[name] for types in found if name in types) for name in names} if found else None


def _class(source: Source, node: ast.expr) -> Class | None:
    found = [value for value in source.root.values(node) if isinstance(value, Class)]
    return found[0] if len(found) == 1 else None


def _parameters(cls: Class) -> list[str]:
    """Return the names of the type variables of a class, in order."""
    found: list[str] = [one.name for one in getattr(cls.node, "type_params", ())]
    generic: list[str] = []
    for written in cls.node.bases:
        if not isinstance(written, ast.Subscript):
            continue
        names = [node.id for node in ast.walk(written.slice) if isinstance(node, ast.Name)]
        names = [name for name in names if _is_variable(cls.source, name, written)]
        found += [name for name in names if name not in found]
        if any(isinstance(one, External) and one.name in _GENERIC for one in cls.source.root.values(written.value)):
            generic = names
    return generic or found


def _is_variable(source: Source, name: str, at: ast.AST) -> bool:
    found = [binding.value for binding in source.scopes.meaning(name, at).bindings]
    match found:
        case [ast.Call(func=func)]:
            return any(isinstance(one, External) and one.name in _VARIABLES for one in source.root.values(func))
        case [None]:
            return True  # imported
    return False


def by_overloads(frame: Frame, node: Def, own: Types) -> Values | None:
    """Return what the first signature of a function says that goes with what a call passes; None where none does.

    `own` is what the type variables of the method's class stand for. The signatures are its overloads, then its own:
    https://typing.python.org/en/latest/spec/overload.html
    """
    scope = frame.source.tree.scope(node)
    if not isinstance(scope, ast.Module | ast.ClassDef):
        return None
    given = {arg.arg: values for arg, values in frame.arguments.items()}
    for binding in frame.source.scopes.flow(scope).bindings.get(node.name, ()):
        one = binding.node
        if not isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef) or one.returns is None:
            continue
        if one is not node and not _is_overload(one):
            continue
        types = dict(own)
        params = [*one.args.posonlyargs, *one.args.args, *one.args.kwonlyargs]
        fitting = [_fits(frame, arg.annotation, given[arg.arg], types) for arg in params if arg.arg in given]
        if None in fitting:
            return None
        if all(fitting):
            found = frame.source.root.typed(types).annotated(one.returns)
            return found if is_known(found) else None
    return None


def _is_overload(node: Def) -> bool:
    return any(getattr(item, "id", getattr(item, "attr", "")) == "overload" for item in node.decorator_list)


def _fits(frame: Frame, annotation: ast.expr | None, values: Values, types: dict[str, Values]) -> bool | None:
    """Whether what is passed goes with an annotation, None if that cannot be told; it says what variables stand for."""
    match annotation:
        case ast.Constant(value=None):
            return values == NONE if is_known(values) else None
        case ast.Constant(value=str()) | None:
            return True
        case ast.BinOp(op=ast.BitOr(), left=left, right=right):
            fitting = [_fits(frame, one, values - NONE or values, types) for one in (left, right)]
            return any(fitting)
        case ast.Name(id=name) if _is_variable(frame.source, name, annotation):
            return _stands(name, values, types)
        case ast.Subscript(value=ast.Name(id=kind) | ast.Attribute(attr=kind), slice=inside):
            return _parts(frame, annotation.value, kind, inside, values, types)
    return True


def _parts(
    frame: Frame, base: ast.expr, kind: str, inside: ast.expr, values: Values, types: dict[str, Values]
) -> bool | None:
    match kind, inside:
        case "Optional", _:
            return _fits(frame, inside, values - NONE or values, types)
        case "type" | "Type", _:
            if not is_known(values):
                return True
            if not all(isinstance(value, Class | ModelClass) for value in values):
                return False
            return _fits(frame, inside, instances(frame, values), types)
        case _, ast.Name(id=name) if kind in _MANY and _is_variable(frame.source, name, inside):
            return _stands(name, elements(frame, values), types)
        case _, ast.Name(id=name) if kind in _ROWS and _is_variable(frame.source, name, inside):
            if is_known(values) and not all(isinstance(value, Rows) for value in values):
                return False
            ones = [Instance(value.model, value.apps, value.how) for value in values if isinstance(value, Rows)]
            return _stands(name, frozenset(ones), types)
    generic = _class(frame.source, base)
    if generic is None or not is_known(values):
        return True
    found = types_of(values, generic.node)
    passed = inside.elts if isinstance(inside, ast.Tuple) else [inside]
    return all(
        _stands(one.id, found.get(name, unknown(name)), types)
        for name, one in zip(_parameters(generic), passed, strict=False)
        if isinstance(one, ast.Name) and _is_variable(frame.source, one.id, one)
    )


def _stands(name: str, values: Values, types: dict[str, Values]) -> bool:
    types[name] = join((types.get(name, frozenset()), values - {Other("None")} or values))
    return True
