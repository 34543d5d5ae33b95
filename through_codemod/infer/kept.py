"""What does a model's instance keep under a private name that no field and no class body has?

class Course(models.Model):
    @property
    def oldest(self):
        if not hasattr(self, "_oldest"):
            self._oldest = self.students.order_by("born").first()
        return self._oldest
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from through_codemod.infer.bindings import Kind, binding_of
from through_codemod.infer.by_name import may_be_named
from through_codemod.infer.classes import class_of, enclosing_method, inherits, lineage
from through_codemod.infer.definitions import raw_class
from through_codemod.infer.growth import mutable
from through_codemod.infer.outside import names_set
from through_codemod.infer.values import Class, Instance, ModelClass, Unknown, Value, Values, detached, is_known, join

if TYPE_CHECKING:
    from through_codemod.infer.frames import Frame
    from through_codemod.infer.source import Source
    from through_codemod.relations import ModelRef, RelationMap

_ASKED = rb"(?:has|get|del)attr\([^()\n]*,\s*\Z"
_FAR = 80  # bytes in front of a name
_HOOKS = frozenset({"__getattr__", "__getattribute__", "__setattr__"})
_PUT = rb"\s*(?:\.(?:update|setdefault|__setitem__|__ior__)\(|\[|\|?=[^=])"
_SETTING = {  # by a name that is computed, or by any; by what has to be in a text for one
    b"setattr": rb"setattr(?:__)?\([^,\n]*,\s*(?![rbRB]?[\"'][^\"'%]*[\"']\s*,)",
    b"__dict__": rb"__dict__" + _PUT,
    b"vars(": rb"vars\((?<!\wvars\()[^()]*\)" + _PUT,
}


def kept(frame: Frame, value: Instance, name: str) -> Values | None:
    """Return what all that the project stores as `value.name` may be; None where not all of it is known."""
    cls = class_of(frame, value.model)
    if cls is None or not name.startswith("_") or name.startswith("__") or not lineage(cls).whole:
        return None
    if any(_binds(one, hook) for one in lineage(cls).classes for hook in _HOOKS):
        return None
    root = cls.source.root
    found = root.source.modules.engine.solve(root.memo, ("kept", value, name), lambda: join(_stored(cls, value, name)))
    return found if is_known(found) and not any(map(mutable, found)) else None


def _binds(cls: Class, name: str) -> bool:
    return name in cls.source.scopes.flow(cls.node).bindings


def _stored(cls: Class, value: Instance, name: str) -> Iterator[Values]:
    home = cls.source
    places = home.modules.mentioning(name, home.module)
    if (
        places is None
        or any(_is_named(place.text, name.encode()) for place in places)
        or any(_is_overridden(home.modules.source(place), cls, name) for place in places)
        or _is_computed(home, value, name)
    ):
        yield frozenset({Unknown(f"{value.model.name}.{name}")})
        return
    for place in places:
        source = home.modules.source(place)
        for node in source.tree.stores(name):
            if not any(_may_be(one, value.model, home.relations) for one in source.root.values(node.value)):
                continue
            binding = binding_of(node, source.tree.parent)
            if binding is None or binding.kind is not Kind.ASSIGN:
                yield frozenset({Unknown(f"{value.model.name}.{name}")})
            else:
                yield detached(_frame_of(source, node, value).bound(binding))


def _is_named(text: bytes, name: bytes) -> bool:
    """Whether it may be set by a text, `setattr(course, "_oldest", x)` and `to_attr`, or by a keyword of a query."""
    for found in re.finditer(rb"([\"'])%s\1|[(,]\s*%s\s*=[^=]" % (name, name), text):
        if found[1] is None or not re.search(_ASKED, text[max(found.start() - _FAR, 0) : found.start()]):
            return True
    return False


def _is_overridden(source: Source, cls: Class, name: str) -> bool:
    """Whether the body of a class that inherits from `cls` binds the name."""
    classes = (raw_class(source, node) for node in source.tree.classes)
    return any(_binds(one, name) and inherits(one, cls) for one in classes)


def _sets_by_name(text: bytes) -> bool | None:
    return any(sign in text and re.search(setting, text) for sign, setting in _SETTING.items()) or None


def _is_computed(home: Source, value: Instance, name: str) -> bool:
    """Whether a file sets an attribute of the model's by a computed name, which may be that one.

    Of an object that may be anything only where a part of the name says so.
    """
    for path in home.modules.files.scanned("what sets attributes by name", _sets_by_name):
        if (module := home.modules.load_file(path)) is None:
            continue
        source = home.modules.source(module)
        for target, text in names_set(source):
            told = may_be_named(text, name)
            values = source.root.values(target) if told is not False else ()
            known = (one for one in values if told or not isinstance(one, Unknown))
            if any(_may_be(one, value.model, home.relations) for one in known):
                return True
    return False


def _may_be(one: Value, model: ModelRef, relations: RelationMap) -> bool:
    match one:
        case Unknown():
            return True
        case Instance() | ModelClass():
            behind = [relations.models[ref].bases for ref in (one.model, model) if ref in relations.models]
            return one.model == model or any({one.model, model} & set(bases) for bases in behind)
    return False


def _frame_of(source: Source, node: ast.Attribute, value: Instance) -> Frame:
    """Return the frame in which a method of the model's own stores something on itself."""
    function = source.tree.function(node)
    if isinstance(function, ast.FunctionDef) and enclosing_method(function, source) is not None and function.args.args:
        first = function.args.args[0]
        if isinstance(node.value, ast.Name) and node.value.id == first.arg:
            return source.root.under(function, {first: frozenset({value})}, source.root) or source.root
    return source.root
