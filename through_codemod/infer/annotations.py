"""What does an annotation say a value is?"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from through_codemod.infer.factories import factory_model
from through_codemod.infer.generics import aliased, of_parameter
from through_codemod.infer.models import instances, rows_of
from through_codemod.infer.records import typed_dict
from through_codemod.infer.selves import self_values
from through_codemod.infer.values import (
    ANNOTATED,
    NONE,
    SAID,
    Class,
    Collection,
    Coroutine,
    External,
    Instance,
    ModelClass,
    Object,
    Value,
    Values,
    is_known,
    join,
    other,
    unknown,
)

if TYPE_CHECKING:
    from through_codemod.infer.frames import Frame

LISTS = frozenset({"list", "List", "Sequence", "MutableSequence", "Collection"})
SETS = frozenset({"set", "Set", "frozenset", "FrozenSet", "AbstractSet", "MutableSet"})
ITERATORS = frozenset(
    {"Iterable", "Iterator", "Generator", "AsyncIterator", "AsyncIterable", "AsyncGenerator", "Reversible"}
)
DICTS = frozenset({"dict", "Dict", "Mapping", "MutableMapping", "OrderedDict"})
QUERYSETS = frozenset({"QuerySet", "ValuesQuerySet"})
MANAGERS = frozenset({"Manager", "BaseManager", "RelatedManager", "ManyRelatedManager", "ManyToManyRelatedManager"})
WRAPPERS = frozenset({"Annotated", "ClassVar", "Final", "Required", "NotRequired", "InitVar"})
VALUES = frozenset({"str", "int", "float", "bool", "bytes", "UUID", "datetime", "date", "Decimal", "timedelta"})


def annotated(frame: Frame, node: ast.expr) -> Values:
    """Return what a value annotated with `node` can be; unknown where the annotation does not say."""
    match node:
        case ast.Constant(value=None):
            return NONE
        case ast.Constant(value=str(text)):
            return _quoted(frame, node, text)
        case ast.BinOp(op=ast.BitOr()):
            return join((annotated(frame, node.left), annotated(frame, node.right)))
        case ast.Subscript():
            return _generic(frame, node)
        case ast.Name(id="Self") | ast.Attribute(attr="Self"):
            return _self(frame, node)
        case ast.Name() if (variable := of_parameter(frame, node)) is not None:
            return variable
        case ast.Name() | ast.Attribute():
            found = join(_plain(frame, value, node) for value in frame.values(node))
            return found if is_known(found) else aliased(frame, node) or found
    return unknown("annotation")


def by_comment(frame: Frame, statement: ast.AST, line: int) -> Values | None:
    """Return what the type comment behind `statement`, at the end of a line, says; None where there is none.

    https://peps.python.org/pep-0484/#type-comments
    """
    text = frame.source.type_comments.get(line, "")
    parsed = _parsed(frame, statement, text) if text else None
    return annotated(frame, parsed.body) if isinstance(parsed, ast.Expression) else None


def by_signature(frame: Frame, arg: ast.arg, owner: ast.FunctionDef | ast.AsyncFunctionDef) -> Values | None:
    """Return what the type comment of a function, `# type: (Course, int) -> None`, says of a parameter."""
    if not (comments := frame.source.type_comments):
        return None
    if (own := by_comment(frame, arg, arg.end_lineno or 0)) is not None and arg.end_lineno != owner.lineno:
        return own
    parameters = [*owner.args.posonlyargs, *owner.args.args]
    for line in range(owner.lineno, owner.body[0].lineno):
        if "->" not in (text := comments.get(line, "")) or arg not in parameters:
            continue
        parsed = _parsed(frame, owner.body[0], text)
        if isinstance(parsed, ast.FunctionType):
            place = parameters.index(arg) - len(parameters) + len(parsed.argtypes)  # `self` is left out
            return annotated(frame, parsed.argtypes[place]) if place >= 0 else None
    return None


def _parsed(frame: Frame, place: ast.AST, text: str) -> ast.Expression | ast.FunctionType | None:
    key = (place, text)
    if key not in frame.source.commented:
        found: ast.Expression | ast.FunctionType | None = None
        with suppress(SyntaxError, ValueError, RecursionError):
            found = ast.parse(text, mode="func_type") if "->" in text else ast.parse(text, mode="eval")
        for item in ast.iter_child_nodes(found) if found is not None else ():
            frame.source.tree.adopt(item, place)
        frame.source.commented[key] = found
    return frame.source.commented[key]


def _plain(frame: Frame, value: Value, node: ast.expr) -> Values:
    match value:
        case ModelClass():
            return instances(frame, frozenset({value}))
        case Class():
            if (made := _by_factory(frame, value, node)) is not None:
                return made
            if (data := typed_dict(value)) is not None:
                return data
            return frozenset({Object(replace(value, open=True))})
        case External(name=name):
            last = name.rpartition(".")[2]
            if last in VALUES:
                return SAID if last in ("str", "int", "UUID") else other(last)
            if last in LISTS | SETS | ITERATORS | DICTS | {"tuple", "Tuple"}:
                return frozenset({_collection(last, unknown(f"annotation {last}"))})
            return unknown(f"annotation {last}")
    return unknown("annotation")


def _by_factory(frame: Frame, cls: Class, node: ast.expr) -> Values | None:
    """Return what people annotate with a factory: what it has made, or by the name of a factory, the class itself."""
    made = factory_model(frame, cls)
    match frame.source.tree.parent(node):
        case ast.arg(arg=name) | ast.AnnAssign(target=ast.Name(id=name) | ast.Attribute(attr=name)) if made is not None:
            return frozenset({cls}) if "factory" in name.lower() else made
        case ast.Subscript(value=ast.Name(id="type" | "Type") | ast.Attribute(attr="Type")):
            return None
    return made


def _quoted(frame: Frame, place: ast.Constant, text: str) -> Values:
    key = (place, "annotation")
    parsed = frame.source.quoted.get(key)
    if parsed is None:
        try:
            parsed = ast.parse(text.strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError):
            return unknown("annotation")
        frame.source.tree.adopt(parsed, place)
        frame.source.quoted[key] = parsed
    return annotated(frame, parsed)


def _self(frame: Frame, node: ast.expr) -> Values:
    tree = frame.source.tree
    outer = tree.parent(node)
    while outer is not None and not isinstance(outer, ast.ClassDef):
        outer = tree.parent(outer)
    return self_values(frame, outer) if isinstance(outer, ast.ClassDef) else unknown("Self")


def _collection(name: str, elements: Values) -> Collection:
    if name in SETS:
        return Collection("set", elements, how=ANNOTATED)
    if name in ITERATORS:
        return Collection("iterator", elements)
    if name in DICTS:
        return Collection("dict", elements, mapped=elements)
    return Collection("tuple" if name in ("tuple", "Tuple") else "list", elements, how=ANNOTATED)


def _generic(frame: Frame, node: ast.Subscript) -> Values:
    name = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
    items: Sequence[ast.expr] = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    if not _is_typing(frame, node.value) or not items:
        return join(_plain(frame, value, node) for value in frame.values(node.value))
    first = items[0]
    if name == "Optional":
        return join((annotated(frame, first), NONE))
    if name == "Union":
        return join(annotated(frame, item) for item in items)
    if name in WRAPPERS:
        return annotated(frame, first)
    if name in ("type", "Type"):
        return _class(frame, first)
    if name in QUERYSETS | MANAGERS:
        return join(_rows(frame, value, name in MANAGERS) for value in annotated(frame, first))
    if name in ("Coroutine", "Awaitable"):
        return frozenset({Coroutine(annotated(frame, items[-1]))})
    if name in DICTS and len(items) == 2:
        return frozenset({Collection("dict", annotated(frame, first), mapped=annotated(frame, items[1]))})
    if name in ("tuple", "Tuple"):
        if len(items) == 2 and isinstance(items[1], ast.Constant) and items[1].value is Ellipsis:
            return frozenset({_collection(name, annotated(frame, first))})
        places = tuple(annotated(frame, item) for item in items)
        return frozenset({Collection("tuple", join(places), places, ANNOTATED)})
    if name in LISTS | SETS | ITERATORS:
        return frozenset({_collection(name, annotated(frame, first))})
    return unknown(f"annotation {name}")


def _is_typing(frame: Frame, node: ast.expr) -> bool:
    values = frame.values(node)
    return bool(values) and all(isinstance(value, External) for value in values)


def _class(frame: Frame, node: ast.expr) -> Values:
    return join(
        frozenset({ModelClass(value.model, value.apps, value.how)})
        if isinstance(value, Instance)
        else frozenset({value.cls})
        if isinstance(value, Object)
        else unknown("annotation type")
        for value in annotated(frame, node)
    )


def _rows(frame: Frame, value: Value, manager: bool) -> Values:
    if isinstance(value, Instance):
        return frozenset({rows_of(frame.source.relations, value.model, manager, value.how)})
    return unknown("annotation of rows")
