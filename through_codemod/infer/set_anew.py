"""Which fields, and which instance, of a form or a serializer does code outside of its class set anew?

class CourseForm(forms.Form):                     # in one file
    course = forms.ModelChoiceField(queryset=Course.objects.all())

CourseForm.base_fields["course"].queryset = Other.objects.all()       # in another
form.fields["course"] = forms.ModelChoiceField(queryset=Other.objects.all())
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from os.path import abspath
from typing import TYPE_CHECKING

from through_codemod.infer.bindings import binding_of
from through_codemod.infer.classes import inherits, lineage
from through_codemod.infer.values import (
    Class,
    Collection,
    Instance,
    Object,
    Parent,
    Rows,
    Unknown,
    Values,
    detached,
    unknown,
)

if TYPE_CHECKING:
    from through_codemod.infer.source import Source

_OF_CLASS = frozenset({"base_fields", "declared_fields", "_declared_fields"})
_FIELDS = _OF_CLASS | {"fields"}
_PARTS = frozenset({"child_relation", "child"})  # of a field of a serializer that takes many
_CALLS = frozenset({"update", "setdefault", "__setitem__", "__ior__"})
_TOLD = re.compile(  # plain text in front is sought far faster than a pattern
    rb"fields(?:(?<=\bfields)|(?<=\bbase_fields)|(?<=\bdeclared_fields)|(?<=\b_declared_fields))"
    rb"\s*(?:\[|\.(?:update|setdefault|__setitem__)\(|(?<=_fields)\s*=[^=])"
)
_INSTANCE = rb"\.instance(?<!self\.instance)\s*=[^=]"
_SETTING = rb"(?:\]|\.queryset|_fields)\s*=[^=]|\.(?:update|setdefault|__setitem__)\("
_QUOTED = rb"[\"']([^\"'\s]+)(?=[\"'])"


def renewed(user: Source, cls: Class, given: Mapping[str, Values]) -> set[str]:
    """Return those of the fields, by what they give, that may give something else because of code outside the class.

    `user` is where the form is used. Of an object that may be anything, the rows that a field of it gets count where
    their model is known, or where the file names the class.
    """
    return set(_set_outside(user, cls, given))


def instances_set(user: Source, cls: Class) -> Iterator[Values]:
    """Yield what code outside of the class sets as the instance of a form or serializer: `form.instance = course`.

    Of an object that may be anything, that counts where the file names the class and it is a model's.
    """
    modules, own = user.modules, abspath(user.module.path)
    places = {path: user for path in [own] if re.search(_INSTANCE, user.module.text)}
    for path in modules.files.scanned("instances of forms", lambda text: re.search(_INSTANCE, text) and True):
        if str(path) != own and (module := modules.load_file(path)) is not None:
            places[str(path)] = modules.source(module)
    for place in places.values():
        for stored in place.tree.stores("instance"):
            if isinstance(stored.value, ast.Name) and stored.value.id == "self":
                continue
            related = _is_of(place, stored, cls)
            if related or (related is None and cls.node.name.encode() in place.module.text):
                binding = binding_of(stored, place.tree.parent)
                given = detached(place.root.bound(binding)) if binding is not None else unknown("instance")
                yield frozenset(one for one in given if related or isinstance(one, Instance))


def _are_of(rows: Values, given: Values) -> bool:
    """Whether rows are of the model that a field gives already."""
    inside = (part for one in given for part in (one.elements if isinstance(one, Collection) else (one,)))
    models = {one.model for one in inside if isinstance(one, Instance | Rows)}
    return len(models) == 1 and all(isinstance(one, Rows) and one.model in models for one in rows)


def _set_outside(user: Source, cls: Class, given: Mapping[str, Values]) -> Iterator[str]:
    modules = user.modules
    of_class, texts = cls.node.name.encode(), {name.encode() for name in given}
    places = {abspath(one.path): one.source for one in lineage(cls).classes}
    places[abspath(user.module.path)] = user
    for path, (text, quoted) in modules.files.scanned("fields of forms", _set_in).items():
        told = not quoted.isdisjoint(texts) or of_class in text
        if told and str(path) not in places and (module := modules.load_file(path)) is not None:
            places[str(path)] = modules.source(module)
    for place in places.values():
        if _sets(place.module.text):
            yield from _set_by(place, cls, given)


def _set_in(text: bytes) -> tuple[bytes, frozenset[bytes]] | None:
    """Return the text of a file that may set fields, and what stands in quotes there."""
    return (text, frozenset(re.findall(_QUOTED, text))) if _sets(text) else None


def _sets(text: bytes) -> bool:
    return b"fields" in text and _TOLD.search(text) is not None and re.search(_SETTING, text) is not None


def _set_by(place: Source, cls: Class, given: Mapping[str, Values]) -> Iterator[str]:
    names_it = cls.node.name.encode() in place.module.text
    own = [one.node for one in lineage(cls).classes if one.source is place]
    for fields in (use for name in sorted(_FIELDS) for use in place.tree.attributes(name)):
        found = [(name, rows) for name, rows in _stores(place, fields) if name is None or name in given]
        if not found or any(stands_in(place, fields, node) for node in own):
            continue
        for name, node in found:
            rows = place.root.values(node) if node is not None else unknown("field")
            changed = [one for one in ([name] if name is not None else given) if not _are_of(rows, given[one])]
            related = _is_of(place, fields, cls) if changed else False
            if related or (related is None and (names_it or not _is_open(rows))):
                yield from changed


def _stores(place: Source, fields: ast.Attribute) -> Iterator[tuple[str | None, ast.expr | None]]:
    """Yield by which name a use of `form.fields` stores something, and which rows if it is no field."""
    parent_of = place.tree.parent
    parent = parent_of(fields)
    match parent:
        case ast.Attribute(attr=attr) if attr in _CALLS:
            yield None, None
        case ast.Assign() | ast.AugAssign() if isinstance(fields.ctx, ast.Store):
            yield None, None
        case ast.Subscript(slice=key, ctx=context) if parent.value is fields:
            name = key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else None
            if isinstance(context, ast.Store):
                yield name, None
                return
            for use in _named(place, parent):
                match parent_of(use), parent_of(parent_of(use) or use):
                    case ast.Attribute(attr="queryset", ctx=ast.Store()), ast.Assign(value=rows):
                        yield name, rows
                    case ast.Attribute(attr="queryset", ctx=ast.Store()), _:
                        yield name, None


def _named(place: Source, field: ast.expr) -> Iterator[ast.expr]:
    """Yield a field, and where it stands by a name that it is assigned to."""
    yield field
    match place.tree.parent(field):
        case ast.Attribute(attr=attr) as part if attr in _PARTS:
            yield from _named(place, part)
    match place.tree.parent(field):
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if value is field:
            yield from (use for use in place.tree.names(name) if isinstance(use.ctx, ast.Load))


def _is_of(place: Source, fields: ast.Attribute, cls: Class) -> bool | None:
    """Whether `form.fields`, or another attribute, may be that of an object of `cls`; None where nobody can tell.

    The fields of a class are the same objects in those that inherit from it, and those of a form are its own.
    https://github.com/django/django/blob/main/django/forms/forms.py (`DeclarativeFieldsMetaclass`)
    """
    open_ended = False
    for value in place.root.values(fields.value) or (Unknown(""),):
        if isinstance(value, Parent):
            value = value.of
        match value:
            case Object(cls=found) | (Class() as found):
                if inherits(cls, found) or (inherits(found, cls) and fields.attr in _OF_CLASS):
                    return True
            case Unknown():
                open_ended = True
    return None if open_ended else False


def _is_open(rows: Values) -> bool:
    return not rows or any(isinstance(one, Unknown) for one in rows)


def stands_in(place: Source, node: ast.AST, definition: ast.ClassDef) -> bool:
    """Whether a node is a part of a definition of the same module."""
    parent: ast.AST | None = node
    while parent is not None and parent is not definition:
        parent = place.tree.parent(parent)
    return parent is not None
