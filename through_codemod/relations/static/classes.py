"""What does a class inherit from, and where is its first binding of a name?"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from through_codemod.linearization import merged
from through_codemod.relations.static.modules import Bound, Class, Modules, Thing, Value, dotted
from through_codemod.relations.static.stock import BASE_MANAGER, MANAGER, METACLASS, MODEL

PLAIN = ("builtins.", "typing.", "typing_extensions.", "abc.", "enum.", "collections.", "dataclasses.", "functools.")


@dataclass(frozen=True, slots=True)
class FromQueryset:
    """The class that `Base.from_queryset(queryset)` makes, as far as it is not `Base`."""

    queryset: Thing


Ancestor = Class | FromQueryset | str


@dataclass(frozen=True, slots=True)
class Lineage:
    """What is behind a class in method resolution order, itself first; texts are classes that are not read.

    `unknown` are those of them, and the bases in other words, of which nothing is known; `metaclasses` are other
    people's.
    """

    order: tuple[Ancestor, ...]
    unknown: tuple[str, ...] = ()
    metaclasses: tuple[str, ...] = ()

    def is_a(self, name: str) -> bool:
        """Whether the class of Django's with that canonical name is behind it."""
        return name in self.order

    @property
    def classes(self) -> Iterator[Class]:
        """The classes that are read, nearest first."""
        return (item for item in self.order if isinstance(item, Class))


class Classes:
    """The lineages of classes."""

    def __init__(self, modules: Modules) -> None:
        self.modules = modules
        self._lineages: dict[Class, Lineage] = {}

    def lineage(self, cls: Class) -> Lineage:
        """Return what is behind `cls`."""
        if cls not in self._lineages:
            self._lineages[cls] = Lineage((cls,), (f"{cls} is its own base",))  # while it is looked for
            self._lineages[cls] = self._lineage(cls)
        return self._lineages[cls]

    def behind(self, thing: Thing) -> Lineage:
        """Return the lineage of whatever stands for a class."""
        match thing:
            case Class():
                return self.lineage(thing)
            case str():
                if thing == MANAGER:
                    return Lineage((MANAGER, BASE_MANAGER))
                return Lineage((thing,), () if _is_known(thing) else (thing,))
            case Value(node=ast.Call() as call, module=module, scope=scope):
                return self._made(Value(module, call, scope), call)
            case Value(node=ast.expr() as node):
                return Lineage((), (ast.unparse(node)[:60],))
        return Lineage((), ("a class",))

    def _lineage(self, cls: Class) -> Lineage:
        orders: list[list[Ancestor]] = []
        unknown: list[str] = []
        metaclasses = [
            text
            for keyword in cls.node.keywords
            if keyword.arg == "metaclass" and (text := self._told(Value(cls.module, keyword.value))) != METACLASS
        ]
        direct: list[Ancestor] = []
        for base in cls.node.bases:
            written = base.value if isinstance(base, ast.Subscript) else base  # Base[int]
            if isinstance(written, ast.Starred):
                unknown.append(ast.unparse(written))
                continue
            value = Value(cls.module, written)
            found = self.modules.resolve(value)
            lineage = self.behind(found) if found is not None else Lineage((), (dotted(written) or "a base class",))
            unknown += lineage.unknown
            metaclasses += lineage.metaclasses
            if lineage.order:
                orders.append(list(lineage.order))
                direct.append(lineage.order[0])
        order = (cls, *merged([*orders, direct]))
        return Lineage(order, tuple(dict.fromkeys(unknown)), tuple(dict.fromkeys(metaclasses)))

    def _made(self, value: Value, call: ast.Call) -> Lineage:
        """Return the lineage of a class that a call makes."""
        match call:
            case ast.Call(func=ast.Attribute(value=base, attr="from_queryset"), args=[queryset, *_]):
                found = self.modules.resolve(Value(value.module, base, value.scope))
                behind = self.behind(found) if found is not None else Lineage((), (ast.unparse(base)[:60],))
                made = FromQueryset(self.modules.resolve(Value(value.module, queryset, value.scope)))
                return Lineage((made, *behind.order), behind.unknown, behind.metaclasses)
            case ast.Call(func=maker, args=[metaclass, *bases]) if dotted(maker).endswith("with_metaclass"):
                parts = [self.behind(self.modules.resolve(Value(value.module, base, value.scope))) for base in bases]
                told = self._told(Value(value.module, metaclass))
                return Lineage(
                    tuple(merged([list(part.order) for part in parts])),
                    tuple(text for part in parts for text in part.unknown),
                    (*((told,) if told != METACLASS else ()), *(text for part in parts for text in part.metaclasses)),
                )
            case ast.Call(func=maker) if dotted(maker).rpartition(".")[2] == "get_user_model":
                label = self.modules.settings.get("AUTH_USER_MODEL", "auth.User")
                if isinstance(label, str) and isinstance(found := self.modules.labelled(label), Class):
                    return self.lineage(found)
            case ast.Call(func=maker, args=args) if dotted(maker).rpartition(".")[2] == "get_model":
                texts = [item.value for item in args if isinstance(item, ast.Constant) and isinstance(item.value, str)]
                found = self.modules.labelled(".".join(texts))
                if isinstance(found, Class):
                    return self.lineage(found)
        return Lineage((), (ast.unparse(call)[:60],))

    def _told(self, value: Value) -> str:
        found = self.modules.resolve(value)
        return str(found) if isinstance(found, (Class, str)) else ast.unparse(value.node)[:60]

    def is_model(self, cls: Class) -> bool:
        """Whether a class is a model, abstract or not."""
        return self.lineage(cls).is_a(MODEL)

    def own(self, cls: Class, name: str) -> Bound | None:
        """Return what the body of the class itself binds last to a name."""
        found = self.modules.body(cls.module, cls.node).get(name, ())
        return found[-1] if found else None

    def first(self, order: Sequence[Ancestor], name: str) -> tuple[Class, Bound] | None:
        """Return the nearest class whose body binds a name, with what it binds it to."""
        for item in order:
            if isinstance(item, Class) and (found := self.own(item, name)) is not None:
                return item, found
        return None

    def value(self, order: Sequence[Ancestor], name: str) -> Value | None:
        """Return the nearest binding of a name if it is an expression or a function."""
        match self.first(order, name):
            case (cls, ast.expr() | ast.FunctionDef() | ast.AsyncFunctionDef() as node):
                return Value(cls.module, node, cls.node)
        return None


def _is_known(name: str) -> bool:
    import sys

    return name.startswith(("django.", *PLAIN)) or name.partition(".")[0] in sys.stdlib_module_names
