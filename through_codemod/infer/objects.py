"""What is an attribute of an object of the project's own, by all that can set it?"""

from __future__ import annotations

import ast
from itertools import islice
from typing import TYPE_CHECKING

from through_codemod.infer.classes import in_bodies, in_body, lineage, stored, subclasses
from through_codemod.infer.decorators import is_remade
from through_codemod.infer.definitions import raw_class
from through_codemod.infer.descendants import MOST_HEIRS, naming
from through_codemod.infer.factories import factory_attribute, factory_model
from through_codemod.infer.fixtures import set_on_class
from through_codemod.infer.forms import cleaned_data, item_read
from through_codemod.infer.frameworks import admin_models, framework_attribute, is_a
from through_codemod.infer.mutations import grown_attribute
from through_codemod.infer.outside import set_by_any_name, stored_outside
from through_codemod.infer.records import METHODS, is_record
from through_codemod.infer.replaced import is_set_elsewhere
from through_codemod.infer.serializers import validated_data
from through_codemod.infer.tree import dotted
from through_codemod.infer.values import (
    NONE,
    NOTHING,
    Class,
    Collection,
    Function,
    Method,
    Object,
    Value,
    Values,
    detached,
    join,
    unknown,
)
from through_codemod.infer.view_kwargs import view_attribute
from through_codemod.infer.viewed import WORKS_BY, attribute, by_as_view, each

if TYPE_CHECKING:
    from through_codemod.infer.bindings import Binding
    from through_codemod.infer.frames import Frame


def looked_up(frame: Frame, value: Object | Class, name: str, receiver: ast.expr | None = None) -> Values:
    """Return an attribute of a project's object or class: all that its methods and bodies can set it to.

    Of what a form has cleaned, no more than is read where `receiver`, the expression for `value`, stands.
    """
    source = frame.source
    only = item_read(source.tree, receiver) if name == "cleaned_data" and receiver is not None else None
    key = ("attribute", value, name, only)
    return source.modules.engine.solve(source.root.memo, key, lambda: _looked_up(frame, value, name, only))


def is_computed(cls: Class, name: str) -> bool:
    """Whether reading an attribute of an object of a class runs code each time: a property, `__getattr__`."""
    bodies = [item.source.scopes.flow(item.node).bindings for item in lineage(cls).classes]
    if any("__getattribute__" in body for body in bodies):
        return True
    first = next((body[name] for body in bodies if body.get(name)), None)
    if first is None:
        return any("__getattr__" in body for body in bodies)
    return any(map(_is_descriptor, first))


def _is_descriptor(binding: Binding) -> bool:
    """Whether it is a function that stands for an attribute, or an object that may: `picked = Picked()`."""
    match binding.node, binding.value:
        case ast.FunctionDef(decorator_list=decorators), _:
            return not any(dotted(one).endswith("cached_property") for one in decorators)
        case _, ast.Call(func=func):
            last = dotted(func).rpartition(".")[2]
            return last.lstrip("_")[:1].isupper() or last.endswith("property")
    return False


def _looked_up(frame: Frame, value: Object | Class, name: str, only: str | None) -> Values:
    cls = value.cls if isinstance(value, Object) else value
    if name == "__class__":
        return frozenset({cls})
    found, classes = in_bodies(value, name)
    heirs = subclasses(cls) if cls.open else []
    missing, hidden = not found, bool(found and heirs) and isinstance(value, Object) and not _says(value, name)
    for item in classes:
        found += [detached(values) for values in stored(item, name, value)]
    sources = list(dict.fromkeys((*(item.source for item in classes), frame.source)))
    ends = [cls, *heirs]
    found += stored_outside(ends, classes, name, sources)
    found += by_as_view(value, name) if isinstance(value, Object) else ()
    values = join(found)
    special = _inherited(frame, value, name, only) if missing else None
    if hidden and isinstance(value, Object):
        special = _beside_heirs(frame, value, name, only)
    fixed = all(_is_defined(one, name) or isinstance(one, Method) for one in (*values, *(special or ())))
    if not fixed and set_by_any_name(ends, name, sources):
        values = join((values, unknown(f"attributes of {cls.name} are set by any name")))
    if found and fixed and is_set_elsewhere(frame, cls, name):
        values = join((values, unknown(f"{cls.name}.{name} is set anew outside of the class")))
    if not fixed and any(in_body(item, "__setattr__", item) for item in classes):
        values = join((values, unknown(f"{cls.name}.__setattr__")))
    if any(isinstance(one, Collection) for one in values):
        for place in dict.fromkeys(item.source for item in classes):
            values = grown_attribute(place.root, values, name)
    if "__getattribute__" not in name and any(in_body(item, "__getattribute__", item) for item in classes):
        return unknown(f"{cls.name}.__getattribute__")
    if any(is_remade(item.source, item.node, name) for item in classes):
        return join((values, unknown(f"a decorator or metaclass of {cls.name}")))
    if special is not None:
        return join((values, special))
    if values == NONE and cls.open:
        return unknown(f"{cls.name}.{name} is for its sub-classes to set")
    if not found:
        found = [detached(values) for values in set_on_class(cls.source, name)] if cls.source.is_test else []
        return join(found) or _from_heirs(value, name) or unknown(f"attribute {name} of {cls.name} is set nowhere")
    if any(base.startswith("enum.") or base.endswith("Choices") for base in lineage(cls).external) and not all(
        isinstance(one, Function) for one in values
    ):
        return unknown(f"{cls.name} is an enumeration")
    return values


def _is_defined(value: Value, name: str) -> bool:
    """Whether a `def`, or a `class` within the class, gives the attribute: nobody sets those by any name."""
    return isinstance(value, Function) or (isinstance(value, Class) and value.name.endswith(f".{name}"))


def _says(value: Object, name: str) -> bool:
    """Whether the body of a class, or of one that it inherits from, says what an attribute is."""
    return any(in_body(item, name, value) is not None for item in lineage(value.cls).classes)


def _beside_heirs(frame: Frame, value: Object, name: str, only: str | None) -> Values | None:
    """Return an attribute as a framework gives it to a class and to those heirs that do not say it themselves.

    What a class that cannot work without its heirs would be given is nothing: a view that names no model.
    """
    able = (one for one in each(value) if not _says(one, name) and _works(frame, one, name))
    known = [part for one in able if (part := _inherited(frame, one, name, only)) is not None]
    return join(known) if known else None


def _works(frame: Frame, value: Object, name: str) -> bool:
    if name in ("get_object", "get_queryset") and is_a(value.cls, "admin"):
        return admin_models(frame, value.cls) is not None
    return name not in WORKS_BY or any(join(attribute(value, one)) - NONE for one in WORKS_BY[name])


def _inherited(frame: Frame, value: Object | Class, name: str, only: str | None) -> Values | None:
    """Return an attribute that comes from a base class of a framework's."""
    if name == "_meta" and _has_options(frame, value):
        return frozenset({Method(value.cls if isinstance(value, Object) else value, name)})
    if isinstance(value, Object) and name in METHODS and is_record(value.cls):
        return frozenset({Method(value, name)})
    if isinstance(value, Class):
        if name == "from_queryset" and any(base.endswith("Manager") for base in lineage(value).external):
            return frozenset({Method(value, name)})
        return factory_attribute(frame, value, name)
    match name:
        case "cleaned_data":
            found = cleaned_data(frame, value, only)
        case "validated_data":
            found = validated_data(frame, value)
        case _:
            found = framework_attribute(frame, value, name) or view_attribute(value, name)
    if found is None and value.cls.open:  # a mixin: its heirs in the module are views
        parts = [framework_attribute(frame, Object(heir), name) for heir in subclasses(value.cls)]
        known = [part for part in parts if part is not None]
        return join(known) if known and len(known) == len(parts) else None
    return found


def _has_options(frame: Frame, value: Object | Class) -> bool:
    """Whether a library makes `_meta` of what `class Meta` says: of a form, a mutation, a filter, a resource."""
    cls = value.cls if isinstance(value, Object) else value
    return bool(lineage(cls).external) and factory_model(frame, cls) is None


def _from_heirs(value: Object | Class, name: str) -> Values:
    """Return what the classes of other modules that inherit from a mixin make of an attribute; nothing without any."""
    cls = value.cls if isinstance(value, Object) else value
    modules = cls.source.modules
    if not (cls.open and modules.asks_callers):
        return NOTHING
    places = [*islice(naming(modules, cls, cls.node.name), MOST_HEIRS + 1)]
    if len(places) > MOST_HEIRS or None in places:
        return NOTHING
    found: list[Values] = []
    for source in (modules.source(module) for module in places if module is not None):
        for node in source.tree.classes:
            heir = raw_class(source, node, is_open=True)
            if any(item.node is cls.node for item in lineage(heir).classes[1:]):
                found.append(looked_up(source.root, Object(heir) if isinstance(value, Object) else heir, name))
    return detached(join(found))
