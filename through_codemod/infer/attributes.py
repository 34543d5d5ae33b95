"""What can `x.name` be, for each thing that `x` can be?"""

from __future__ import annotations

import ast
from collections import Counter, OrderedDict, defaultdict, deque
from dataclasses import replace
from typing import TYPE_CHECKING

from through_codemod.infer.by_text import BY_METHOD
from through_codemod.infer.classes import class_of, lineage, own_member, subclasses
from through_codemod.infer.clients import kept_by_client
from through_codemod.infer.frameworks import meta
from through_codemod.infer.kept import kept
from through_codemod.infer.libraries import given_by_base
from through_codemod.infer.models import key_of, rows_behind, rows_of
from through_codemod.infer.mutations import grown_attribute
from through_codemod.infer.names import member
from through_codemod.infer.objects import looked_up
from through_codemod.infer.past import of_past, through_then
from through_codemod.infer.querysets import ALL_VERBS
from through_codemod.infer.replaced import or_anew
from through_codemod.infer.unmapped import manager_of, of_unmapped
from through_codemod.infer.values import (
    DESCRIPTOR,
    LITERAL,
    NOTHING,
    Accessor,
    BoundVerb,
    Class,
    Collection,
    External,
    Instance,
    Json,
    Key,
    Maker,
    Method,
    ModelClass,
    Object,
    Other,
    Package,
    Parent,
    Registry,
    Request,
    Rows,
    Unknown,
    Value,
    Values,
    after,
    detached,
    join,
    other,
    unknown,
)
from through_codemod.relations import AttributeKind, Model, ModelRef

if TYPE_CHECKING:
    from through_codemod.infer.frames import Frame

INSTANCE_METHODS = frozenset(
    {"save", "delete", "refresh_from_db", "full_clean", "clean", "clean_fields", "validate_unique", "save_base"}
    | {"asave", "adelete", "arefresh_from_db", "serializable_value", "get_deferred_fields", "_state"}
)
_OF_ALL = INSTANCE_METHODS | {"pk", "_meta", "__class__"}
# what keys and containers have; to read anything else of them raises AttributeError
_KEYS = (str, bytes, int, float)
_OF_DATES = "year month day hour minute second microsecond days seconds date time timestamp weekday isoformat strftime"
_OF_UUIDS = "hex int bytes bytes_le fields urn variant version node clock_seq time_low time_mid time_hi_version"
_OF_KEYS = frozenset(name for cls in _KEYS for name in dir(cls)).union(_OF_DATES.split(), _OF_UUIDS.split())
_COLLECTIONS = (list, set, dict, frozenset, deque, defaultdict, OrderedDict, Counter)
_OF_COLLECTIONS = frozenset(name for cls in _COLLECTIONS for name in dir(cls))


def attribute_values(frame: Frame, node: ast.expr) -> Values | None:
    """`x.name`."""
    if not isinstance(node, ast.Attribute):
        return None
    values = frame.values(node.value)
    found = join(read(frame, value, node.attr, node.value) for value in values)
    if any(isinstance(value, Collection) for value in found):
        found = grown_attribute(frame, found, node.attr, node)
    return found


def read(frame: Frame, value: Value, name: str, receiver: ast.expr | None) -> Values:
    """Return what the attribute `name` of `value` is; `receiver` is the expression for `value`."""
    match value:
        case Instance():
            return of_instance(frame, value, name, receiver)
        case ModelClass():
            return of_model(frame, value, name)
        case Rows():
            return of_rows(frame, value, name)
        case Accessor():
            return _of_accessor(frame, value, name, receiver)
        case Class() if (managed := manager_of(frame, value, name)) is not None:
            return managed
        case Object() | Class():
            return looked_up(frame, value, name, receiver)
        case Parent():
            return _of_parent(frame, value, name)
        case Package():
            return _of_package(frame, value, name)
        case External():
            return _of_external(frame, value, name)
        case Maker(type="form" | "serializer", one=one) if name == "instance":
            return one
        case Collection(type="tuple", known=tuple(known)) if name in dict(known):
            return detached(dict(known)[name])
        case Key() if name not in _OF_KEYS:
            return NOTHING
        case Collection(type="list" | "set" | "dict") if name not in _OF_COLLECTIONS:
            return NOTHING
        case Collection() | Key() | Json() | Registry() | Maker():
            return frozenset({Method(value, name)})
        case Request() if name == "param":
            return value.param
        case Method(of=ModelClass()):
            return _of_descriptor(frame, value, name, receiver)
        case Method(of=Class() as cls, name="_meta") if any(
            isinstance(one, ModelClass | Class) for one in meta(cls, name)
        ):
            return meta(cls, name)
        case Other(name="None"):
            return NOTHING
        case Unknown() if name in ("pk", "id"):  # whatever it is of, no model's instance
            return LITERAL
        case Unknown():
            return frozenset({value})
    return unknown(f"attribute {name}")


def of_instance(frame: Frame, value: Instance, name: str, receiver: ast.expr | None) -> Values:
    """Return an attribute of a model's instance: by the relation map, else by the model's source."""
    relations = frame.source.relations
    if value.model not in relations.models:
        past = of_past(frame, value, name, receiver) if value.apps is not None else None
        return past if past is not None else of_unmapped(frame, value, name)
    models = relations.concrete(value.model)
    if models != (value.model,):
        parts = [of_instance(frame, replace(value, model=model), name, receiver) for model in models]
        return join(parts) if parts else unknown(f"model {value.model.name}")
    model = relations.models[value.model]
    found = of_past(frame, value, name, receiver) if value.apps is not None and name not in _OF_ALL else None
    found = _by_map(frame, value, model, name, receiver) if found is None else found
    if found is not None:
        return found
    if name == "__class__":
        return frozenset({ModelClass(value.model, value.apps)})
    if value.apps is None:
        found = own_member(frame, value, name)
        if found is not None:
            return or_anew(frame, class_of(frame, value.model), name, found) | _of_heirs(frame, value, name, receiver)
    if name in INSTANCE_METHODS or name == BY_METHOD or given_by_base(frame, value, name) is not None:
        return frozenset({Method(value, name)})
    if name == "_meta":
        return frozenset({Method(ModelClass(value.model, value.apps, value.how), name)})
    return (value.apps is None and kept(frame, value, name)) or unknown(f"{value.model.name}.{name}")


def _of_heirs(frame: Frame, value: Instance, name: str, receiver: ast.expr | None) -> Values:
    """Return what the heirs of a polymorphic model have in the place of an attribute of its class: it gives their rows.

    https://django-polymorphic.readthedocs.io/en/stable/quickstart.html
    """
    relations = frame.source.relations
    heirs = [heir for heir in relations.heirs(value.model) if not relations.models[heir].abstract]
    cls = class_of(frame, value.model) if heirs else None
    if cls is None or not _is_polymorphic(cls):
        return NOTHING
    parts = [replace(value, model=heir) for heir in heirs if _has_its_own(frame, heir, name)]
    return join(of_instance(frame, part, name, receiver) for part in parts)


def _is_polymorphic(cls: Class) -> bool:
    behind = lineage(cls)
    return any(name.endswith("PolymorphicModel") for name in (*behind.external, *(one.name for one in behind.classes)))


def _has_its_own(frame: Frame, model: ModelRef, name: str) -> bool:
    cls = class_of(frame, model)
    return name in frame.source.relations.models[model].attributes or (
        cls is not None and name in cls.source.scopes.flow(cls.node).bindings
    )


def _by_map(frame: Frame, value: Instance, model: Model, name: str, receiver: ast.expr | None) -> Values | None:
    relations = frame.source.relations
    relation = relations.find(value.model, name)
    found = model.attributes.get(name)
    if relation is not None and (found is None or found.kind is AttributeKind.ACCESSOR):
        if name in frame.source.patched or name in frame.source.set_on_classes:
            return unknown(f"{name} is patched in this file")
        return frozenset({Accessor(relation, value.model, value.apps, False, receiver, value.how)})
    if name == "pk" and model.primary_key:
        return key_of(relations, value.model, model.primary_key, f"{model.ref.name}.pk")
    if found is None:
        return None
    if found.kind is AttributeKind.VALUE:
        return other(name)
    if found.model is None:
        return unknown(f"{model.ref.name}.{name}")
    target = relations.models.get(found.model)
    label = target.label if target is not None else str(found.model)
    match found.kind:
        case AttributeKind.INSTANCE:
            how = after(value.how, f"{model.ref.name}.{name} is a foreign key to {label}")
            return frozenset({Instance(found.model, value.apps, how)})
        case AttributeKind.MANAGER:
            how = after(value.how, f"{model.ref.name}.{name} gives {label}")
            return frozenset({rows_of(relations, found.model, True, how, value.apps)})
        case AttributeKind.KEY:
            return frozenset({Key(found.model, found.field, f"{model.ref.name}.{name}")})
    return unknown(f"{model.ref.name}.{name}")


def of_model(frame: Frame, value: ModelClass, name: str) -> Values:
    """Return an attribute of a model class: a manager, a descriptor, or what its source says."""
    relations = frame.source.relations
    model = relations.models.get(value.model)
    if model is None:
        managed = value.apps is not None and name == "objects"
        return frozenset({Rows(value.model, True, value.apps)}) if managed else unknown(f"model {value.model.name}")
    if name in ("_default_manager", "_base_manager"):
        return frozenset({rows_of(relations, value.model, True, "", value.apps)})
    manager = model.manager(name)
    if manager is not None:
        if value.apps is not None:
            return frozenset({Rows(value.model, True, value.apps)})
        return frozenset({Rows(value.model, True, None, "", manager.cls, manager.queryset)})
    if name == "objects" and value.apps is not None:
        return frozenset({Rows(value.model, True, value.apps)})
    if value.apps is None and (found := own_member(frame, value, name)) is not None:
        if name in model.attributes or relations.find(value.model, name) is not None:
            return frozenset({Method(value, name)})
        return or_anew(frame, class_of(frame, value.model), name, found)
    if name in model.attributes or relations.find(value.model, name) is not None:
        return frozenset({Method(value, name)})
    if name == "_meta" or given_by_base(frame, value, name) is not None:
        return frozenset({Method(value, name)})
    if name in ("__name__", "__doc__", "__module__"):
        return other(name)
    return unknown(f"{value.model.name}.{name}")


def _of_descriptor(frame: Frame, value: Method, name: str, receiver: ast.expr | None) -> Values:
    assert isinstance(value.of, ModelClass)
    if name in DESCRIPTOR:
        return frozenset({Method(value, name)})
    if name == "through" and value.of.apps is not None:
        then = through_then(frame, value.of, value.name, receiver)
        if then is not None:
            return then
    if value.name == "_meta":
        return frozenset({value.of}) if name == "model" else unknown(f"_meta.{name}")
    relation = frame.source.relations.find(value.of.model, value.name)
    if relation is not None and name == "through":
        how = f"{value.of.model.name}.{value.name}.through"
        return frozenset({ModelClass(relation.through, value.of.apps, how)})
    return unknown(f"{value.name}.{name}")


def of_rows(frame: Frame, value: Rows, name: str) -> Values:
    """Return an attribute of a manager or queryset: the project's own methods first, then Django's."""
    if name == "model":
        return frozenset({ModelClass(value.model, value.apps, value.how)})
    if value.apps is None:
        for ref in (value.cls, value.queryset) if value.manager else (value.queryset,):
            if ref is not None and (found := own_member(frame, value, name, ref)) is not None:
                return or_anew(frame, class_of(frame, ref), name, found)
    if name in ("db", "_db", "query", "ordered", "_hints", "_result_cache"):
        return other(name)
    return frozenset({Method(value, name)})


def _of_accessor(frame: Frame, value: Accessor, name: str, receiver: ast.expr | None) -> Values:
    if name == "through" and value.apps is not None:
        owner = ModelClass(value.owner, value.apps, value.how)
        then = through_then(frame, owner, value.relation.accessor, receiver)
        if then is not None:
            return then
    if name in ALL_VERBS:
        return frozenset({BoundVerb(value, name)})
    match name:
        case "through":
            how = f"{value.owner.name}.{value.relation.accessor}.through"
            return frozenset({ModelClass(value.relation.through, value.apps, how)})
        case "model":
            return frozenset({ModelClass(value.relation.target, value.apps)})
        case "instance":
            return frozenset({Instance(value.owner, value.apps, value.how)})
        case "db_manager":
            return frozenset({Method(value, name)})
        case "__class__":  # whose methods are the accessor's, which they are given
            return frozenset({replace(value, receiver=None)})
    return of_rows(frame, rows_behind(frame, value), name)


def _of_package(frame: Frame, value: Package, name: str) -> Values:
    """Return what an attribute of a module is; anything where the file at hand sets it, as others may too."""
    source = frame.source
    found = detached(member(source, value.name, name, later=True))
    is_set = any(value in source.root.values(stored.value) for stored in source.tree.stores(name))
    return join((found, unknown(f"{value.name}.{name} is set by other modules"))) if is_set else found


def _of_external(frame: Frame, value: External, name: str) -> Values:
    ref = ModelRef(value.name, name)
    if ref in frame.source.relations.models:
        return frozenset({ModelClass(ref, how=str(ref))})
    kept_there = kept_by_client(frame.source, value, name)
    return kept_there if kept_there is not None else frozenset({External(f"{value.name}.{name}")})


def _of_parent(frame: Frame, value: Parent, name: str) -> Values:
    of = value.of
    found = own_member(frame, of, name, after=value.cls)
    if isinstance(of, Object) and of.cls.open:  # an heir may have a class of its own between the two
        heirs = [replace(of, cls=replace(heir, open=True)) for heir in subclasses(of.cls)]
        others = [more for heir in heirs if (more := own_member(frame, heir, name, after=value.cls)) is not None]
        if others:
            missing = frozenset({Method(of, name)})
            found = join((found if found is not None else missing, *others))
    if found is not None:
        return found
    match value.of:
        case Rows() | Instance() | ModelClass() | Object() | Class():
            return frozenset({Method(value.of, name)})
    return unknown(f"super().{name}")
