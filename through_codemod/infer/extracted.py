"""What do the calls of a factory pass for the parameter `extracted` of its `post_generation` methods?

class CourseFactory(DjangoModelFactory):
    @factory.post_generation
    def students(self, create, extracted, **kwargs):
        self.students.add(*extracted)
CourseFactory(students=[student])                 # in another file: so `extracted` has a Student in it

All that may pass it has to be seen: a factory is called, inherited from or named for another one's part. Where one of
them is handed on, or called with `**`, nobody can tell.
https://factoryboy.readthedocs.io/en/stable/reference.html#extracting-parameters
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from os.path import abspath
from typing import TYPE_CHECKING

from through_codemod.infer.by_name import is_searched, may_mean, named_in_text
from through_codemod.infer.callers import using
from through_codemod.infer.classes import enclosing_method, lineage
from through_codemod.infer.definitions import raw_class
from through_codemod.infer.descendants import descendants
from through_codemod.infer.factories import factory_model, is_post_generation
from through_codemod.infer.handed_classes import is_only_named
from through_codemod.infer.values import Class, External, Other, Unknown, Values, detached, join

if TYPE_CHECKING:
    from through_codemod.infer.frames import Frame
    from through_codemod.infer.source import Source
    from through_codemod.infer.tree import FunctionNode

MAKING = frozenset({"create", "build", "stub", "create_batch", "build_batch", "stub_batch"})
_GENERATING = frozenset({"generate", "generate_batch", "simple_generate", "simple_generate_batch"})
_CHANGING = MAKING | _GENERATING | {"_generate", "__new__"}  # methods that can change what a factory is called with
_BASES = ("factory.", "wagtail_factories.", "builtins.object", "typing.Generic")
_PARTS = (".SubFactory", ".RelatedFactory", ".RelatedFactoryList", ".create", ".build", ".create_batch", ".build_batch")


class _UnseenError(Exception):
    """Something may be passed that is not seen."""


def extracted(frame: Frame, arg: ast.arg, owner: FunctionNode) -> Values | None:
    """Return what is passed for `arg`, the third parameter of a `post_generation` method, or `None` where nothing is.

    None where nobody can tell, and where nobody passes anything.
    """
    source = frame.source
    if isinstance(owner, ast.Lambda) or [*owner.args.posonlyargs, *owner.args.args][2:3] != [arg]:
        return None
    cls = enclosing_method(owner, source)
    if cls is None or not source.modules.asks_callers or not is_post_generation(source, owner):
        return None
    found = source.modules.engine.solve(
        source.root.memo, ("extracted", arg), lambda: _all(source, raw_class(source, cls), owner.name)
    )
    return frozenset({*found, Other("None")}) if found else None


def _all(source: Source, cls: Class, name: str) -> Values:
    if factory_model(source.root, cls) is None or (heirs := descendants(cls)) is None:
        return frozenset()
    factories = [cls, *heirs]
    try:
        found = join(_passed(source, factories, name))
    except _UnseenError:
        return frozenset()
    unseen = found and any(is_searched(one.source.module, source.modules) for one in factories)
    return frozenset() if unseen else found


def _passed(source: Source, factories: list[Class], name: str) -> Iterator[Values]:
    for cls in factories:
        behind = lineage(cls)
        if not behind.whole or not all(base.startswith(_BASES) for base in behind.external):
            raise _UnseenError
    bodies = {(abspath(one.path), one.line): one for cls in factories for one in lineage(cls).classes}
    for cls in bodies.values():
        if any(getattr(item, "name", "") in _CHANGING for item in cls.node.body):
            raise _UnseenError
        if cls.node.decorator_list:  # `@register` of pytest-factoryboy
            _see_to_parts(source, name)
        yield from _inside(cls, name)
    names = {cls.node.name for cls in factories}
    places = using(source, names)
    if places is None:
        raise _UnseenError
    homes = {(abspath(cls.path), cls.line): cls for cls in factories}
    for module in places:
        if module is None:
            raise _UnseenError
        place = source.modules.source(module)
        if any(named_in_text(place, cls.node.name.encode(), False, cls.source) for cls in factories):
            raise _UnseenError
        for one in sorted(names):
            uses: list[ast.expr] = [*place.tree.names(one), *place.tree.attributes(one)]
            for use in uses:
                if isinstance(use, ast.Name | ast.Attribute) and isinstance(use.ctx, ast.Load):
                    yield from _used(place, use, name) if _is_one(place, use, homes) else ()


def _see_to_parts(source: Source, name: str) -> None:
    """Raise where something may be passed to the factory of a part, or be given as its fixture: `course__students`."""
    part = b"__" + name.encode()  # first, as plain text is found far faster than a pattern
    sought = re.compile(rb"%s(?<=\w%s)(?!\w)" % (part, part))
    if source.modules.files.has_text(f"who passes {name} to a part", lambda text: sought.search(text) is not None):
        raise _UnseenError


def _is_one(place: Source, use: ast.Name | ast.Attribute, homes: dict[tuple[str, int], Class]) -> bool:
    """Whether a use of a factory's name may mean one of them."""
    for value in place.root.values(use):
        match value:
            case Class() if (abspath(value.path), value.line) in homes:
                return True
            case External(name=name) if any(name.endswith(f".{cls.node.name}") for cls in homes.values()):
                return True  # imported by a path that leads nowhere
            case Unknown() if isinstance(use, ast.Attribute):
                return True
            case Unknown() if any(may_mean(place, use, cls.source) for cls in homes.values()):
                return True
    return False


def _inside(cls: Class, name: str) -> Iterator[Values]:
    """Yield what a factory's own body passes: in traits, to the factories of its parts, and by `cls(...)`."""
    for node in ast.walk(cls.node):
        match node:
            case ast.keyword(arg=str(key), value=value) if key == name:
                yield detached(cls.source.root.values(value))
            case ast.Name(id="cls"):
                yield from _used(cls.source, node, name)


def _used(place: Source, use: ast.expr, name: str) -> Iterator[Values]:
    parent_of = place.tree.parent
    parent = parent_of(use)
    match parent:
        case ast.Call() if parent.func is use:
            yield from _given(place, parent, name)
        case ast.Attribute(attr=attr) if attr in MAKING | _GENERATING:
            call = parent_of(parent)
            if not isinstance(call, ast.Call) or call.func is not parent:
                raise _UnseenError
            yield from _given(place, call, name)
        case ast.Call(args=[first, *_], func=callee) if first is use and _makes_parts(place, callee):
            _see_to_parts(place, name)
            yield from _given(place, parent, name)
        case ast.ClassDef():
            pass
        case _ if not is_only_named(place, use):
            raise _UnseenError


def _makes_parts(place: Source, callee: ast.expr) -> bool:
    values = place.root.values(callee)
    return bool(values) and all(
        isinstance(value, External) and value.name.startswith("factory.") and value.name.endswith(_PARTS)
        for value in values
    )


def _given(place: Source, call: ast.Call, name: str) -> Iterator[Values]:
    for keyword in call.keywords:
        if keyword.arg is None:
            raise _UnseenError
        if keyword.arg == name:
            yield detached(place.root.values(keyword.value))
