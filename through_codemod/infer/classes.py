"""What do the project's classes hold: by their bodies, by what their methods set, by what they inherit?"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from os.path import abspath
from typing import TYPE_CHECKING, NamedTuple

from through_codemod.infer.bindings import Binding, Kind, binding_of
from through_codemod.infer.decorators import decoration, property_getters
from through_codemod.infer.definitions import function_value, raw_class
from through_codemod.infer.tree import FunctionNode
from through_codemod.infer.values import (
    NONE,
    Class,
    Collection,
    External,
    Function,
    Instance,
    ModelClass,
    Object,
    Rows,
    Unknown,
    Value,
    Values,
    detached,
    is_known,
    join,
    unknown,
)
from through_codemod.linearization import merged
from through_codemod.relations import ModelRef

if TYPE_CHECKING:
    from through_codemod.infer.frames import Frame
    from through_codemod.infer.source import Source

Method = ast.FunctionDef | ast.AsyncFunctionDef
FAMILIAR = ("builtins.", "unittest.", "django.test.", "typing.", "abc.", "enum.", "dataclasses.")
PASSED = "?="  # before a base that is a name of something unknown, as in `def make(base): class Made(base): ...`
# what a base class of somebody else's may well define too, before the project's own one gets its turn
CONTESTED = frozenset({"get_object", "get_queryset", "get", "create", "save", "update", "perform_create", "object"})


class Lineage(NamedTuple):
    """The project's classes behind a class, itself first, and the names of the other ones, in resolution order."""

    classes: tuple[Class, ...]
    external: tuple[str, ...]
    whole: bool  # whether every base is known
    order: tuple[Class | str, ...]


def class_of(frame: Frame, ref: ModelRef) -> Class | None:
    """Return the project's class that `ref` names, a model or not; None where its source is not the project's."""
    loaded = frame.source.modules.load(ref.module)
    if loaded is None:
        return None
    source = frame.source.modules.source(loaded)
    last = ref.name.rpartition(".")[2]
    found = [node for node in source.tree.classes if node.name == last and source.tree.qualname(node) == ref.name]
    return raw_class(source, found[0]) if len(found) == 1 else None


def lineage(cls: Class) -> Lineage:
    """Return what `cls` inherits from."""
    source = cls.source
    if cls.node in source.underway:  # its bases are being looked at because of a question about its bases
        source.modules.engine.cut()
        return Lineage((cls,), (), False, (cls,))
    source.underway.add(cls.node)
    try:
        return source.modules.engine.remember(source.lineages, cls.node, lambda: _lineage(cls))
    finally:
        source.underway.discard(cls.node)


def _lineage(cls: Class) -> Lineage:
    whole = True
    orders: list[list[Class | str]] = []
    direct: list[Class | str] = []
    for written in cls.node.bases:
        base = written.value if isinstance(written, ast.Subscript) else written  # Base[int]
        values = cls.source.root.values(base)
        value = next(iter(values)) if len(values) == 1 else None
        match value:
            case Class():
                behind = lineage(value)
            case ModelClass():
                found = class_of(cls.source.root, value.model)
                if found is None:
                    orders.append([f"{value.model.module}.{value.model.name}"])
                    direct.append(f"{value.model.module}.{value.model.name}")
                    continue
                behind = lineage(found)
            case External(name=name):
                orders.append([name])
                direct.append(name)
                continue
            case _:
                whole = False
                passed = isinstance(base, ast.Name) and any(isinstance(one, Unknown | Class) for one in values)
                text = f"{PASSED if passed else '?'}{ast.unparse(base)[:60]}"
                orders.append([text])
                direct.append(text)
                continue
        whole = whole and behind.whole
        orders.append([replace(behind.classes[0], open=False), *behind.order[1:]])
        direct.append(orders[-1][0])
    order: list[Class | str] = [replace(cls, open=False), *merged([*orders, direct])]
    return Lineage(
        tuple(item for item in order if isinstance(item, Class)),
        tuple(item for item in order if isinstance(item, str)),
        whole,
        tuple(order),
    )


def inherits(heir: Class, cls: Class) -> bool:
    """Whether a class is another one, or inherits from it, however the file of that was found."""
    place = (abspath(cls.path), cls.line)
    return any(item.line == place[1] and abspath(item.path) == place[0] for item in lineage(heir).classes)


def subclasses(cls: Class) -> list[Class]:
    """Return the classes of the same module that inherit from `cls`."""
    return cls.source.modules.engine.remember(cls.source.heirs, cls.node, lambda: _subclasses(cls))


def _subclasses(cls: Class) -> list[Class]:
    source = cls.source
    found = (raw_class(source, node) for node in source.tree.classes if node.bases and node is not cls.node)
    return [heir for heir in found if _may_inherit(heir, cls)]


def _may_inherit(heir: Class, cls: Class) -> bool:
    behind = lineage(heir)
    if any(item.node is cls.node for item in behind.classes):
        return True
    return any(name.startswith(PASSED) for name in behind.external) and not any(
        item.node is heir.node for item in lineage(cls).classes
    )


def made_by_call(cls: Class) -> bool:
    """Whether the module makes sub-classes of `cls`, or of its heirs, by calls: `type("B", (A,), {...})`."""
    return cls.source.modules.engine.remember(cls.source.made_by_call, cls.node, lambda: _made_by_call(cls))


def _made_by_call(cls: Class) -> bool:
    if not (named := cls.source.given_to_makers):
        return False
    names = {cls.node.name, *(heir.node.name for heir in subclasses(cls))}
    return any(node.id in names or _aliased(cls, node) for node in named)


def _aliased(cls: Class, node: ast.Name) -> bool:
    return any(isinstance(value, Class) and value.node is cls.node for value in cls.source.root.values(node))


def own_member(
    frame: Frame, value: Value, name: str, ref: ModelRef | None = None, after: Class | None = None
) -> Values | None:
    """Return what the project's source says of `name` in the class of `value`; None where it says nothing."""
    cls = _class_behind(frame, value, ref if after is None else None, after)
    if cls is None:
        return None
    order = lineage(cls).order
    if after is not None:
        places = [i for i, item in enumerate(order) if isinstance(item, Class) and item.node is after.node]
        if not places:
            return None
        order = order[places[0] + 1 :]
    found: list[Values] = []
    for item in order:
        if isinstance(item, Class) and (values := in_body(item, name, value)) is not None:
            found.append(values)
            if not _may_lack(item, name):
                break
    return join(found) if found else None


def _may_lack(cls: Class, name: str) -> bool:
    """Whether what a class body binds to `name` is bound on some ways through it only: else a base's is meant."""
    flow = cls.source.scopes.flow(cls.node)
    return name in flow.bindings and flow.at_end(name).unbound


def _class_behind(frame: Frame, value: Value, ref: ModelRef | None, after: Class | None) -> Class | None:
    if ref is not None:
        return class_of(frame, ref)
    match value:
        case Instance() | ModelClass():
            return class_of(frame, value.model)
        case Object():
            return value.cls
        case Class():
            return value
        case Rows():
            for place in (value.cls, value.queryset) if value.manager else (value.queryset,):
                cls = class_of(frame, place) if place is not None else None
                if cls is not None and (after is None or any(c.node is after.node for c in lineage(cls).classes)):
                    return cls
    return None


def in_body(cls: Class, name: str, of: Value) -> Values | None:
    """Return what the body of `cls` itself binds to `name`, as seen on `of`; None where it does not."""
    flow = cls.source.scopes.flow(cls.node)
    if name not in flow.bindings:
        if name in flow.declared and isinstance(of, (Object, Instance)):
            values = _home(cls, of).annotated(flow.declared[name])
            called = any(isinstance(one, Unknown) and one.why == "annotation Callable" for one in values)
            return None if called else values  # a method that another class brings
        return None
    reaching = flow.at_end(name)
    found = join(_seen_on(cls, binding, of) for binding in reaching.bindings)
    declared = flow.declared.get(name)
    if declared is not None and any(isinstance(value, (Unknown, External)) for value in found):
        return _home(cls, of).annotated(declared)
    if declared is not None and found == NONE:  # `course: Course = None`, to be set by whoever makes one
        return _said_to_be(_home(cls, of).annotated(declared))
    return detached(found)


def _said_to_be(annotated: Values) -> Values:
    """Return what an attribute may be that is None at first: nothing more by an annotation that says nothing."""
    return join((NONE, annotated)) if is_known(annotated) else NONE


def _home(cls: Class, of: Value) -> Frame:
    """Return the frame in which annotations of a class are read: where it is generic, as it is inherited by `of`."""
    return cls.source.root.generic(frozenset({of}), cls.node)


def _seen_on(cls: Class, binding: Binding, of: Value) -> Values:
    if binding.kind is Kind.DEFINE and isinstance(binding.node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        node: Method = binding.node
        getter = _getter(cls, node)
        if getter is not None:
            node = getter
        marks = decoration(cls.source, node)
        on_class = isinstance(of, (Class, ModelClass))
        if "static" in marks:
            return frozenset({function_value(cls.source.root, node)})
        if "class" in marks:
            return frozenset({function_value(cls.source.root, node, frozenset({class_behind(of)}))})
        if "property" in marks:
            if on_class:
                return unknown(f"property {node.name}")
            function = function_value(cls.source.root, node, frozenset({of}))
            return cls.source.root.returned(function, None)
        return frozenset({function_value(cls.source.root, node, None if on_class else frozenset({of}))})
    getters = property_getters(cls.source, binding)
    if getters and not isinstance(of, (Class, ModelClass)):
        return join(cls.source.root.returned(replace(one, bound=frozenset({of})), None) for one in getters)
    values = cls.source.root.bound(binding)
    if any(isinstance(value, Function) for value in values):
        return unknown(f"function {binding.name}")
    return values


def _getter(cls: Class, node: Method) -> Method | None:
    for decorator in node.decorator_list:
        if isinstance(decorator, ast.Attribute) and decorator.attr in ("setter", "deleter"):
            flow = cls.source.scopes.flow(cls.node)
            for binding in flow.bindings.get(node.name, ()):
                first = binding.node
                if isinstance(first, (ast.FunctionDef, ast.AsyncFunctionDef)) and not any(
                    isinstance(item, ast.Attribute) and item.attr in ("setter", "deleter")
                    for item in first.decorator_list
                ):
                    return first
    return None


def class_behind(of: Value) -> Value:
    """Return the class of an instance; a class is its own."""
    match of:
        case Instance():
            return ModelClass(of.model, of.apps, of.how)
        case Object():
            return of.cls
    return of


def in_bodies(value: Object | Class, name: str) -> tuple[list[Values], list[Class]]:
    """Return what class bodies bind to `name` for `value`, and all the project's classes that it may be of."""
    cls = value.cls if isinstance(value, Object) else value
    found: list[Values] = []
    foreign = False
    for item in lineage(cls).order:
        if isinstance(item, str):
            foreign = foreign or not item.startswith(FAMILIAR)
        elif (values := in_body(item, name, value)) is not None:
            contested = foreign and name in CONTESTED
            found.append(unknown(f"{name} of a base of {cls.name}") if contested else values)
            if not _may_lack(item, name):
                break
    classes = list(lineage(cls).classes)
    if cls.open and made_by_call(cls):
        found.append(unknown(f"{cls.name} has sub-classes made by calls"))
    for heir in subclasses(cls) if cls.open else ():
        for item in lineage(heir).classes:
            if not any(item.node is known.node for known in classes):
                classes.append(item)
                if (values := in_body(item, name, value)) is not None:
                    found.append(values)
    return found, classes


def stored(cls: Class, name: str, of: Object | Class) -> Iterator[Values]:
    """Yield what `self.name = ...` and `cls.name = ...` in the methods of `cls` set."""
    source = cls.source
    for node, method in stores(source, cls.node, name):
        binding = binding_of(node, source.tree.parent)
        if binding is None:
            parent = source.tree.parent(node)
            if isinstance(parent, ast.AnnAssign):
                yield source.root.annotated(parent.annotation)
            continue
        frame = source.root
        if method is not None and method.args.args:
            first: Values = frozenset({of})
            if any(isinstance(item, ast.Name) and item.id == "classmethod" for item in method.decorator_list):
                first = frozenset({class_behind(of)})
            frame = source.root.under(method, {method.args.args[0]: first}, source.root) or source.root
        augments = binding.kind is Kind.AUGMENT and binding.value is not None
        values = frame.values(binding.value) if augments and binding.value else frame.bound(binding)
        where = method.name if method is not None else "class"
        annotation = binding.annotation
        if annotation is not None and any(isinstance(value, (Unknown, External)) for value in values):
            values = source.root.annotated(annotation)
        elif annotation is not None and values == NONE:
            values = _said_to_be(source.root.annotated(annotation))
        yield frozenset(_evidence(value, f"self.{name} set in {where}") for value in values)


def _evidence(value: Value, text: str) -> Value:
    match value:
        case Instance() | Rows() | ModelClass() | Collection():
            return replace(value, how=f"{text} <- {value.how}" if value.how else text)
        case Unknown():
            return replace(value, why=f"{text} <- {value.why}")
    return value


def stores(source: Source, node: ast.ClassDef, name: str) -> list[tuple[ast.Attribute, Method | None]]:
    """Return the places that set the attribute `name` on `self`, `cls` or the class itself, with their method."""
    found: list[tuple[ast.Attribute, Method | None]] = []
    for attribute in source.tree.stores(name):
        base = attribute.value
        if isinstance(base, ast.Attribute) and base.attr == "__class__":
            base = base.value
        if isinstance(base, ast.Call) and isinstance(base.func, ast.Name) and base.func.id == "type" and base.args:
            base = base.args[0]
        if not isinstance(base, ast.Name):
            continue
        method = _method_around(source, attribute, node)
        if method is not None and method.args.args and method.args.args[0].arg == base.id:
            found.append((attribute, method))
        elif base.id == node.name:
            found.append((attribute, None))
    return found


def _method_around(source: Source, at: ast.AST, cls: ast.ClassDef) -> Method | None:
    parent_of = source.tree.parent
    child: ast.AST = at
    parent = parent_of(at)
    while parent is not None and parent is not cls:
        child, parent = parent, parent_of(parent)
    if parent is cls and isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return child
    return _conditional_method(source, at, cls)


def _conditional_method(source: Source, at: ast.AST, cls: ast.ClassDef) -> Method | None:
    scope = source.tree.function(at)
    while not isinstance(scope, (ast.Module, ast.ClassDef)):
        outer = source.tree.function(scope)
        if outer is cls and not isinstance(scope, ast.Lambda):
            return scope
        scope = outer
    return None


def enclosing_method(node: FunctionNode, source: Source) -> ast.ClassDef | None:
    """Return the class that `node` is a method of."""
    scope = source.tree.scope(node)
    return scope if isinstance(scope, ast.ClassDef) else None
