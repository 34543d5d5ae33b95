"""Which parameters does a URL give? What comes from there is text, a number or a UUID, and never an instance.

    path("courses/<int:pk>/<uuid:student>/", views.enrol)

https://docs.djangoproject.com/en/stable/topics/http/urls/#path-converters
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from through_codemod.infer.classes import enclosing_method, inherits, lineage
from through_codemod.infer.definitions import raw_class
from through_codemod.infer.descendants import descendants
from through_codemod.infer.hooks import frame_of
from through_codemod.infer.mutations import grown_attribute
from through_codemod.infer.tree import dotted
from through_codemod.infer.values import (
    LITERAL,
    NOTHING,
    Class,
    Collection,
    External,
    Object,
    Parent,
    Values,
    detached,
    is_known,
    join,
    unknown,
)

if TYPE_CHECKING:
    from through_codemod.infer.frames import Frame
    from through_codemod.infer.source import Source

Def = ast.FunctionDef | ast.AsyncFunctionDef
_ROUTES = frozenset({"django.urls.path", "django.urls.re_path", "django.conf.urls.url"})
# decorators of views that call them with what they are called with
OF_VIEWS = ("django.contrib.auth.decorators.", "django.views.decorators.", "django.contrib.admin.views.decorators.")
_OF_API = "rest_framework.decorators."
_CALLED = frozenset({"get", "post", "put", "patch", "delete", "head", "options"})
_ACTIONS = frozenset({"list", "create", "retrieve", "update", "partial_update", "destroy"})
_BETWEEN = frozenset({"dispatch", "setup", "initial", "initialize_request", "as_view", "__getattribute__"})
_VIEWS = ("django.views.", "rest_framework.views.", "rest_framework.viewsets.", "rest_framework.generics.")
_BESIDE = (
    *_VIEWS,
    *("builtins.", "typing.", "abc.", "rest_framework.mixins.", "django.contrib.auth.mixins."),
    *("django.contrib.messages.views.", "django.contrib.auth.views.", "braces.views.", "guardian.mixins."),
    *("rules.contrib.views.", "django_filters.views.", "django_tables2."),
)
_CONVERTED = re.compile(rb"<(?:(\w+):)?(\w+)>")
_GROUP = re.compile(rb"\(\?P<(\w+)>")
_OWN = frozenset({b"", b"int", b"str", b"slug", b"uuid", b"path"})
_REPLACED = re.compile(rb"register_converter\([^)]*[\"'](?:int|str|slug|uuid|path)[\"']")
_ITEM = re.compile(rb"[\"'](\w+)[\"']\s*:")
_WITH_MORE = re.compile(rb"include\((?:[^()]|\([^()]*\))*\)\s*,\s*(?!name\s*=|namespace\s*=)\w")
_PUT = re.compile(rb"kwargs\[\s*(?:[\"'](\w+)[\"']\s*\])?[^\]\n]*\]?\s*=(?!=)")
_FILLED = re.compile(rb"kwargs\.(?:update|setdefault|__setitem__)\(")
_ANY = ""  # stands for all names


class _Told(NamedTuple):
    """Under which names routes capture text, and under which a view may be given something else."""

    captured: frozenset[str]
    doubtful: frozenset[str]


def is_routed(place: Source, use: ast.expr) -> bool:
    """Whether a view is handed to Django as what a URL leads to, as it is or under decorators of Django's."""
    node: ast.AST = use
    while isinstance(call := place.tree.parent(node), ast.Call | ast.keyword):
        named = call.arg if isinstance(call, ast.keyword) else None
        call = place.tree.parent(call) if isinstance(call, ast.keyword) else call
        if not isinstance(call, ast.Call) or call.func is node:
            return False
        made = call.func.func if isinstance(call.func, ast.Call) else call.func
        names = [one.name if isinstance(one, External) else "" for one in place.root.values(made)]
        if names and all(name in _ROUTES for name in names):
            extra = [*call.args[2:3], *(item.value for item in call.keywords if item.arg in ("kwargs", None))]
            is_view = named == "view" or (len(call.args) > 1 and call.args[1] is node)
            return is_view and all(isinstance(item, ast.Dict) for item in extra)
        if not (names and all(map(is_of_views, names)) and len(call.args) == 1):
            return False
        node = call
    return False


def is_of_views(name: str) -> bool:
    """Whether a decorator hands on to a view all that it is called with, and nothing else."""
    return name.startswith(OF_VIEWS) or (name.startswith(_OF_API) and not name.endswith(".action"))


def by_url(source: Source, arg: ast.arg, owner: Def, first: ast.arg | None) -> Values:
    """Return what a URL gives for a parameter of a view; `first` is its request."""
    told = _told(source)
    if arg is first:
        return unknown("request")
    if arg is owner.args.vararg:
        return frozenset({Collection("tuple", LITERAL)})
    if arg is owner.args.kwarg:
        return _mapping(told)
    if not told.doubtful.isdisjoint((arg.arg, _ANY)):
        return unknown(f"what a URL gives for {arg.arg}")
    return LITERAL


def _mapping(told: _Told) -> Values:
    """Return what `kwargs` of a view holds."""
    if _ANY in told.doubtful:
        return unknown("what a URL gives")
    if not told.doubtful:
        return frozenset({Collection("dict", LITERAL, mapped=LITERAL)})
    known = tuple((name, LITERAL) for name in sorted({*told.captured, "pk"} - told.doubtful))
    return frozenset({Collection("dict", LITERAL, mapped=unknown("what a URL gives"), known=known, more=True)})


def _told(source: Source) -> _Told:
    by_file = source.modules.files.scanned("what URLs give", _read)
    found = [one for one in (*by_file.values(), _read(source.module.text)) if one is not None]
    return _Told(
        frozenset(name for one in found for name in one.captured),
        frozenset(name for one in found for name in one.doubtful),
    )


def _read(text: bytes) -> _Told | None:
    """Return what a file's text says of what URLs give, and of what code puts beside it or in its place."""
    captured, doubtful = set[bytes](), set[bytes]()
    if b"register_converter(" in text and _REPLACED.search(text):
        doubtful.add(b"")
    if b"kwargs[" in text:
        doubtful.update(found[1] or b"" for found in _PUT.finditer(text))
    if b"def process_view" in text and _FILLED.search(text):
        doubtful.add(b"")
    if b"urls" in text and (b"path(" in text or b"url(" in text):
        for converter, name in _CONVERTED.findall(text):
            (captured if converter in _OWN else doubtful).add(name)
        captured.update(_GROUP.findall(text))
        if b"include(" in text and _WITH_MORE.search(text):
            doubtful.add(b"")
        doubtful.update(_ITEM.findall(text) if b"urlpatterns" in text else ())
    if not (captured or doubtful):
        return None
    return _Told(frozenset(map(bytes.decode, captured)), frozenset(map(bytes.decode, doubtful)))


def from_url(frame: Frame, arg: ast.arg, owner: Def, cls: ast.ClassDef) -> Values | None:
    """Return what a URL gives for a parameter of a view's method; None where something else may call that."""
    source = frame.source
    if owner.name not in _CALLED | _ACTIONS and not any(map(_is_action, owner.decorator_list)):
        return None
    positional = [*owner.args.posonlyargs, *owner.args.args]
    if not source.modules.asks_callers or arg in positional[:2]:
        return None
    places = _places(raw_class(source, cls))
    if places is None:
        return None
    given = [*_called_by_code(places, arg, owner, cls, source), *_called_as_view(places, arg.arg, cls, source)]
    values = join((by_url(source, arg, owner, None), *given))
    return values if is_known(values) else None


def url_kwargs(view: Object) -> Values | None:
    """Return what `self.kwargs` of a view is, which Django sets to what a URL gives; None for another object."""
    cls = view.cls
    if not cls.source.modules.asks_callers or not _is_view(cls):
        return None
    places = _places(cls)
    if places is None:
        return None
    values = _mapping(_told(cls.source))
    for place in dict.fromkeys(one.source for one in lineage(cls).classes):
        values = grown_attribute(place.root, values, "kwargs")
    return join((values, *_called_as_view(places, None, cls.node, cls.source)))


def _is_view(cls: Class) -> bool:
    names = lineage(cls).external
    return any(name.startswith(_VIEWS) for name in names) and all(name.startswith(_BESIDE) for name in names)


def _is_action(decorator: ast.expr) -> bool:
    return isinstance(decorator, ast.Call) and dotted(decorator.func).rpartition(".")[2] == "action"


def _places(cls: Class) -> list[Source] | None:
    """Return the files that may call a method of a view or make one; None where not all is known of the view.

    That is so too where one of its classes changes what it is called with.
    """
    heirs = descendants(cls)
    family = [cls, *heirs] if heirs is not None else []
    if not family or not all(lineage(one).whole and _is_view(one) for one in family):
        return None
    classes = {(one.path, one.line): one for item in family for one in lineage(item).classes}
    if any(_is_changed(one) for one in classes.values()):
        return None
    modules, found = cls.source.modules, {one.source: None for one in classes.values()}
    for name in sorted({one.node.name for one in family}):
        naming = modules.mentioning(name, cls.source.module)
        if naming is None:
            return None
        found |= dict.fromkeys(map(modules.source, naming))
    return list(found)


def _is_changed(cls: Class) -> bool:
    """Whether a class stands between a URL and its methods with more than a call of `super()`."""
    for node in cls.node.body:
        if not isinstance(node, Def) or node.name not in _BETWEEN:
            continue
        kwarg = node.args.kwarg.arg if node.args.kwarg is not None else ""
        for part in ast.walk(node):
            match part:
                case ast.Call(func=ast.Attribute(attr=called)) if called == node.name and not _hands_on(part, node):
                    return True
                case ast.Call(func=ast.Attribute(value=ast.Name(id=name))) if name == kwarg != "":
                    return True
                case ast.Name(id=name, ctx=ast.Store()) if name == kwarg:
                    return True
                case ast.Attribute(attr="kwargs", ctx=ast.Store()):
                    return True
    return False


def _hands_on(call: ast.Call, function: ast.AST) -> bool:
    """Whether a call passes what the function around it is given behind the request, and nothing else."""
    given = [*(item.value if isinstance(item, ast.Starred) else item for item in call.args[1:])]
    return _are_given([*given, *(item.value for item in call.keywords)], function)


def _are_given(items: list[ast.expr], function: ast.AST) -> bool:
    """Whether expressions are parameters of a function, which sets none of them anew."""
    if not isinstance(function, Def):
        return False
    names = {arg.arg for arg in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)}
    names |= {arg.arg for arg in (function.args.vararg, function.args.kwarg) if arg is not None}
    names -= {node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return all(isinstance(item, ast.Name) and item.id in names for item in items)


def _called_by_code(
    places: list[Source], arg: ast.arg, owner: Def, cls: ast.ClassDef, home: Source
) -> Iterator[Values]:
    """Yield what the project's own calls of a view's method pass for a parameter."""
    own = raw_class(home, cls)
    for place in places:
        for use in place.tree.attributes(owner.name):
            call = place.tree.parent(use)
            if not isinstance(call, ast.Call) or call.func is not use or not _may_be(place, use.value, own):
                continue
            is_bound = not any(isinstance(one, Class) for one in place.root.values(use.value))
            yield _passed(frame_of(place, call, cls, home), place, call, arg.arg, _place(owner, arg) - is_bound)


def _place(owner: Def, arg: ast.arg) -> int:
    positional = [*owner.args.posonlyargs, *owner.args.args]
    return positional.index(arg) if arg in positional else len(positional)


def _passed(frame: Frame, home: Source, call: ast.Call, name: str | None, place: int) -> Values:
    """Return what a call passes under a name or at a place; all that it passes behind the request without a name.

    What a view's method is given itself, and hands on with stars, comes from a URL too.
    """
    stars = [item.value for item in call.args if isinstance(item, ast.Starred)]
    stars += [item.value for item in call.keywords if item.arg is None]
    around = home.tree.function(call)
    if stars and not (_is_method_of_view(around, home) and _are_given(stars, around)):
        return unknown("what a view is called with")
    named = [item.value for item in call.keywords if item.arg is not None and name in (item.arg, None)]
    given = [*named, *(call.args[place : place + 1] if name is not None else call.args[1:])]
    return detached(join(frame.values(item) for item in given if not isinstance(item, ast.Starred)))


def _may_be(place: Source, node: ast.expr, own: Class) -> bool:
    """Whether a method that is called on something may be that of a view: what a test's client is, is none."""
    for value in place.root.values(node):
        cls = value.cls if isinstance(value, Object | Parent) else value
        if isinstance(cls, Class):
            if inherits(cls, own) or inherits(own, cls):
                return True
        elif "view" in dotted(node).lower() or (isinstance(node, ast.Name) and node.id in ("self", "cls")):
            return True
    return False


def _is_method_of_view(function: ast.AST, place: Source) -> bool:
    if not isinstance(function, Def) or (cls := enclosing_method(function, place)) is None:
        return False
    return function.name in _CALLED | _ACTIONS | _BETWEEN and _is_view(raw_class(place, cls))


def _called_as_view(places: list[Source], name: str | None, cls: ast.ClassDef, home: Source) -> Iterator[Values]:
    """Yield what the project passes for a parameter where it calls what `as_view` makes; nothing where URLs do."""
    own = raw_class(home, cls)
    for place in places:
        for use in place.tree.attributes("as_view"):
            made = place.tree.parent(use)
            if isinstance(made, ast.Call) and made.func is use and _may_be(place, use.value, own):
                yield _used(place, made, name)


def _used(place: Source, made: ast.expr, name: str | None) -> Values:
    """Return what a view is called with that an expression gives."""
    match place.tree.parent(made):
        case ast.Call(func=func) as call if func is made:
            return _passed(place.root, place, call, name, len(call.args))
        case ast.Assign(targets=[ast.Name(id=kept)]) if not isinstance(place.tree.function(made), ast.ClassDef):
            uses = [use for use in place.tree.names(kept) if isinstance(use.ctx, ast.Load)]
            return join(_used(place, use, name) for use in uses)
    return NOTHING if is_routed(place, made) else unknown("what calls a view")
