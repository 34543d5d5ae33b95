"""May a method be called by a name that is computed, in another file than its own?

class Service:                                    # in one file
    def add_one(self, course): ...

class Heir(Service):                              # in another
    def run(self, what):
        getattr(self, f"add_{what}")(Club())
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from os.path import abspath
from typing import TYPE_CHECKING

from through_codemod.infer.by_name import Def, computed_calls, may_be_named, other_names
from through_codemod.infer.classes import class_behind, class_of, inherits, lineage
from through_codemod.infer.definitions import raw_class
from through_codemod.infer.values import Class, Instance, ModelClass, Object, Parent, Unknown, Value

if TYPE_CHECKING:
    from through_codemod.infer.source import Source

# the second argument is no plain text: `f"add_{x}"`, `"add_" + x`, `name`; the group is how it begins, if that is told
_COMPUTED = (
    rb"getattr(?<!\wgetattr)\s*\(\s*[^,]+,\s*(?!r?(?:\"[^\"\n]*\"|'[^'\n]*')\s*[,)])"
    rb"(?:[rf]*[\"']([^\"'%{\n]*)|[^\"'\s])"
)
# the same by other means than `getattr`, by what has to be in a text for one
_CALLED = rb"\(\s*(?!r?(?:\"[^\"\n]*\"|'[^'\n]*')\s*[,)])"
_READ = rb"(?:\[(?!\s*r?(?:\"[^\"\n]*\"|'[^'\n]*')\s*\])|\.(?:get|items|values)\()"
_LOOKED = {
    sign: re.escape(sign) + rb"(?<!\w%s)" % re.escape(sign) + rest
    for sign, rest in {
        b"methodcaller": _CALLED,
        b"attrgetter": _CALLED,
        b"__getattribute__": _CALLED,
        b"getmembers(": b"",
        b"vars(": rb"[^()\n]+\)" + _READ,
    }.items()
} | {b".__dict__": rb"\.__dict__" + _READ}


def is_dispatched(home: Source, method: Def, cls: ast.ClassDef) -> bool:
    """Whether a file other than that of `cls` may call its `method` by a computed name.

    Where neither the object nor any part of the name is known, the file has to name the class, or to be one of the
    files of the classes that it inherits from.
    """
    modules, own, name = home.modules, abspath(home.module.path), method.name
    above = {abspath(item.path) for item in lineage(raw_class(home, cls)).classes[1:]}
    for path, (starts, text) in modules.files.scanned("computed names", _begun).items():
        near = cls.name.encode() in text or str(path) in above
        if str(path) == own or not any(name.startswith(start) and (start or near) for start in starts):
            continue
        module = modules.load_file(path)
        if module is None:
            return True
        place = modules.source(module)
        for of, text_of in computed_calls(place, method, True):
            whole = near or (text_of is not None and bool(may_be_named(text_of, name)))
            if whole if of is None else _may_be(place, of, home, cls, whole):
                return True
    return False


def _begun(text: bytes) -> tuple[frozenset[str], bytes] | None:
    """Return how the names begin that are computed in a file's text, with that."""
    computed = re.finditer(_COMPUTED, text) if b"getattr" in text else ()
    starts = {match[1].decode() if match[1] else "" for match in computed}
    if (b"getattr" in text and other_names(text)) or any(
        sign in text and re.search(looked, text) for sign, looked in _LOOKED.items()
    ):
        starts.add("")
    return (frozenset(starts), text) if starts else None


def _may_be(place: Source, node: ast.expr, home: Source, cls: ast.ClassDef, whole: bool) -> bool:
    """Whether an expression may be one of `cls`: `whole` says that what is unknown counts."""
    return any(
        whole if isinstance(value, Unknown) else _is_related(place, value, home, cls)
        for value in place.root.values(node) or (Unknown(""),)
    )


def _is_related(place: Source, value: Value, home: Source, cls: ast.ClassDef) -> bool:
    if isinstance(value, Parent):
        value = value.of
    found: Class | None
    match class_behind(value):
        case Class() as found:
            pass
        case ModelClass(model=model):
            found = class_of(place.root, model)
        case _:
            return False
    if found is None:
        return False
    own = raw_class(home, cls)
    ends = [found]
    if isinstance(value, Instance | ModelClass) or (value.cls if isinstance(value, Object) else found).open:
        ends += _heirs(own, found)
    return any(inherits(one, own) or inherits(own, one) for one in ends)


def _heirs(own: Class, found: Class) -> Iterator[Class]:
    """Yield the classes of the project that inherit from both."""
    modules = own.source.modules
    for module in modules.mentioning(own.node.name, own.source.module) or ():
        source = modules.source(module)
        for node in source.tree.classes:
            heir = raw_class(source, node)
            if inherits(heir, own) and inherits(heir, found):
                yield heir
