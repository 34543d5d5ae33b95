"""With what are the forms made that a view names, by the view's own code and by Django's?

class EnrolView(FormView):
    form_class = EnrolForm

    def get_form_kwargs(self):                    # so EnrolForm is made with a course
        return {**super().get_form_kwargs(), "course": self.course}
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from through_codemod.infer.bindings import Kind
from through_codemod.infer.classes import enclosing_method, inherits, lineage
from through_codemod.infer.containers import spread_of
from through_codemod.infer.descendants import descendants
from through_codemod.infer.handed_classes import GETTERS, Kept, class_around, ways
from through_codemod.infer.values import (
    Arguments,
    Class,
    Function,
    Method,
    Object,
    Parent,
    Unknown,
    Values,
)
from through_codemod.infer.view_kwargs import form_kwargs, is_familiar, makes_forms

if TYPE_CHECKING:
    from through_codemod.infer.frames import Frame
    from through_codemod.infer.source import Source

_Def = ast.FunctionDef | ast.AsyncFunctionDef
# what classes of Django's make objects of by these names of attributes, in ways that are not followed here
_OF_DJANGO = frozenset(
    {"form", "add_form", "change_password_form", "authentication_form", "login_form", "password_change_form"}
    | {"formset", "formset_class", "form_list", "filterset_class", "serializer_class", "model"}
)


class Made(NamedTuple):
    """How an object of a class is made: what is passed, and in which frame."""

    frame: Frame
    arguments: Arguments


def constructions(place: Source, use: ast.expr) -> list[Made] | None:
    """Return how a class is made that `use` hands on; None where not all of that can be seen."""
    found: list[Made] = []
    for way in ways(place, use):
        made: list[Made] | None = None
        match way:
            case ast.Call():
                made = [Made(place.root, place.root.passed(way))]
            case Kept():
                made = _by_views(way)
        if made is None:
            return None
        found += made
    return found


def by_heir(heir: Class, cls: Class) -> list[Made] | None:
    """Return what the `__init__` in front of that of `cls` passes on to it, for objects of a class that inherits.

    None where there is none in front, so that it gets what the heir is made with.
    """
    before: list[Class] = []
    for item in lineage(heir).classes:
        if item.node is cls.node:
            break
        before += [item] if _init(item) is not None else []
    if not before:
        return None
    source, method = before[-1].source, _init(before[-1])
    assert method is not None
    found: list[Made] = []
    for use in source.tree.attributes("__init__"):
        call = source.tree.parent(use)
        if source.tree.function(use) is not method or not isinstance(call, ast.Call) or call.func is not use:
            continue
        frame = _frame(source, call, heir)
        match use.value:
            case ast.Call(func=ast.Name(id="super")):
                found.append(Made(frame, frame.passed(call)))
            case _:
                found.append(Made(frame, Arguments(more=True)))
    return found


def _init(cls: Class) -> _Def | None:
    return next((item for item in cls.node.body if isinstance(item, _Def) and item.name == "__init__"), None)


def _by_views(kept: Kept) -> list[Made] | None:
    heirs = [] if kept.alone else descendants(kept.cls)
    if heirs is None:
        return None
    found: list[Made] = []
    for view in (kept.cls, *heirs):
        if view is kept.cls and heirs and not lineage(view).external:  # a mixin, of which nothing is made
            continue
        if kept.in_body and not _has(view, kept):
            continue
        made = _by_view(view, kept.attribute)
        if made is None:
            return None
        found += made
    return found


def _has(view: Class, kept: Kept) -> bool:
    """Whether a heir has the attribute from `kept`, and not from a class before it."""
    for cls in lineage(view).classes:
        if inherits(cls, kept.cls) and inherits(kept.cls, cls):
            return True
        bindings = cls.source.scopes.flow(cls.node).bindings.get(kept.attribute, ())
        if any(binding.kind is Kind.ASSIGN for binding in bindings):
            return False
    return True


def _by_view(view: Class, attribute: str) -> list[Made] | None:
    """Return how a view makes objects of the class that an attribute of it holds."""
    if not is_familiar(view) or isinstance(view.source.tree.parent(view.node), ast.ClassDef):  # `class Meta`
        return None
    found: list[Made] = []
    if attribute == "form_class" and makes_forms(view):
        if (passed := _by_kwargs(view)) is None:
            return None
        found += passed
    elif attribute in _OF_DJANGO:
        return None
    for made in _in_code(view, attribute):
        if made is None:
            return None
        found.append(made)
    return found


def _by_kwargs(view: Class) -> list[Made] | None:
    """Return what a view passes to its form by what `get_form_kwargs` gives."""
    if not _reaches_django(view):
        return []
    root = view.source.root
    found: list[Made] = []
    for method in root.read(Object(view), "get_form_kwargs"):
        match method:
            case Function():
                values = root.returned(method, Arguments())
            case Method():
                values = form_kwargs(root, Object(view))
            case _:
                return None
        spread, more = spread_of([values])
        found.append(Made(root, Arguments((), (), more, spread)))
    return found


def _reaches_django(view: Class) -> bool:
    """Whether `get_form` is Django's in the end: what the project has in its place calls `super().get_form(...)`."""
    for cls in lineage(view).classes:
        for method in cls.node.body:
            if isinstance(method, _Def) and method.name == "get_form":
                inside = (node for node in ast.walk(method) if isinstance(node, ast.Attribute))
                if not any(node.attr == "get_form" for node in inside):
                    return False
    return True


def _in_code(view: Class, attribute: str) -> Iterator[Made | None]:
    """Yield how the project's code makes objects of what an attribute of a view holds."""
    classes = lineage(view).classes
    nodes = {id(item.node): item for item in classes}
    for source in dict.fromkeys((*(item.source for item in classes), *_reading(view, attribute))):
        if re.search(rb"[\"']%s[\"']" % attribute.encode(), source.module.text):  # for `getattr`
            yield None
        for read in _reads(source, attribute):
            around = class_around(source, read)
            inside = around is not None and id(around) in nodes
            if not inside and not _may_be_of(source, read, view):
                continue
            for way in ways(source, read):
                match way:
                    case ast.Call():
                        frame = _frame(source, way, view) if inside else source.root
                        yield Made(frame, frame.passed(way))
                    case Kept(cls=cls, attribute=same) if same == attribute and id(cls.node) in nodes:
                        pass
                    case _:
                        yield None


def _reads(source: Source, attribute: str) -> Iterator[ast.expr]:
    getters = [getter for getter, kept in GETTERS.items() if kept == attribute]
    yield from (use for use in source.tree.attributes(attribute) if isinstance(use.ctx, ast.Load))
    for name in source.tree.names(attribute):
        in_body = isinstance(source.scopes.meaning(attribute, name).scope, ast.ClassDef)
        if isinstance(name.ctx, ast.Load) and (in_body or attribute == "form_class"):  # the parameter of `get_form`
            yield name
    for use in (one for getter in getters for one in source.tree.attributes(getter)):
        call = source.tree.parent(use)
        yield call if isinstance(call, ast.Call) and call.func is use else use


def _reading(view: Class, attribute: str) -> list[Source]:
    """Return the files that name a view and read the attribute of something else than `self`."""
    name = attribute.encode()
    sought = re.compile(rb"(?<!\bself)(?<!\bcls)\.(?:get_)?%s\b|[\"']%s[\"']" % (name, name))
    modules, behind = view.source.modules, lineage(view)

    def reads(text: bytes) -> bytes | None:
        return text if name in text and sought.search(text) else None

    texts = modules.files.scanned(f"reads of {attribute}", reads)
    owners = [cls.node.name.encode() for cls in behind.classes] if behind.external else [b""]
    paths = [path for path, text in texts.items() if any(owner in text for owner in owners)]
    loaded = (modules.load_file(path) for path in paths)
    return [modules.source(module) for module in loaded if module is not None]


def _may_be_of(source: Source, read: ast.expr, view: Class) -> bool:
    """Whether an attribute, or a method that is called, is read of an object that may be the view."""
    read = read.func if isinstance(read, ast.Call) else read
    if not isinstance(read, ast.Attribute):
        return False
    for value in source.root.values(read.value):
        of = value.of if isinstance(value, Parent) else value
        match of:
            case Object(cls=cls) | (Class() as cls):
                if inherits(cls, view) or inherits(view, cls):
                    return True
            case Unknown():
                return True
    return False


def _frame(source: Source, call: ast.Call, view: Class) -> Frame:
    """Return the frame of a method of the view's that `call` stands in: `self` is the view there."""
    method = source.tree.function(call)
    if not isinstance(method, _Def) or enclosing_method(method, source) is None:
        return source.root
    first = [*method.args.posonlyargs, *method.args.args][:1]
    of: Values = frozenset({Object(view)})
    return source.root.under(method, dict.fromkeys(first, of), source.root) or source.root
