"""Which field does a statement of a model's body declare, and with which options?"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import Any

from through_codemod.relations.static.classes import Ancestor, Classes, Lineage
from through_codemod.relations.static.literals import literal
from through_codemod.relations.static.modules import Class, Modules, Value, dotted
from through_codemod.relations.static.stock import (
    AUTOMATIC,
    COMPOSITE,
    FOREIGN_KEY,
    FOREIGN_OBJECT,
    GENERIC_KEY,
    GENERIC_RELATION,
    HARMLESS,
    MANY_TO_MANY,
    ONE_TO_ONE,
    holds_empty_text,
    is_field,
)

# https://docs.djangoproject.com/en/stable/ref/models/fields/#relationship-fields: what may be given by position.
POSITIONS: Mapping[str, Sequence[str]] = {
    FOREIGN_KEY: (
        *("to", "on_delete", "related_name", "related_query_name", "limit_choices_to", "parent_link", "to_field"),
    ),
    ONE_TO_ONE: ("to", "on_delete", "to_field"),
    FOREIGN_OBJECT: ("to", "on_delete", "from_fields", "to_fields"),
    MANY_TO_MANY: (
        *("to", "related_name", "related_query_name", "limit_choices_to", "symmetrical", "through", "through_fields"),
    ),
    GENERIC_RELATION: ("to",),
    GENERIC_KEY: (),
    COMPOSITE: (),
}
OTHERS = (
    *("verbose_name", "name", "primary_key", "max_length", "unique", "blank", "null", "db_index", "rel", "default"),
)


class Kind(Enum):
    """What a field is to the map."""

    COLUMN = auto()
    FOREIGN_KEY = auto()
    ONE_TO_ONE = auto()
    FOREIGN_OBJECT = auto()
    MANY_TO_MANY = auto()
    GENERIC_KEY = auto()
    GENERIC_RELATION = auto()
    COMPOSITE = auto()


KINDS = {
    MANY_TO_MANY: Kind.MANY_TO_MANY,
    ONE_TO_ONE: Kind.ONE_TO_ONE,
    FOREIGN_KEY: Kind.FOREIGN_KEY,
    FOREIGN_OBJECT: Kind.FOREIGN_OBJECT,
    GENERIC_KEY: Kind.GENERIC_KEY,
    GENERIC_RELATION: Kind.GENERIC_RELATION,
    COMPOSITE: Kind.COMPOSITE,
}
TO_ONE = frozenset({Kind.FOREIGN_KEY, Kind.ONE_TO_ONE})
WITH_COLUMN = frozenset({Kind.COLUMN, *TO_ONE})


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """A field as its declaration has it; `cls` is its class's dotted name, `doubt` what is not known of it."""

    name: str
    kind: Kind
    cls: str
    order: tuple[Ancestor, ...] = ()
    options: Mapping[str, Value] = field(default_factory=dict)
    plain: Mapping[str, Any] = field(default_factory=dict)  # the values of the options, where they are plain
    automatic: bool = False  # Django adds it: a primary key, the link to a parent
    doubt: str | None = None

    def says(self, option: str) -> bool:
        """Whether an option is true."""
        return self.plain.get(option) is True

    def text(self, option: str) -> str | None:
        """Return an option that is a text."""
        found = self.plain.get(option)
        return found if isinstance(found, str) else None

    @property
    def attname(self) -> str:
        """The attribute that holds the column's value."""
        return f"{self.name}_id" if self.kind in TO_ONE else self.name

    @property
    def unique(self) -> bool:
        """Whether the column holds no value twice."""
        return self.says("unique") or self.primary_key or self.kind is Kind.ONE_TO_ONE

    @property
    def primary_key(self) -> bool:
        """Whether it is declared as the primary key."""
        return self.says("primary_key") or self.kind is Kind.COMPOSITE

    @property
    def parent_link(self) -> bool:
        """Whether it is a multi-table child's link to its parent."""
        return self.kind is Kind.ONE_TO_ONE and self.says("parent_link")

    @property
    def fills_itself(self) -> bool:
        """Whether a row that is made without a value for it has one of the project's choosing all the same."""
        texts = (item for item in self.order if isinstance(item, str))
        empty = next((holds_empty_text(item) for item in texts if is_field(item)), False)
        return bool(
            self.automatic
            or self.parent_link
            or self.says("null")
            or ("default" in self.options and "NOT_PROVIDED" not in ast.unparse(self.options["default"].node))
            or "db_default" in self.options
            or self.cls.endswith("GeneratedField")
            or not AUTOMATIC.isdisjoint(self.order)
            or self.says("auto_now")
            or self.says("auto_now_add")
            or (self.says("blank") and empty)
        )


@dataclass(frozen=True, slots=True)
class _Made:
    """The call that makes a field, what is behind the class that it calls, and what a `partial` gives beforehand."""

    call: Value
    lineage: Lineage
    doubt: str | None = None
    partial: Mapping[str, Value] = field(default_factory=dict)


class Fields:
    """The fields that expressions make."""

    def __init__(self, modules: Modules, classes: Classes) -> None:
        self.modules = modules
        self.classes = classes

    def declared(self, name: str, value: Value) -> Field | None:
        """Return the field that `name = value` declares in a model's body; None where the value is none."""
        made = self._maker(value)
        if made is None:
            return None
        lineage, doubt = made.lineage, made.doubt
        known = [item for item in lineage.order if isinstance(item, str) and is_field(item)]
        if known:
            kind = next((KINDS[item] for item in known if item in KINDS), Kind.COLUMN)
        elif lineage.unknown and (guessed := _kind_by_name(lineage.unknown[-1])) is not None:
            kind = guessed
            doubt = f"the field class {lineage.unknown[-1]} was not found"
        else:
            return None
        head = lineage.order[0]
        options = self._options(lineage.order, kind, made)
        if kind is Kind.COMPOSITE and isinstance(made.call.node, ast.Call):
            names = ast.Tuple(made.call.node.args, ast.Load())
            options = {**options, "fields": Value(made.call.module, names, made.call.scope)}
        plain = {option: literal(self.modules, item) for option, item in options.items()}
        automatic = not AUTOMATIC.isdisjoint(lineage.order) and bool(plain.get("auto_created"))
        given = plain.get("name")
        named = given if isinstance(given, str) else name
        cls = MANY_TO_MANY if kind is Kind.MANY_TO_MANY and self._is_plain(lineage) else str(head)
        return Field(named, kind, cls, lineage.order, options, plain, automatic, doubt)

    def _is_plain(self, lineage: Lineage) -> bool:
        """Whether a ManyToManyField is Django's own or does the same with its accessors."""
        read = [self.modules.body(cls.module, cls.node) for cls in lineage.classes]
        return not lineage.unknown and not lineage.metaclasses and all(HARMLESS.issuperset(body) for body in read)

    def _maker(self, value: Value, depth: int = 0) -> _Made | None:
        """Return the call that makes a field, if the expression comes down to one."""
        match value.node:
            case (
                ast.Call(func=ast.Name() | ast.Attribute() as func)
                | ast.Call(
                    func=ast.Subscript(value=ast.Name() | ast.Attribute() as func)  # ForeignKey["Course"](...)
                )
            ):
                found = self.modules.resolve(Value(value.module, func, value.scope))
                match found:
                    case Value(node=ast.FunctionDef() as function, module=module) if depth < 3:
                        returned = _returned(function)
                        made = self._maker(Value(module, returned), depth + 1) if returned is not None else None
                        return replace(made, doubt=f"{function.name}() makes it") if made is not None else None
                    case Value(node=ast.Call(args=[inner], keywords=keywords) as partial, module=module) if dotted(
                        partial.func
                    ).endswith("partial"):
                        behind = self.classes.behind(self.modules.resolve(Value(module, inner, found.scope)))
                        given = {item.arg: Value(module, item.value, found.scope) for item in keywords if item.arg}
                        return _Made(value, behind, partial=given)
                    case Class() | str():
                        return _Made(value, self.classes.behind(found))
                    case None:
                        text = ast.unparse(func)
                        return _Made(value, Lineage((text,), (text,)))
            case ast.Name() | ast.Attribute() if depth < 3:
                found = self.modules.resolve(value)
                if isinstance(found, Value) and found.node is not value.node:
                    return self._maker(found, depth + 1)
        return None

    def _options(self, order: Sequence[Ancestor], kind: Kind, made: _Made) -> Mapping[str, Value]:
        """Return what reaches Django's own field class, by name; classes of the project may add to it."""
        inits = [
            (item, init)
            for item in order
            if isinstance(item, Class) and isinstance(init := self.classes.own(item, "__init__"), ast.FunctionDef)
        ]
        stock = POSITIONS.get(next((name for name, its in KINDS.items() if its is kind), ""), OTHERS)
        signatures = [stock]  # what each one takes by position, Django's own last
        for _, init in reversed(inits):
            following = signatures[0] if init.args.vararg else ()
            signatures.insert(0, [*_signature(init), *following])
        given = {**made.partial, **_given(made.call, signatures[0])}
        for (cls, init), following in zip(inits, signatures[1:], strict=True):
            given = _passed_on(cls, init, given, following)
        return given


def _kind_by_name(cls: str) -> Kind | None:
    """Return what a field class that is not found is by its name; None for one that is called as no field is."""
    if not cls.endswith(("Field", "ForeignKey", "ParentalKey")):
        return None
    if "ManyToMany" in cls:
        return Kind.MANY_TO_MANY
    if cls.endswith(("ForeignKey", "ParentalKey")):
        return Kind.FOREIGN_KEY
    return Kind.ONE_TO_ONE if cls.endswith("OneToOneField") else Kind.COLUMN


def _signature(init: ast.FunctionDef) -> Sequence[str]:
    return [arg.arg for arg in [*init.args.posonlyargs, *init.args.args][1:]]


def _given(call: Value, positions: Sequence[str]) -> dict[str, Value]:
    assert isinstance(call.node, ast.Call)
    found = {
        name: Value(call.module, argument, call.scope)
        for name, argument in zip(positions, call.node.args, strict=False)
        if not isinstance(argument, ast.Starred)
    }
    return found | {
        keyword.arg: Value(call.module, keyword.value, call.scope) for keyword in call.node.keywords if keyword.arg
    }


def _passed_on(
    cls: Class, init: ast.FunctionDef, given: dict[str, Value], following: Sequence[str]
) -> dict[str, Value]:
    """Return what an `__init__` of the project's hands on to the next one: defaults, and what it sets in `kwargs`."""
    named = [arg.arg for arg in [*init.args.posonlyargs, *init.args.args, *init.args.kwonlyargs][1:]]
    positional = [*init.args.posonlyargs, *init.args.args]
    defaults = dict(zip([arg.arg for arg in positional[::-1]], init.args.defaults[::-1], strict=False))
    defaults |= {
        arg.arg: value for arg, value in zip(init.args.kwonlyargs, init.args.kw_defaults, strict=True) if value
    }
    local = {name: given[name] for name in named if name in given}
    local |= {name: Value(cls.module, node) for name, node in defaults.items() if name not in given}
    rest = {name: value for name, value in given.items() if name not in named}
    spread = init.args.kwarg.arg if init.args.kwarg else ""
    for node in ast.walk(init):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id=owner), attr="setdefault"),
                args=[ast.Constant(value=str(key)), item],
            ) if owner == spread:
                rest.setdefault(key, local.get(ast.unparse(item)) or Value(cls.module, item))
            case ast.Assign(
                targets=[ast.Subscript(value=ast.Name(id=owner), slice=ast.Constant(value=str(key)))], value=item
            ) if owner == spread:
                rest[key] = local.get(ast.unparse(item)) or Value(cls.module, item)
            case ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr="update"), keywords=keywords) if (
                owner == spread
            ):
                rest |= {keyword.arg: Value(cls.module, keyword.value) for keyword in keywords if keyword.arg}
    for node in ast.walk(init):
        match node:
            case ast.Call(func=ast.Attribute(value=whose, attr="__init__"), args=args, keywords=keywords):
                args = args if isinstance(whose, ast.Call) else args[1:]  # ForeignKey.__init__(self, to)
                passed = [*zip(following, [arg for arg in args if not isinstance(arg, ast.Starred)], strict=False)]
                passed += [(keyword.arg, keyword.value) for keyword in keywords if keyword.arg]
                handed = {name: local.get(ast.unparse(item)) or Value(cls.module, item) for name, item in passed}
                spreads = any(keyword.arg is None for keyword in keywords)
                return {**(rest if spreads else {}), **handed}
    return rest | local


def _returned(function: ast.FunctionDef) -> ast.expr | None:
    returns = [node.value for node in ast.walk(function) if isinstance(node, ast.Return) and node.value is not None]
    return returns[0] if len(returns) == 1 else None
