"""What has a serializer of the project validated, and what does REST framework pass to its methods of that?

    class EnrolSerializer(serializers.Serializer):
        course = serializers.PrimaryKeyRelatedField(queryset=Course.objects.all())
        students = serializers.PrimaryKeyRelatedField(queryset=Student.objects.all(), many=True)

https://www.django-rest-framework.org/api-guide/relations/
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from through_codemod.infer.classes import in_bodies, lineage
from through_codemod.infer.fields import given, is_serializer
from through_codemod.infer.frameworks import candidates, is_a, meta
from through_codemod.infer.mutations import grown_attribute
from through_codemod.infer.saved import ANY, saved, saves_any
from through_codemod.infer.set_anew import renewed
from through_codemod.infer.values import (
    LITERAL,
    NONE,
    Arguments,
    Class,
    Collection,
    Function,
    Instance,
    Method,
    ModelClass,
    Object,
    Value,
    Values,
    join,
    unknown,
)
from through_codemod.relations import AttributeKind

if TYPE_CHECKING:
    from through_codemod.infer.frames import Frame
    from through_codemod.infer.source import Source

# what a serializer's class says that makes other fields than its model has, or of another kind
_BUILDING = frozenset(
    {"build_field", "build_relational_field", "build_nested_field", "include_extra_kwargs", "serializer_related_field"}
    | {"serializer_field_mapping", "run_validation", "run_validators", "fields", "_writable_fields", "validated_data"}
)
# what is put into what a serializer has validated: under a key that is told, or under any
_PUT = re.compile(
    rb"\._?validated_data\s*(?:\[\s*(?:[\"'](\w+)[\"']\s*\])?[^\]\n]*\]?\s*=(?!=)|\.(?:update|setdefault|__setitem__)\()|\._validated_data\s*=(?!=)"
)
_HANDED = rb"\._?validated_data\s*[,)\n\r#]"
_READ, _NAMED = rb"\.validated_data\s*(?:#|\r?\n|;)", rb"(\w+)\s*=\s*[\w.]+\Z"
_FAR = 300  # bytes that are looked at in front of what is read


def validated_data(frame: Frame, value: Object) -> Values | None:
    """Return what a serializer has validated, by the sources of its fields; None where `value` is no serializer."""
    if not is_serializer(value.cls):
        return None
    return _but(_changed_by_code(frame, value.cls), _keys(frame, "put", _put))


def passed_to_serializer(frame: Frame, value: Object, method: str, place: int) -> Values | None:
    """Return what REST framework passes to a method of a serializer, at a place behind `self`.

    `save(key=...)` adds to what has been validated, so what any `save` is given in the project is not known of it, and
    neither is what code puts there.
    https://www.django-rest-framework.org/api-guide/serializers/#passing-additional-attributes-to-save
    """
    if not is_serializer(value.cls):
        return None
    match method, place:
        case ("create", 0) | ("update", 1):
            if any(saves_any(item) for one in candidates(value.cls) for item in lineage(one).classes):
                return unknown(f"what {value.cls.name} saves")
            found = _changed_by_code(frame, value.cls)
            return _but(found, _keys(frame, "put", _put) | saved(frame.source, value.cls))
        case "validate", 0:
            return join(_internal(frame, one) for one in candidates(value.cls))
        case _, 0 if method.startswith("validate_"):
            name = method.removeprefix("validate_")
            return join(_unless_anew(one, name, _field(frame, one, name)[1]) for one in candidates(value.cls))
    return None


def serializer_call(frame: Frame, method: Method, node: ast.Call) -> Values | None:
    """Return what `super().validate(...)` and `super().to_internal_value(...)` of a serializer give."""
    value = method.of
    if not isinstance(value, Object) or method.name not in ("validate", "to_internal_value"):
        return None
    if not is_serializer(value.cls):
        return None
    if method.name == "to_internal_value":
        return join(_from_fields(frame, one) for one in candidates(value.cls))
    return frame.values(node.args[0]) if len(node.args) == 1 else None


def _changed_by_code(frame: Frame, cls: Class) -> Values:
    """Return what a serializer has validated, with what is put there in its file and in those that name the class.

    Those are the files that hand it on as a whole, or give it another name: `fill(serializer.validated_data)`.
    """
    found = join(_validated(frame, one) for one in candidates(cls))
    modules, name = frame.source.modules, cls.node.name.encode()
    places = dict.fromkeys((*(one.source for one in lineage(cls).classes), frame.source))
    handed = modules.files.scanned("validated data handed on", lambda text: re.search(_HANDED, text) and text)
    for path, text in handed.items():
        module = modules.load_file(path) if name in text else None
        places |= {modules.source(module): None} if module is not None else {}
    return join(_grown(one, places) for one in found)


def _grown(value: Value, places: Iterable[Source]) -> Values:
    """Return a dictionary with what modules put into any that is validated, under the keys that it has."""
    found: Values = frozenset({value})
    if not isinstance(value, Collection) or value.known is None:
        return found
    for place in places:
        found = grown_attribute(place.root, found, "validated_data")
    given = [dict(one.known) for one in found if isinstance(one, Collection) and one.known is not None]
    known = tuple((key, join(one[key] for one in given)) for key, _ in value.known)
    return frozenset({replace(value, known=known)})


def _but(values: Values, names: frozenset[str]) -> Values:
    """Return dictionaries of which nothing is known under some keys."""
    return frozenset(_without(one, names) if isinstance(one, Collection) else one for one in values)


def _without(value: Collection, names: frozenset[str]) -> Collection:
    if value.known is None or not names:
        return value
    known = tuple((name, held) for name, held in value.known if name not in names and ANY not in names)
    return Collection(value.type, value.elements, mapped=value.mapped, known=known, more=True)


def _keys(frame: Frame, question: str, what: Callable[[bytes], frozenset[str] | None]) -> frozenset[str]:
    """Return the keys that `what` finds in the texts of the project's files."""
    found = frame.source.modules.files.scanned(f"{question} of serializers", what).values()
    return frozenset(key for keys in (*found, what(frame.source.module.text) or ()) for key in keys)


def _put(text: bytes) -> frozenset[str] | None:
    """Return the keys under which a file puts something into what a serializer has validated."""
    if b"validated_data" not in text:
        return None
    found = {(match[1] or b"").decode() for match in _PUT.finditer(text)}
    for name in {*_names_of_data(text)} - {b"validated_data"}:  # plain text is found far faster than a pattern
        setting = rb"%s(?<!\w%s)\s*(?:\[\s*[\"'](\w+)[\"']\s*\]\s*=(?!=)|\.update\()" % (name, name)
        found |= {(match[1] or b"").decode() for match in re.finditer(setting, text)}
    return frozenset(found)


def _names_of_data(text: bytes) -> Iterator[bytes]:
    """Yield the names that a file gives to what a serializer has validated."""
    for read in re.finditer(_READ, text):
        if (named := re.search(_NAMED, text[max(read.start() - _FAR, 0) : read.start()])) is not None:
            yield named[1]


def _validated(frame: Frame, cls: Class) -> Values:
    found = _internal(frame, cls)
    methods, _ = in_bodies(Object(cls), "validate")
    return join(_called(one, found) for one in join(methods)) if methods else found


def _internal(frame: Frame, cls: Class) -> Values:
    methods, _ = in_bodies(Object(cls), "to_internal_value")
    data = unknown("data of a request")
    return join(_called(one, data) for one in join(methods)) if methods else _from_fields(frame, cls)


def _from_fields(frame: Frame, cls: Class) -> Values:
    source = cls.source
    return source.modules.engine.solve(source.root.memo, ("internal value", cls), lambda: _of_fields(frame, cls))


def _called(method: object, passed: Values) -> Values:
    if not isinstance(method, Function):
        return unknown("method of a serializer")
    return method.source.root.returned(method, Arguments((passed,)))


def _of_fields(frame: Frame, cls: Class) -> Values:
    """Return the dictionary of what the fields make of the data, and what the methods `validate_...` make of that."""
    behind = lineage(cls)
    changed = _changed(behind.classes)
    if not behind.whole or changed is None or any(True for one in behind.classes for _ in _bound(one, _BUILDING)):
        return unknown(f"validated_data of {cls.name}")
    gives: dict[str, tuple[str, Values]] = {}
    for name in sorted({*_declared_names(cls), *_of_model(frame, cls)}):
        key, made = _field(frame, cls, name)
        if key is None:
            return unknown(f"validated_data of {cls.name}")
        methods, _ = in_bodies(Object(cls), f"validate_{name}")
        if made and methods:
            made = join(_called(one, made) for one in join(methods))
        if made and changed.isdisjoint((name, key)):
            gives[name] = key, made
    anew = renewed(cls.source, cls, {name: made for name, (_, made) in gives.items()})
    known: dict[str | int, Values] = {key: made for name, (key, made) in gives.items() if name not in anew}
    data = Collection(
        "dict", LITERAL, mapped=unknown(f"validated_data of {cls.name}"), known=tuple(known.items()), more=True
    )
    return frozenset({data})


def _unless_anew(cls: Class, name: str, made: Values) -> Values:
    changed = _changed(lineage(cls).classes)
    anew = changed is None or name in changed or renewed(cls.source, cls, {name: made})
    return unknown(f"field {name}") if anew else made


def _field(frame: Frame, cls: Class, name: str) -> tuple[str | None, Values]:
    """Return the key of a field and what it gives: no key where it may have any, nothing where it is only read."""
    for one in _serializers(cls):
        bindings = one.source.scopes.flow(one.node).bindings.get(name, ())
        match [binding.value for binding in bindings]:
            case []:
                continue
            case [ast.Call() as call]:
                rows = [stored for item in lineage(cls).classes for stored in _rows_set(item, name)]
                return given(frame, one, name, call, rows, _validated)
        return name, unknown(f"field {name}")
    return name, _of_model(frame, cls).get(name, unknown(f"field {name}"))


def _serializers(cls: Class) -> Iterator[Class]:
    """Yield the classes behind one whose fields are declared; of a plain mixin no field counts."""
    yield from (one for one in lineage(cls).classes if is_serializer(one))


def _declared_names(cls: Class) -> Iterator[str]:
    for one in _serializers(cls):
        for node in one.node.body:
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call()):
                    yield name


def _bound(cls: Class, names: frozenset[str]) -> Iterator[str]:
    yield from (name for name in cls.source.scopes.flow(cls.node).bindings if name in names)


def _of_model(frame: Frame, cls: Class) -> dict[str, Values]:
    """Return what the fields give that a serializer has of its model's relations.

    A relation with a through model of its own is only read there:
    https://www.django-rest-framework.org/api-guide/relations/#manytomanyfields-with-a-through-model
    """
    if not is_a(cls, "serializer") or _is_chosen(cls):
        return {}
    relations = frame.source.relations
    models = meta(cls, "model")
    found: dict[str, Values] = {}
    for one in models if len(models) == 1 else ():
        if not isinstance(one, ModelClass) or one.model not in relations.models:
            continue
        how = f"{cls.name} -> {one.model.name}."
        for name, attribute in relations.models[one.model].attributes.items():
            if attribute.model is None or relations.find(one.model, name) is not None:
                continue
            related = frozenset({Instance(attribute.model, None, how + name)})
            if attribute.kind is AttributeKind.INSTANCE:
                found[name] = related | NONE
            elif attribute.kind is AttributeKind.MANAGER:
                found[name] = frozenset({Collection("list", related)})
    return found


def _is_chosen(cls: Class) -> bool:
    """Whether `Meta.extra_kwargs` may say itself what a model's fields give, or under which key."""
    nodes = (node for one in lineage(cls).classes for node in ast.walk(one.node) if isinstance(node, ast.ClassDef))
    inside = (part for node in nodes if node.name == "Meta" for part in ast.walk(node))
    return any(isinstance(part, ast.Constant) and part.value in ("source", "default", "queryset") for part in inside)


def _rows_set(cls: Class, name: str) -> Iterator[Values]:
    """Yield what the methods of a class set as the rows of a field: `self.fields["course"].queryset = ...`."""
    for node in ast.walk(cls.node):
        match node:
            case ast.Assign(targets=[ast.Attribute(attr="queryset", value=of)]) if _named_by(of) == name:
                yield cls.source.root.values(node.value)


def _changed(classes: tuple[Class, ...]) -> frozenset[str] | None:
    """Return the names and keys under which methods of a serializer set fields anew; None where it may be any."""
    found: set[str] = set()
    for node in (node for cls in classes for node in ast.walk(cls.node)):
        if isinstance(node, ast.FunctionDef) and node.name == "get_fields" and not _are_fields(node):
            return None
        match node:
            case ast.Subscript(ctx=ast.Store(), value=ast.Name(id="fields") | ast.Attribute(attr="fields")):
                name = _named_by(node)
                if name is None:
                    return None
                found.add(name)
            case ast.Assign(
                targets=[ast.Subscript(value=ast.Name(id="fields") | ast.Attribute(attr="fields"))], value=made
            ):
                sources = [one.value for one in getattr(made, "keywords", ()) if one.arg == "source"]
                if any(not isinstance(one, ast.Constant) for one in sources):
                    return None
                found.update(str(one.value) for one in sources if isinstance(one, ast.Constant))
            case ast.Attribute(attr="queryset", ctx=ast.Store(), value=of) if _named_by(of) is None:
                return None
            case ast.Call(
                func=ast.Attribute(
                    attr="update" | "setdefault" | "__setitem__",
                    value=ast.Name(id="fields") | ast.Attribute(attr="fields"),
                )
            ):
                return None
    return frozenset(found)


def _are_fields(method: ast.FunctionDef) -> bool:
    """Whether a method `get_fields` calls what it returns `fields`, and sets no items of anything else."""
    returned = [node.value for node in ast.walk(method) if isinstance(node, ast.Return)]
    stores = [
        node.value
        for node in ast.walk(method)
        if isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store)
    ]
    called = [*returned, *(one for one in stores if isinstance(one, ast.Name))]
    return all(isinstance(one, ast.Name) and one.id == "fields" for one in called)


def _named_by(node: ast.expr) -> str | None:
    """Return the field that an expression names: `self.fields["students"]`, or `.child_relation` of that."""
    match node:
        case ast.Attribute(attr="child_relation" | "child", value=inner):
            return _named_by(inner)
        case ast.Subscript(slice=ast.Constant(value=str(name))):
            return name
    return None
