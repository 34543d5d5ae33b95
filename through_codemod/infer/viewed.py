"""What is an attribute of a view: by its class, by what its methods set, by what `as_view` or `action` is given?

EnrolView.as_view(model=Club)                     # in urls.py

https://docs.djangoproject.com/en/stable/ref/class-based-views/base/#django.views.generic.base.View.as_view
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from os.path import abspath
from typing import TYPE_CHECKING

from through_codemod.infer.classes import in_bodies, inherits, lineage, stored, subclasses
from through_codemod.infer.containers import spread_of
from through_codemod.infer.models import rows_of
from through_codemod.infer.values import (
    NONE,
    Class,
    Instance,
    ModelClass,
    Object,
    Other,
    Rows,
    Value,
    Values,
    after,
    detached,
    join,
    unknown,
)

if TYPE_CHECKING:
    from through_codemod.infer.frames import Frame

_READ_BY = {"get_serializer": "serializer_class", "get_serializer_class": "serializer_class"}
_READ_BY |= {"get_object": "queryset", "get_queryset": "queryset"}
_ROWS = ("queryset", "model")
_FORM = ("form_class", *_ROWS, "get_queryset")
WORKS_BY = {  # what a class says, any of these, for which its frameworks' own attribute gives something
    "get_queryset": _ROWS,
    "object_list": (*_ROWS, "get_queryset"),
    "get_object": (*_ROWS, "get_queryset"),
    "object": (*_FORM, "get_form_class"),
    "get_form_class": _FORM,
    "get_form": (*_FORM, "get_form_class"),
    "get_serializer_class": ("serializer_class",),
    "get_serializer": ("serializer_class", "get_serializer_class"),
    "instance": ("Meta",),
    "save": ("Meta",),
}
_GIVEN = re.compile(rb"\.as_view\(\s*(?=([^)\s].{0,500}))", re.DOTALL)  # what is given, and more behind it
_NO_VIEWS = (  # what a class inherits from that is a test, a model, a form and so on
    *("unittest.", "django.test.", "django.db.", "django.forms.", "django.core.management.", "django.dispatch."),
    *("rest_framework.test.", "rest_framework.serializers.", "factory.", "enum.", "typing.NamedTuple"),
)
_NAMED = re.compile(rb"\b(\w+)\s*=[^=]|(\*\*)")


def attribute(value: Object, name: str) -> list[Values]:
    """Return all that an attribute of a view may be, nothing where nobody sets it."""
    found, classes = in_bodies(value, name)
    return [*found, *(values for item in classes for values in stored(item, name, value)), *by_as_view(value, name)]


def by_as_view(value: Object, name: str) -> Iterator[Values]:
    """Yield what `as_view` sets an attribute to, of the class of `value` or of one that inherits from it."""
    own, word = value.cls, name.encode()
    if _is_no_view(own):  # for others all files are read
        return
    modules, sources = own.source.modules, [own.source]
    for path, names in modules.files.scanned("as_view", _given).items():
        is_given = word in names or b"**" in names
        if is_given and str(path) != abspath(own.path) and (module := modules.load_file(path)) is not None:
            sources.append(modules.source(module))
    for place in sources:
        for use in place.tree.attributes("as_view"):
            call = place.tree.parent(use)
            if not isinstance(call, ast.Call) or call.func is not use:
                continue
            given = [item for item in call.keywords if item.arg in (name, None)]
            if not given or not any(_may_be(one, own) for one in place.root.values(use.value)):
                continue
            for item in given:
                values = detached(place.root.values(item.value))
                if item.arg is not None:
                    yield values
                    continue
                spread, more = spread_of([values])
                yield from (held for key, held in spread if key == name)
                if more:
                    yield unknown(f"{name} may be given to as_view")


def each(value: Object) -> Iterator[Object]:
    """Yield an object of each class that one may be of: what one says hides nothing of what another one says."""
    heirs = subclasses(value.cls) if value.cls.open else ()
    return (replace(value, cls=replace(one, open=False)) for one in [value.cls, *heirs])


def view_rows(value: Object) -> Values:
    """Return the rows that a view is about, by its `queryset` or `model`, or those of its heirs."""
    return join(map(rows_of_view, each(value))) or unknown(f"{value.cls.name} names no model")


def rows_of_view(value: Object) -> Values:
    """Return the rows that a view of one class is about; nothing where it names none, as no view can work without."""
    found: list[Values] = []
    for name in _ROWS:
        for one in join(attribute(value, name)):
            match one:
                case Other(name="None"):
                    continue
                case ModelClass(model=of):
                    rows = rows_of(value.cls.source.relations, of, False, f"{value.cls.name}.model")
                    found.append(frozenset({rows}))
                case Rows():
                    found.append(
                        frozenset({replace(one, manager=False, how=after(one.how, f"{value.cls.name}.queryset"))})
                    )
                case _:
                    found.append(unknown(f"{value.cls.name}.{name}"))
        if found and join(in_bodies(value, name)[0]) - NONE:
            break
    return join(found)


def class_made(value: Object, method: str) -> Values:
    """Return the class that a view of one class names; unknown where it makes one of its model itself."""
    found = join(attribute(value, method.removeprefix("get_"))) - NONE
    if found or method != "get_form_class" or not rows_of_view(value):
        return found
    return unknown(f"{method} of {value.cls.name}")


def in_action(frame: Frame, method: str, node: ast.Call) -> Values | None:
    """Return what a method of a view gives within one that `@action(serializer_class=...)` marks; None for any other.

    https://www.django-rest-framework.org/api-guide/viewsets/#marking-extra-actions-for-routing
    """
    function, name = frame.source.tree.function(node), _READ_BY.get(method)
    if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) or any(
        one.arg == "many" for one in node.keywords
    ):
        return None
    marks = (one for one in function.decorator_list if isinstance(one, ast.Call))
    given = [keyword.value for mark in marks for keyword in mark.keywords if keyword.arg == name]
    return join(_made(method, one) for one in frame.source.root.values(given[-1])) if given else None


def _made(method: str, value: Value) -> Values:
    match method, value:
        case "get_serializer_class", Class():
            return frozenset({value})
        case "get_serializer", Class():
            return frozenset({Object(value)})
        case "get_queryset", Rows():
            return frozenset({replace(value, manager=False)})
        case "get_object", Rows():
            return frozenset({Instance(value.model, value.apps, value.how)})
    return unknown(f"{method} in an action")


def _given(text: bytes) -> frozenset[bytes] | None:
    """Return the names under which a file gives something to `as_view`."""
    if b".as_view(" not in text:
        return None
    found = (one for given in _GIVEN.findall(text) for name, stars in _NAMED.findall(given) for one in (name or stars,))
    return frozenset(found) or None


def _is_no_view(cls: Class) -> bool:
    """Whether all is known that a class inherits from, and none of it is a view, nor could be beside a mixin."""
    behind = lineage(cls)
    if any(one.startswith(_NO_VIEWS) for one in behind.external):
        return True
    return behind.whole and not cls.open and all(one == "builtins.object" for one in behind.external)


def _may_be(one: object, own: Class) -> bool:
    if not isinstance(one, Class) or all(
        item.name != own.name for item in lineage(one).classes
    ):  # which is cheap to ask
        return False
    return inherits(one, own)
