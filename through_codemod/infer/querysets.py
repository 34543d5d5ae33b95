"""What do the methods of managers, querysets and related managers give?"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from through_codemod.infer.classes import class_of, lineage
from through_codemod.infer.containers import elements, is_missing, item_of
from through_codemod.infer.libraries import given_by_rows
from through_codemod.infer.models import key_of, rows_behind
from through_codemod.infer.tree import dotted
from through_codemod.infer.values import (
    JSON,
    LITERAL,
    NONE,
    NOTHING,
    Accessor,
    Collection,
    Coroutine,
    Instance,
    Key,
    Other,
    Rows,
    Value,
    Values,
    after,
    detached,
    join,
    other,
    unknown,
)
from through_codemod.relations import AttributeKind, ModelRef, RelationMap

if TYPE_CHECKING:
    from through_codemod.infer.frames import Frame

SAME = frozenset(
    {"all", "filter", "exclude", "complex_filter", "order_by", "reverse", "distinct", "select_related", "using"}
    | {"prefetch_related", "annotate", "alias", "extra", "defer", "only", "select_for_update", "none", "get_queryset"}
    | {"intersection", "difference", "_clone", "_chain"}
)
ONE = frozenset({"get", "create", "first", "last", "latest", "earliest"})
ONE_MADE = frozenset({"get_or_create", "update_or_create"})
NUMBERS = frozenset({"count", "exists", "update", "delete", "aggregate", "contains", "explain", "bulk_update"})
VERBS = frozenset({"add", "remove", "set", "clear", "create", "get_or_create", "update_or_create"})
ALL_VERBS = VERBS | {f"a{verb}" for verb in VERBS}
USERS = frozenset({"create_user", "create_superuser", "get_by_natural_key"})


def rows_method(frame: Frame, rows: Rows, name: str, call: ast.Call) -> Values:
    """Return what calling a method of Django's own on a manager or queryset gives."""
    how = after(rows.how, f"{dotted(call.func)}(...)") if not rows.how or rows.manager else rows.how
    if name == "prefetch_related":
        how = _prefetching(rows, call)
    one: Values = frozenset({Instance(rows.model, rows.apps, how)})
    if (
        name[:1] == "a"
        and name not in SAME
        and name not in NUMBERS
        and name[1:] in (ONE | ONE_MADE | NUMBERS | {"in_bulk", "bulk_create", "iterator"} | USERS)
    ):
        found = rows_method(frame, rows, name[1:], call)
        return found if name == "aiterator" else frozenset({Coroutine(found)})
    if name in SAME:
        return frozenset({replace(rows, manager=False, how=how)})
    if name == "union":
        return join([frozenset({replace(rows, manager=False, how=how)}), *_others(frame, call)])
    if name in ONE:
        return one
    if name in ONE_MADE:
        return frozenset({Collection("tuple", one | other("bool"), (one, other("bool")))})
    if name in NUMBERS:
        return other(name)
    match name:
        case "db_manager":
            return frozenset({replace(rows, how=how)})
        case "iterator":
            return frozenset({Collection("iterator", one)})
        case "raw":
            return frozenset({Collection("queryset", one)})
        case "bulk_create":
            return frozenset({Collection("list", one)})
        case "in_bulk":
            known = frame.source.relations.models.get(rows.model)
            named = len(call.args) > 1 or any(keyword.arg == "field_name" for keyword in call.keywords)
            keys = (
                unknown("in_bulk")
                if named or known is None
                else key_of(frame.source.relations, rows.model, known.primary_key, "in_bulk()")
            )
            return frozenset({Collection("dict", keys, mapped=one)})
        case "values":
            return frozenset({Collection("queryset", other("values()"))})
        case "dates" | "datetimes":
            return frozenset({Collection("queryset", other("date"))})
        case "values_list":
            return _values_list(frame, rows, call)
    if name in USERS and rows.cls is not None and _is_of_users(frame, rows.cls):
        return one
    given = given_by_rows(frame, rows, name, how)
    return given if given is not None else unknown(f"method {name} of {rows.model.name}'s rows")


def _prefetching(rows: Rows, call: ast.Call) -> str:
    """Return the evidence of what `prefetch_related()` gives, with the look-ups where all of them are written out."""
    said = [repr(item.value) for item in call.args if isinstance(item, ast.Constant) and item.value is not None]
    lookups = ", ".join(said) if len(said) == len(call.args) else "..."
    if rows.manager or not rows.how:
        return after(rows.how, f"{dotted(call.func)}({lookups})")
    text = f".prefetch_related({lookups})"
    return rows.how if text in rows.how else rows.how + text


def _is_of_users(frame: Frame, manager: ModelRef) -> bool:
    """Whether a manager is one of users, or has nobody else's class in front of such a one among those behind it.

    https://docs.djangoproject.com/en/stable/ref/contrib/auth/#manager-methods
    """
    cls = class_of(frame, manager) if not manager.name.endswith("UserManager") else None
    if cls is None:
        return manager.name.endswith("UserManager")
    foreign = (item for item in lineage(cls).order if isinstance(item, str) and not item.startswith("builtins."))
    return next(foreign, "").endswith("UserManager")


def _others(frame: Frame, call: ast.Call) -> list[Values]:
    return [
        frozenset(value for value in frame.values(item) if isinstance(value, Rows) and not value.manager)
        if not isinstance(item, ast.Starred)
        else unknown("union")
        for item in call.args
    ]


def _values_list(frame: Frame, rows: Rows, call: ast.Call) -> Values:
    names = [item.value if isinstance(item, ast.Constant) else None for item in call.args]
    flags = {keyword.arg: keyword.value for keyword in call.keywords}
    flat = flags.get("flat")
    columns = [_column(frame.source.relations, rows.model, name) for name in names]
    if isinstance(flat, ast.Constant) and flat.value is True and len(columns) == 1 and "named" not in flags:
        return frozenset({Collection("queryset", columns[0])})
    if not flags and columns and None not in names:
        row = Collection("tuple", join(columns), tuple(columns))
        return frozenset({Collection("queryset", frozenset({row}))})
    return frozenset({Collection("queryset", unknown("values_list"))})


def _column(relations: RelationMap, model: ModelRef, path: object) -> Values:
    """Return what a column is that a look-up path names: `pk`, `student_id`, `student__pk`, `name`."""
    if not isinstance(path, str):
        return unknown("values_list")
    *hops, last = path.split("__")
    for hop in hops:
        known = relations.models.get(model)
        step = known.attributes.get(hop) if known is not None else None
        if step is None or step.kind is not AttributeKind.INSTANCE or step.model is None:
            return unknown(f"values_list({path!r})")
        model = step.model
    known = relations.models.get(model)
    if known is None:
        return unknown(f"values_list({path!r})")
    how = f"values_list({path!r})"
    if last == "pk" and known.primary_key:
        return key_of(relations, model, known.primary_key, how)
    found = known.attributes.get(last)
    match found.kind if found is not None else None:
        case AttributeKind.KEY:
            return key_of(relations, model, last, how)
        case AttributeKind.INSTANCE if f"{last}_id" in known.attributes:
            return key_of(relations, model, f"{last}_id", how)
        case AttributeKind.VALUE:
            return other(how)
    return unknown(how)


def accessor_method(frame: Frame, accessor: Accessor, name: str, call: ast.Call) -> Values:
    """Return what calling a method of an accessor gives."""
    if name in ALL_VERBS:
        return verb_result(frame, accessor, name, call)
    if name == "db_manager":
        return frozenset({replace(accessor, configured=True)})
    return rows_method(frame, rows_behind(frame, accessor), name, call)


def verb_result(frame: Frame, accessor: Accessor, verb: str, call: ast.Call) -> Values:
    """Return what a write through an accessor gives: a new instance, a pair, or None."""
    plain = verb if verb in VERBS else verb[1:]
    one: Values = frozenset({Instance(accessor.relation.target, accessor.apps, f"{dotted(call.func)}(...)")})
    found: Values = other("None")
    if plain == "create":
        found = one
    elif plain in ONE_MADE:
        found = frozenset({Collection("tuple", one | other("bool"), (one, other("bool")))})
    return found if plain == verb else frozenset({Coroutine(found)})


def collection_method(frame: Frame, of: Collection, name: str, call: ast.Call, arguments: Sequence[Values]) -> Values:
    """Return what calling a method of a list, dict, set or value queryset gives."""
    elems = detached(of.elements)
    match of.type, name:
        case "dict", "values":
            return frozenset({Collection("iterator", detached(of.mapped))})
        case "dict", "keys":
            return frozenset({Collection("iterator", elems)})
        case "dict", "items":
            pair = Collection("tuple", join((elems, of.mapped)), (elems, detached(of.mapped)))
            return frozenset({Collection("iterator", frozenset({pair}))})
        case "dict", "get" | "pop" | "setdefault":
            if call.args and is_missing(of, call.args[0]):
                return join(arguments[1:]) or (NONE if name == "get" else NOTHING)
            return join((item_of(of, call.args[0]) if call.args else unknown(name), *arguments[1:]))
        case _, "copy":
            return frozenset({of})
        case "list" | "set", "pop" | "popleft":
            return elems
        case "set", "union" | "intersection" | "difference" | "symmetric_difference":
            more = join(elements(frame, values) for values in arguments)
            return frozenset({Collection("set", join((elems, more)))})
        case "list" | "tuple", "index" | "count":
            return other("int")
        case "queryset", _ if name in SAME | {"union"}:
            return frozenset({of})
        case "queryset", "first" | "last" | "get" | "latest" | "earliest":
            return elems
        case "queryset", "afirst" | "alast" | "aget":
            return frozenset({Coroutine(elems)})
        case "queryset", "iterator" | "aiterator":
            return frozenset({Collection("iterator", elems)})
        case "queryset", _ if name in NUMBERS:
            return other(name)
    if name in ("append", "add", "extend", "insert", "update", "remove", "discard", "clear", "sort", "reverse"):
        return other("None")
    return unknown(f"method {name}")


def json_method(frame: Frame, node: ast.Call) -> Values:
    """Return what calling a method of something that came as JSON gives: what is in it, or what is given instead."""
    given = [*node.args[1:], *(keyword.value for keyword in node.keywords)]
    return join([JSON, *(frame.values(item) for item in given)])


def key_method(key: Key, name: str) -> Values:
    """Return what calling a method of a string or number gives."""
    if name in ("split", "rsplit", "splitlines", "partition", "rpartition"):
        return frozenset({Collection("list", LITERAL)})
    return LITERAL if key.model is None else frozenset[Value]({Other(f"method {name}")})
