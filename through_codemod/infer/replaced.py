"""Does code outside of a class put something else in the place of what its body defines?

Course.get_owner = lambda course: course.club.owner        # in another file
setattr(Course, "get_owner", get_owner)
Course.add_to_class("get_owner", get_owner)
course.get_owner = Mock()                                  # in the same file, of an instance
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from os.path import abspath
from pathlib import Path
from typing import TYPE_CHECKING

from through_codemod.infer.classes import class_of, inherits, lineage
from through_codemod.infer.outside import names_set
from through_codemod.infer.values import Class, Instance, ModelClass, Object, Unknown, Values, join, unknown

if TYPE_CHECKING:
    from through_codemod.infer.frames import Frame
    from through_codemod.infer.source import Source


def or_anew(frame: Frame, cls: Class | None, name: str, found: Values) -> Values:
    """Return what a model's class defines as `name`, with anything where code elsewhere in the project sets it anew.

    What tests replace counts in the same file alone.
    """
    here = [frame.source] if cls is not None and frame.source.tree.stores(name) else []
    if cls is None or not (is_set_elsewhere(frame, cls, name) or _is_set_in(here, cls, name)):
        return found
    return join((found, unknown(f"{cls.name}.{name} is set anew outside of the class")))


def is_set_elsewhere(frame: Frame, cls: Class, name: str) -> bool:
    """Whether a file other than tests sets what a class's body defines as `name` anew, by what stands there."""
    modules, own = frame.source.modules, abspath(frame.source.module.path)
    places = [frame.source] if name in frame.source.set_on_classes else []
    others = sorted(modules.files.setting(name) - {own})
    loaded = (modules.load_file(Path(file)) for file in others)
    return _is_set_in([*places, *(modules.source(module) for module in loaded if module is not None)], cls, name)


def _is_set_in(places: Iterable[Source], cls: Class, name: str) -> bool:
    return any(_may_be(place, target, cls) for place in places for target in _targets(place, name))


def _targets(place: Source, name: str) -> Iterator[ast.expr]:
    """Yield what a file sets an attribute of, other than `self` and `cls`."""
    for store in place.tree.stores(name):
        if not isinstance(store.value, ast.Name) or store.value.id not in ("self", "cls"):
            yield store.value
    for target, text in names_set(place):
        if isinstance(text, ast.Constant) and text.value == name:
            yield target
    for use in place.tree.attributes("add_to_class"):
        match place.tree.parent(use):
            case ast.Call(args=[ast.Constant(value=given), *_]) if given == name:
                yield use.value


def _may_be(place: Source, target: ast.expr, cls: Class) -> bool:
    """Whether it may be a class, or an object of it, or one that is related to it."""
    for value in place.root.values(target):
        match value:
            case Class() | Object(cls=Class()):
                other = value.cls if isinstance(value, Object) else value
            case ModelClass() | Instance():
                found = class_of(place.root, value.model)
                if found is None:
                    continue
                other = found
            case Unknown():
                if ast.unparse(target).rpartition(".")[2] in {one.node.name for one in lineage(cls).classes}:
                    return True
                continue
            case _:
                continue
        if inherits(cls, other) or inherits(other, cls):
            return True
    return False
