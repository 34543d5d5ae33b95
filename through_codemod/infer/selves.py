"""What can `self` be in the methods of a class: which models' instances, whose rows, or an object?"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from through_codemod.infer.classes import class_of, inherits, lineage
from through_codemod.infer.definitions import class_value, raw_class
from through_codemod.infer.descendants import descendants
from through_codemod.infer.values import Class, Instance, ModelClass, Object, Rows, Value, Values, unknown
from through_codemod.relations import ModelRef

if TYPE_CHECKING:
    from through_codemod.infer.frames import Frame

_PLAIN = ("builtins.object", "abc.ABC", "typing.Generic")


def self_values(frame: Frame, node: ast.ClassDef) -> Values:
    """Return what `self` can be in the methods of a class: a model's instance, a manager, an object."""
    source = frame.source
    value = class_value(source, node, is_open=True)
    if isinstance(value, ModelClass):
        models = (*source.relations.concrete(value.model), *_overriding(frame, value.model))
        how = f"self in {value.model.name}"
        return frozenset(Instance(model, how=how) for model in models) or unknown(f"self in {value.model.name}")
    assert isinstance(value, Class)
    external = lineage(value).external
    if any(name.rpartition(".")[2].rstrip(")").endswith(("Manager", "QuerySet", "queryset")) for name in external):
        return frozenset(_rows_with(frame, value)) or unknown(f"self in {value.name}")
    if source.modules.asks_callers and all(name in _PLAIN for name in external):
        found = source.modules.engine.remember(source.mixed_in, node, lambda: frozenset(_models_with(value)))
        return found or frozenset({Object(value)})
    return frozenset({Object(value)})


def _models_with(mixin: Class) -> Iterator[Value]:
    """Yield instances of the models that a plain class is mixed into, and its own where others inherit from it too.

    Nothing where no model does, or not all that do can be seen.
    """
    heirs = [*(descendants(mixin) or ()), *_under_other_names(mixin)] if _is_mixed_in(mixin) else []
    models = {heir.node: one for heir in heirs if (one := _model(heir)) is not None}
    behind = {item.node for heir in heirs if heir.node in models for item in lineage(heir).classes}
    if models and not all(heir.node in behind for heir in heirs):
        yield Object(mixin)
    for value in models.values():
        for model in mixin.source.relations.concrete(value.model):
            yield Instance(model, how=f"self in {mixin.node.name}, which {model.name} inherits from")


def _is_mixed_in(mixin: Class) -> bool:
    """Whether a model inherits from a class, and no more files have its name than can be read."""
    named = any(_model(heir) is not None for heir in descendants(mixin) or ())
    return named and mixin.source.modules.mentioning(mixin.node.name, mixin.source.module) is not None


def _under_other_names(cls: Class) -> Iterator[Class]:
    """Yield the heirs of a class in the files that have its name, as `Base = Enrolling` is a base as well."""
    modules = cls.source.modules
    for place in modules.mentioning(cls.node.name, cls.source.module) or ():
        source = modules.source(place)
        heirs = (raw_class(source, node) for node in source.tree.classes if node.bases and node is not cls.node)
        yield from (heir for heir in heirs if inherits(heir, cls))


def _model(cls: Class) -> ModelClass | None:
    value = class_value(cls.source, cls.node)
    return value if isinstance(value, ModelClass) else None


def _overriding(frame: Frame, model: ModelRef) -> Iterator[ModelRef]:
    """Yield the models of the same module that inherit from one that is not abstract, and override something of it."""
    relations = frame.source.relations
    heirs = [ref for ref in relations.heirs(model) if ref.module == model.module and not relations.models[ref].abstract]
    cls = class_of(frame, model) if heirs and not relations.models[model].abstract else None
    for heir in heirs if cls is not None else ():
        assert cls is not None
        behind, found = lineage(cls).classes, class_of(frame, heir)
        own = {name for item in behind for name in _bound(item)}
        more = [item for item in lineage(found).classes if item not in behind] if found is not None else []
        if any(name in own and name != "Meta" and not name.startswith("__") for item in more for name in _bound(item)):
            yield heir


def _bound(cls: Class) -> Iterable[str]:
    return cls.source.scopes.flow(cls.node).bindings


def _rows_with(frame: Frame, cls: Class) -> Iterator[Value]:
    for model in frame.source.relations.models.values():
        if model.abstract:
            continue
        for manager in model.managers:
            for ref, is_manager in ((manager.cls, True), (manager.queryset, False)):
                found = class_of(frame, ref) if ref.module else None
                if found is not None and any(item.node is cls.node for item in lineage(found).classes):
                    how = f"{manager.name} of {model.ref.name} is a {ref.name}"
                    yield Rows(model.ref, is_manager, None, how, manager.cls, manager.queryset)
