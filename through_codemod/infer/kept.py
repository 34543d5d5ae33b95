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
from through_codemod.infer.classes import class_of, enclosing_method, lineage
from through_codemod.infer.growth import mutable
from through_codemod.infer.values import Instance, Unknown, Value, Values, detached, is_known, join

if TYPE_CHECKING:
    from through_codemod.infer.frames import Frame
    from through_codemod.infer.source import Source
    from through_codemod.relations import ModelRef, RelationMap

_ASKED = re.compile(rb"(?:has|get|del)attr\([^()\n]*,\s*\Z")
_FAR = 80  # bytes in front of a name


def kept(frame: Frame, value: Instance, name: str) -> Values | None:
    """Return what all that the project stores as `value.name` may be; None where not all of it is known."""
    cls = class_of(frame, value.model)
    if cls is None or not name.startswith("_") or name.startswith("__") or not lineage(cls).whole:
        return None
    root = cls.source.root
    found = root.source.modules.engine.solve(
        root.memo, ("kept", value, name), lambda: join(_stored(cls.source, value, name))
    )
    return found if is_known(found) and not any(map(mutable, found)) else None


def _stored(home: Source, value: Instance, name: str) -> Iterator[Values]:
    places = home.modules.mentioning(name, home.module)
    if places is None or any(_is_named(place.text, name.encode()) for place in places):
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
        if found[1] is None or not _ASKED.search(text[max(found.start() - _FAR, 0) : found.start()]):
            return True
    return False


def _may_be(one: Value, model: ModelRef, relations: RelationMap) -> bool:
    match one:
        case Unknown():
            return True
        case Instance():
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
