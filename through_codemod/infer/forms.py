"""What does `form.cleaned_data` of a form of the project hold?

    class EnrolForm(forms.Form):
        course = forms.ModelChoiceField(queryset=Course.objects.all())
        students = forms.ModelMultipleChoiceField(queryset=Student.objects.none())

https://docs.djangoproject.com/en/stable/ref/forms/fields/#fields-which-handle-relationships
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from through_codemod.infer.classes import in_bodies, in_body, lineage
from through_codemod.infer.frameworks import candidates, is_a, meta
from through_codemod.infer.models import rows_of
from through_codemod.infer.set_anew import renewed, stands_in
from through_codemod.infer.values import (
    LITERAL,
    NONE,
    Class,
    Collection,
    External,
    Function,
    Instance,
    Method,
    ModelClass,
    Object,
    Other,
    Rows,
    Values,
    is_known,
    join,
    unknown,
)
from through_codemod.relations import AttributeKind

if TYPE_CHECKING:
    from through_codemod.infer.frames import Frame
    from through_codemod.infer.tree import Tree

_ONE, _MANY = "ModelChoiceField", "ModelMultipleChoiceField"
_CLEANING = ("clean", "to_python", "__init__", "queryset", "_get_queryset", "_set_queryset", "_check_values")
_TEXT = ("CharField", "EmailField", "IntegerField", "RegexField", "SlugField", "URLField", "UUIDField", "ChoiceField")


def item_read(tree: Tree, form: ast.expr) -> str | None:
    """Return the only key under which something is read where `form.cleaned_data` stands; None where it may be more."""
    data = tree.parent(form)
    whole = tree.parent(data) if data is not None else None
    match whole:
        case ast.Subscript(value=read, slice=ast.Constant(value=str(key)), ctx=ast.Load()) if read is data:
            return key
        case ast.Attribute(attr="get"):
            match tree.parent(whole):
                case ast.Call(func=func, args=[ast.Constant(value=str(key)), *_]) if func is whole:
                    return key
    return None


def cleaned_data(frame: Frame, value: Object, item: str | None = None) -> Values | None:
    """Return what a form has cleaned, by the names of its fields or of one; None where `value` is no form.

    A field that gives models is known by the `queryset` that its class declares. What a method `clean_...` returns
    takes its place. Where a field or what it gives is set anew by a name, in a method or outside of the class, that one
    is unknown; all are by any name.
    """
    if not any(base.endswith("Form") for base in lineage(value.cls).external):
        return None
    return join(_cleaned_data(frame, one, item) for one in candidates(value.cls))


def _cleaned_data(frame: Frame, cls: Class, item: str | None) -> Values:
    behind = lineage(cls)
    anew = _set_anew(behind.classes)
    if not behind.whole or anew is None or any(_replaces(one) for one in behind.classes):
        return unknown(f"cleaned_data of {cls.name}")
    fields = _of_model(frame, cls) if is_a(cls, "form") else {}
    names = {name for one in behind.classes for name in (*_named(one), *_bound(one, fields))}
    if item is not None:
        asked = {item} - anew
        fields, names = {name: fields[name] for name in asked & fields.keys()}, names & asked
    for name in sorted(names):
        declared = _declared(behind.classes, name)
        given = declared if declared is not None else fields.get(name, unknown(f"field {name}"))
        methods, _ = in_bodies(Object(cls), f"clean_{name}")
        fields[name] = _cleaned(name, join(methods), given) if methods else given
    anew |= renewed(frame.source, cls, fields) if fields else set()
    known = tuple((name, fields[name]) for name in sorted(fields.keys() - anew))
    return frozenset(
        {Collection("dict", LITERAL, mapped=unknown(f"cleaned_data of {cls.name}"), known=known, more=True)}
    )


def _of_model(frame: Frame, cls: Class) -> dict[str, Values]:
    """Return what the fields give that a form has of its model's relations.

    https://docs.djangoproject.com/en/stable/topics/forms/modelforms/#field-types
    """
    relations = frame.source.relations
    models = meta(cls, "model")
    found: dict[str, Values] = {}
    for one in models if len(models) == 1 else ():
        if not isinstance(one, ModelClass) or one.model not in relations.models or _chooses_fields(cls):
            continue
        how = f"{cls.name} -> {one.model.name}."
        for name, attribute in relations.models[one.model].attributes.items():
            relation = relations.find(one.model, name)
            target = relation.target if relation is not None else attribute.model
            if target is None:
                continue
            if attribute.kind is AttributeKind.INSTANCE:
                found[name] = frozenset({Instance(target, None, how + name)}) | NONE
            elif attribute.kind in (AttributeKind.MANAGER, AttributeKind.ACCESSOR):
                found[name] = frozenset({rows_of(relations, target, False, how + name)})
    return found


def _chooses_fields(cls: Class) -> bool:
    """Whether a form says itself what its model's fields become.

    https://docs.djangoproject.com/en/stable/ref/forms/models/#modelform-factory
    """
    return any(
        stands_in(one.source, use, one.node)
        for one in lineage(cls).classes
        for name in ("field_classes", "formfield_callback")
        for use in one.source.tree.names(name)
    )


def _bound(cls: Class, names: Iterable[str]) -> Iterator[str]:
    """Yield those of `names` that the body of a class binds in whatever way."""
    bindings = cls.source.scopes.flow(cls.node).bindings
    yield from (name for name in names if name in bindings)


def _named(cls: Class) -> Iterator[str]:
    """Yield the fields that a class declares, and those that it cleans."""
    for node in cls.node.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call()):
                yield name
            case ast.FunctionDef(name=name) if name.startswith("clean_"):
                yield name.removeprefix("clean_")


def _declared(classes: tuple[Class, ...], name: str) -> Values | None:
    """Return what the nearest class that declares a field makes it give; None where none does."""
    for cls in classes:
        bindings = cls.source.scopes.flow(cls.node).bindings.get(name, ())
        if not bindings:
            continue
        match [binding.value for binding in bindings]:
            case [ast.Call() as call]:
                rows = [stored for one in classes for stored in _rows_set(one, name)]
                return _given(cls, call, rows)
        return unknown(f"field {name}")
    return None


def _rows_set(cls: Class, name: str) -> Iterator[Values]:
    """Yield what the methods of a class set as the rows of a field: `self.fields["course"].queryset = ...`."""
    parent_of = cls.source.tree.parent
    for rows in cls.source.tree.stores("queryset"):
        match rows.value, parent_of(rows):
            case ast.Subscript(slice=ast.Constant(value=key)), ast.Assign(targets=[_], value=value):
                if key == name and stands_in(cls.source, rows, cls.node):
                    yield cls.source.root.values(value)


def _given(cls: Class, call: ast.Call, more: list[Values]) -> Values:
    kind = _kind(cls.source.root.values(call.func))
    if kind in _TEXT:
        return LITERAL
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    rows = named.get("queryset") or next(iter(call.args[:1]), None)
    if kind not in (_ONE, _MANY) or rows is None or None in named or isinstance(rows, ast.Starred):
        return unknown(f"field {kind}")
    found: list[Values] = []
    for one in join((cls.source.root.values(rows), *more)):
        match one:
            case Rows(model=model, apps=apps):
                how = f"{cls.name} -> {model.name}"
                given = Instance(model, apps, how) if kind == _ONE else rows_of(cls.source.relations, model, False, how)
                found.append(frozenset({given}))
            case Other(name="None"):
                pass
            case _:
                found.append(unknown(f"field {kind}"))
    return join((*found, NONE)) if kind == _ONE and "required" in named else join(found) or unknown(f"field {kind}")


def _kind(values: Values) -> str:
    """Return which of Django's fields it is, or what a class of the project's inherits from that adds no cleaning."""
    for value in values if len(values) == 1 else ():
        names: tuple[str, ...] = ()
        match value:
            case External(name=name):
                names = (name,)
            case Class() if not any(
                in_body(one, method, one) for one in lineage(value).classes for method in _CLEANING
            ):
                names = lineage(value).external
        if len(names) == 1 and names[0].startswith("django.forms."):
            return names[0].rpartition(".")[2]
    return "?"


def _cleaned(name: str, methods: Values, given: Values) -> Values:
    """Return what the methods `clean_<name>` return, with what they may hand on of what the field gave."""
    found: list[Values] = []
    for one in methods:
        if not isinstance(one, Function) or isinstance(one.node, ast.Lambda):
            return unknown(f"clean_{name}")
        found.append(one.source.root.returned(one, None))
        if _hands_on(one, name):
            found.append(given)
    return join(found)


def _hands_on(method: Function, name: str) -> bool:
    """Whether a method may return what `cleaned_data` has under a name, or something made of that.

    What a query only looks up by, `Course.objects.get(code=self.cleaned_data["course"])`, is not handed on.
    """
    assert not isinstance(method.node, ast.Lambda)
    waiting: list[ast.AST] = [item.value for item in method.source.tree.returns(method.node) if item.value is not None]
    done: set[str] = set()
    while waiting:
        node = waiting.pop()
        match node:
            case ast.Constant(value=text) if text == name:
                return True
            case ast.Call(func=ast.Attribute() as callee) if _is_query(method, callee):
                continue
            case ast.Name(id=used) if used not in done:
                done.add(used)
                bindings = method.source.scopes.flow(method.node).bindings.get(used, ())
                waiting += [binding.value for binding in bindings if binding.value is not None]
        waiting += ast.iter_child_nodes(node)
    return False


def _is_query(method: Function, callee: ast.Attribute) -> bool:
    values = method.source.root.values(callee)
    return is_known(values) and all(isinstance(one, Method) and isinstance(one.of, Rows) for one in values)


def _replaces(cls: Class) -> bool:
    """Whether the method `clean` of a class may return something else than the data that is there."""
    for method in (item for item in cls.node.body if isinstance(item, ast.FunctionDef) and item.name == "clean"):
        bindings = cls.source.scopes.flow(method).bindings
        for result in cls.source.tree.returns(method):
            match result.value:
                case ast.Name(id=name):
                    results = [binding.value for binding in bindings.get(name, ())]
                case value:
                    results = [value]
            if not all(_is_the_data(value) for value in results):
                return True
    return False


def _is_the_data(node: ast.expr | None) -> bool:
    match node:
        case None | ast.Attribute(attr="cleaned_data") | ast.Call(func=ast.Attribute(attr="clean")):
            return True
    return False


def _set_anew(classes: tuple[Class, ...]) -> set[str] | None:
    """Return the names under which methods of a form set fields or cleaned data anew; None where it may be any."""
    found: set[str] = set()
    for cls in classes:
        if cls.node not in cls.source.set_anew:
            cls.source.set_anew[cls.node] = _set_by_methods(cls.node)
        names = cls.source.set_anew[cls.node]
        if names is None:
            return None
        found |= names
    return found


def _set_by_methods(cls: ast.ClassDef) -> frozenset[str] | None:
    found: set[str] = set()
    for node in ast.walk(cls):
        match node:
            case ast.Subscript(ctx=ast.Store(), slice=ast.Constant(value=str(name))):
                found.add(name)
            case ast.Subscript(ctx=ast.Store()):
                return None
            case ast.Call(
                func=ast.Attribute(attr="update" | "setdefault" | "__setitem__", value=ast.Name() | ast.Attribute())
            ):
                return None
            case ast.Attribute(attr="queryset", ctx=ast.Store()) if not isinstance(node.value, ast.Subscript):
                return None
            case ast.Attribute(attr="queryset", value=ast.Subscript(slice=key), ctx=ast.Store()):
                if not isinstance(key, ast.Constant):
                    return None
    return frozenset(found)
