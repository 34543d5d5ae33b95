"""Which classes of the project inherit from a class, in whatever file they are?"""

from __future__ import annotations

from collections.abc import Iterator
from os.path import abspath
from pathlib import Path
from typing import TYPE_CHECKING

from through_codemod.infer.classes import inherits, made_by_call
from through_codemod.infer.definitions import raw_class
from through_codemod.infer.values import Class

if TYPE_CHECKING:
    from through_codemod.infer.modules import Module, Modules

MOST_HEIRS = 30


def descendants(cls: Class) -> list[Class] | None:
    """Return the classes that inherit from `cls`, directly or not; None where they are too many or not all to be seen.

    That is so where the module makes some by calls.
    """
    modules = cls.source.modules
    if made_by_call(cls):
        return None
    found: dict[tuple[str, int], Class] = {}
    waiting, done = [cls], set[str]()
    while waiting:
        name = waiting.pop().node.name
        if name in done:
            continue
        done.add(name)
        for heir in _naming(modules, cls, name):
            place = (abspath(heir.path), heir.line)
            if place not in found and heir.node is not cls.node and inherits(heir, cls):
                found[place] = heir
                waiting.append(heir)
        if len(found) > MOST_HEIRS:
            return None
    return list(found.values())


def _naming(modules: Modules, cls: Class, name: str) -> list[Class]:
    """Return the classes of those files in which a class has one of that name for its base."""
    sources = [cls.source, *(modules.source(module) for module in naming(modules, cls, name) if module is not None)]
    return [raw_class(source, node) for source in sources for node in source.tree.classes if node.bases]


def naming(modules: Modules, cls: Class, name: str) -> Iterator[Module | None]:
    """Yield the modules of other files than that of `cls` in which a class has one of that name for its base."""
    own = abspath(cls.path)
    yield from (modules.load_file(Path(path)) for path in sorted(modules.files.inheriting(name) - {own}))
