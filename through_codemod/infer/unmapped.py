"""What does the source say of the project's models that the relation map does not have?

They are those of apps that the settings leave out, and those that tests define: no accessor of the map is theirs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from through_codemod.infer.classes import class_of, in_bodies, lineage
from through_codemod.infer.objects import looked_up
from through_codemod.infer.values import Class, External, Instance, Object, Rows, Value, Values, join, unknown
from through_codemod.relations import ModelRef

if TYPE_CHECKING:
    from through_codemod.infer.frames import Frame

MODELS = frozenset({"django.db.models.Model", "django.db.models.base.Model", "django.contrib.gis.db.models.Model"})
MANAGERS = ("models.Manager", "manager.Manager", "BaseUserManager", "UserManager")
DEFAULT = ("objects", "_default_manager", "_base_manager")


def manager_of(frame: Frame, cls: Class, name: str) -> Values | None:
    """Return the rows that the manager `name` of a model that is not in the map gives; None where it is no manager."""
    ref = ModelRef(cls.module, cls.name)
    if ref in frame.source.relations.models or MODELS.isdisjoint(lineage(cls).external) or not lineage(cls).whole:
        return None
    found, _ = in_bodies(cls, name)
    if not found:
        return frozenset({Rows(ref, True)}) if name in DEFAULT else None
    managers = [_as_manager(value) for value in join(found)]
    return frozenset(Rows(ref, True, cls=manager) for manager in managers) if all(managers) else None


def _as_manager(value: Value) -> ModelRef | None:
    match value:
        case External(name=name) if name.endswith(tuple(f"{manager}()" for manager in MANAGERS)):
            module, _, called = name.rpartition(".")
            return ModelRef(module, called)
        case Object(cls=cls) if any(name.endswith(MANAGERS) for name in lineage(cls).external):
            return ModelRef(cls.module, cls.name)
    return None


def of_unmapped(frame: Frame, value: Instance, name: str) -> Values:
    """Return an attribute of an instance of a model that is not in the map."""
    cls = class_of(frame, value.model) if value.apps is None else None
    if cls is None:
        return unknown(f"model {value.model.name}")
    found = looked_up(frame, Object(cls), name)
    if found == unknown(f"attribute {name} of {cls.name} is set nowhere"):
        return unknown(f"the relation map does not have the model {cls.name} of {cls.module}")
    return found
