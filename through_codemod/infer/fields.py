"""What does a field of a serializer make of the data that it gets?

https://www.django-rest-framework.org/api-guide/relations/
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

from through_codemod.infer.classes import FAMILIAR, in_bodies, in_body, lineage
from through_codemod.infer.frameworks import is_a, user_of
from through_codemod.infer.values import (
    LITERAL,
    NONE,
    NOTHING,
    Class,
    Collection,
    External,
    Function,
    Instance,
    Object,
    Other,
    Rows,
    Values,
    join,
    other,
    unknown,
)

if TYPE_CHECKING:
    from through_codemod.infer.frames import Frame

    Nested = Callable[[Frame, Class], Values]

_RELATED = frozenset({"PrimaryKeyRelatedField", "SlugRelatedField", "HyperlinkedRelatedField"})
_TEXT = frozenset(
    {"CharField", "EmailField", "IntegerField", "RegexField", "SlugField", "URLField", "UUIDField", "ChoiceField"}
)
_PLAIN = frozenset({"BooleanField", "DateField", "DateTimeField", "DecimalField", "FloatField", "TimeField"})
_READ = frozenset({"ReadOnlyField", "SerializerMethodField", "HyperlinkedIdentityField", "StringRelatedField"})
_VALIDATING = ("to_internal_value", "run_validation", "__init__")


def only_reads(cls: Class) -> bool:
    """Whether a class is a serializer of REST framework's that leaves the data as it is that it is made with."""
    found = lineage(cls)
    taking = {"__init__", "__new__", "is_valid", "run_validation", "to_internal_value"}
    return (
        any(name.startswith("rest_framework.") for name in found.external)
        and all(name.startswith(("rest_framework.", *FAMILIAR)) for name in found.external)
        and all(taking.isdisjoint(one.source.scopes.flow(one.node).bindings) for one in found.classes)
        and not any(one.source.tree.attributes("initial_data") for one in found.classes)
    )


def is_serializer(cls: Class) -> bool:
    """Whether a class inherits from one of REST framework's serializers."""
    return is_a(cls, "serializer", "plain serializer")


def given(
    frame: Frame, cls: Class, name: str, call: ast.Call, more: list[Values], nested: Nested
) -> tuple[str | None, Values]:
    """Return the key of a field that `cls` makes by a call, and what it gives.

    No key where it may have any, nothing where the field is only read. `more` are the rows that it is given otherwise;
    `nested` says what a serializer has validated that is a field itself.
    """
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    if None in named or call.args:
        return name, unknown(f"field {name}")
    if _is(named.get("read_only"), True):
        return name, NOTHING
    key: str | None = name
    match named.get("source"):
        case None:
            pass
        case ast.Constant(value=str(source)) if source != "*":
            key = source.partition(".")[0]
            if key != source:
                return key, unknown(f"field {name}")
        case _:
            return None, NOTHING
    return key, _values(frame, cls, call, named, more, nested)


def _values(
    frame: Frame, cls: Class, call: ast.Call, named: dict[str | None, ast.expr], more: list[Values], nested: Nested
) -> Values:
    found = _by_kind(frame, cls, call, named, more, nested)
    if "many" in named and found:
        one = frozenset({Collection("list", found)})
        found = found if _is(named["many"], False) else one if _is(named["many"], True) else unknown("many")
    if found and "allow_null" in named and not _is(named["allow_null"], False):
        found = join((found, NONE))
    if found and "default" in named:
        found = join((found, _default(frame, cls, named["default"])))
    return found


def _by_kind(
    frame: Frame, cls: Class, call: ast.Call, named: dict[str | None, ast.expr], more: list[Values], nested: Nested
) -> Values:
    """Return what a field gives without regard to `many`; nothing for one that is only read."""
    values = cls.source.root.values(call.func)
    match list(values):
        case [Class() as inner] if is_serializer(inner):
            return nested(frame, inner)
    kind, own = _kind(values)
    if kind in _READ:
        return NOTHING
    if kind in _TEXT:
        return LITERAL
    if kind in _PLAIN:
        return other(kind)
    if kind == "HiddenField":
        return _default(frame, cls, named["default"]) if "default" in named else unknown("field HiddenField")
    if kind == "ListField":
        match named.get("child"):
            case ast.Call() as child:
                one = given(frame, cls, "", child, [], nested)[1]
                return frozenset({Collection("list", one)}) if one else unknown("field ListField")
    if kind in _RELATED:
        rows = _own_rows(own, named.get("queryset"), cls)
        return join(_instance(one, f"{cls.name} -> ") for one in join((*rows, *more))) or unknown(f"field {kind}")
    return unknown(f"field {kind}")


def _own_rows(own: Class | None, passed: ast.expr | None, cls: Class) -> list[Values]:
    """Return the rows that a field looks in: by a method of its class, as it is passed, or by an attribute of it.

    https://www.django-rest-framework.org/api-guide/relations/#custom-relational-fields
    """
    methods, _ = in_bodies(Object(own), "get_queryset") if own is not None else ([], None)
    if methods:
        return [
            one.source.root.returned(one) if isinstance(one, Function) else unknown("rows") for one in join(methods)
        ]
    if passed is not None:
        return [cls.source.root.values(passed)]
    return in_bodies(Object(own), "queryset")[0] if own is not None else []


def _instance(value: object, how: str) -> Values:
    match value:
        case Rows(model=model, apps=apps):
            return frozenset({Instance(model, apps, how + model.name)})
        case Other(name="None"):
            return NOTHING
    return unknown("rows of a field")


def _kind(values: Values) -> tuple[str, Class | None]:
    """Return which of REST framework's fields it is, and the class of the project's that adds nothing but rows."""
    match list(values):
        case [External(name=name)] if name.startswith("rest_framework."):
            return name.rpartition(".")[2], None
        case [Class() as own] if not any(
            in_body(one, method, one) for one in lineage(own).classes for method in _VALIDATING
        ):
            names = lineage(own).external
            if names and lineage(own).whole and all(name.startswith("rest_framework.") for name in names):
                return names[0].rpartition(".")[2], own
    return "?", None


def _default(frame: Frame, cls: Class, node: ast.expr) -> Values:
    match node:
        case ast.Constant(value=None):
            return NONE
        case ast.Constant():
            return LITERAL
        case ast.Name(id="list" | "dict" | "tuple" | "set"):
            return NOTHING
        case ast.List(elts=[]) | ast.Tuple(elts=[]) | ast.Dict(keys=[]):
            return NOTHING
        case ast.Call(args=[], keywords=[]):
            values = cls.source.root.values(node.func)
            if all(isinstance(one, External) and one.name.endswith(".CurrentUserDefault") for one in values):
                return user_of(frame, "CurrentUserDefault()")
    return unknown("default of a field")


def _is(node: ast.expr | None, value: bool) -> bool:
    return isinstance(node, ast.Constant) and node.value is value
