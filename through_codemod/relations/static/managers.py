"""Which managers does a model have, of which class, and what of Django's do they override?"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from through_codemod.relations import Manager, ModelRef
from through_codemod.relations.static.classes import Ancestor, Classes, FromQueryset, Lineage
from through_codemod.relations.static.modules import Bound, Class, Modules, Value
from through_codemod.relations.static.places import Places
from through_codemod.relations.static.stock import BASE_MANAGER, MANAGER, QUERYSET, is_taggable

# What an accessor or an explicit call in its place runs of a manager and its queryset; see `probe.py`.
CALLED = (
    *("all", "bulk_create", "create", "delete", "exclude", "exists", "filter", "get", "get_or_create"),
    *("update_or_create", "using", "values_list"),
    *("abulk_create", "acreate", "adelete", "aexists", "aget_or_create", "aupdate_or_create"),
)
CREATING = ("get_or_create", "create")


@dataclass(frozen=True, slots=True)
class Declared:
    """A manager as a model's body declares it; `doubt` says what is not known of it."""

    name: str
    order: tuple[Ancestor, ...]
    doubt: str | None = None


class Managers:
    """The managers that expressions make."""

    def __init__(self, modules: Modules, classes: Classes, places: Places) -> None:
        self.modules = modules
        self.classes = classes
        self.places = places

    def declared(self, name: str, value: Value, depth: int = 0) -> Declared | None:
        """Return the manager that `name = value` declares in a model's body; None where the value is none."""
        match value.node:
            case ast.Call(func=ast.Attribute(value=rows, attr="as_manager")):
                behind = self._behind(Value(value.module, rows, value.scope))
                own = self.classes.first(behind.order, "as_manager")
                if behind.is_a(QUERYSET) or behind.unknown:
                    made = FromQueryset(self.modules.resolve(Value(value.module, rows, value.scope)))
                    doubt = f"{own[0]}.as_manager() makes it" if own else _doubt(behind)
                    return Declared(name, (made, MANAGER, BASE_MANAGER), doubt)
            case ast.Call(func=func):
                inner = func.value if isinstance(func, ast.Subscript) else func  # Manager["Course"]()
                behind = self._behind(Value(value.module, inner, value.scope))
                if behind.is_a(BASE_MANAGER):
                    return Declared(name, behind.order, _doubt(behind))
                last = behind.unknown[-1] if behind.unknown else ""
                if last.endswith("Manager") and not is_taggable(last):
                    return Declared(name, (*behind.order, MANAGER, BASE_MANAGER), _doubt(behind))
            case ast.Name() | ast.Attribute() if depth < 3:
                found = self.modules.resolve(value)
                if isinstance(found, Value) and found.node is not value.node:
                    return self.declared(name, found, depth + 1)
        return None

    def _behind(self, value: Value) -> Lineage:
        found = self.modules.resolve(value)
        return self.classes.behind(found) if found is not None else Lineage((), (ast.unparse(value.node)[:60],))

    def automatic(self) -> Declared:
        """Return the `objects` that a model without managers has."""
        return Declared("objects", (MANAGER, BASE_MANAGER))

    def facts(self, manager: Declared) -> Manager:
        """Return what the map says of a manager."""
        queryset = self.queryset(manager)
        of_queryset = self.overrides(queryset, CALLED)
        return Manager(
            name=manager.name,
            cls=self._ref(manager.order, MANAGER),
            queryset=self._ref(queryset, QUERYSET),
            filters=self.filters(manager),
            overrides=tuple(name for name in self.overrides(manager.order, CALLED) if name not in of_queryset),
            queryset_overrides=tuple(of_queryset),
        )

    def _ref(self, order: Sequence[Ancestor], stock: str) -> ModelRef:
        """Return the nearest class that can be imported by its name."""
        for item in order:
            if isinstance(item, Class):
                top, _, inner = item.name.partition(".")
                if inner or self.modules.meaning(item.module, top) == item:
                    return ModelRef(item.module.name, item.name)
            if isinstance(item, str):
                stock = item
                break
        module, _, name = stock.rpartition(".")
        return ModelRef(module, name)

    def filters(self, manager: Declared) -> bool:
        """Whether `get_queryset()` is not Django's own, so that it may hide rows."""
        return bool(manager.doubt) or self.classes.first(manager.order, "get_queryset") is not None

    def queryset(self, manager: Declared) -> Sequence[Ancestor]:
        """Return what is behind the class of a manager's querysets."""
        for item in manager.order:
            if isinstance(item, FromQueryset):
                return self.classes.behind(item.queryset).order
            if isinstance(item, Class) and (value := self.classes.value([item], "_queryset_class")) is not None:
                return self.classes.behind(self.modules.resolve(value)).order
        return (QUERYSET,)

    def creating(self, manager: Declared) -> Iterator[str]:
        """Yield the project's own methods that a manager and its queryset make instances with."""
        yield from self.overrides(manager.order, CREATING)
        yield from self.overrides(self.queryset(manager), CREATING)

    def overrides(self, order: Sequence[Ancestor], names: Sequence[str]) -> list[str]:
        """Return which of the methods `names` are not Django's, by dotted name."""
        found: list[str] = []
        for name in names:
            first = self.classes.first(order, name)
            if first is not None and not first[0].module.name.startswith("django."):
                found.append(self._named(*first, name))
        return found

    def _named(self, cls: Class, item: Bound, name: str) -> str:
        if isinstance(item, (ast.Name, ast.Attribute)):  # `get = other.get`
            match self.modules.resolve(Value(cls.module, item, cls.node)):
                case Value(node=ast.FunctionDef() as function, module=module):
                    prefix = f"{cls}." if function in cls.node.body else f"{module.name}."
                    return self.places.named(f"{prefix}{function.name}", module, function)
        node = item if isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef)) else None
        return self.places.named(f"{cls}.{name}", cls.module, node)


def default_of(managers: Mapping[str, Declared], name: str | None) -> Declared | None:
    """Return the default manager: the one of that name, else the first one."""
    if name and name in managers:
        return managers[name]
    return next(iter(managers.values()), None)


def _doubt(behind: Lineage) -> str | None:
    return f"the class {behind.unknown[0]} was not found" if behind.unknown else None
