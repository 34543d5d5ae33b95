"""Which files can define models, connect receivers or hold settings? Told from their bytes, without parsing them."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

_CLASS = re.compile(rb"^[ \t]*class[ \t]+(\w+)\s*(?:\[[^\]]*\])?\(([^)]*)", re.MULTILINE)
_BASE = re.compile(rb"[A-Za-z_][\w.]*")
_FROM = re.compile(
    rb"^[ \t]*from[ \t]+([\w.]*model[\w.]*|[\w.]*\bbase_user)[ \t]+import\b(\s*\([^)]*\)|[^\n]*)", re.MULTILINE
)
_IMPORT = re.compile(rb"^[ \t]*(?:from|import)[ \t]+([A-Za-z_]\w*)", re.MULTILINE)
_RELATIVE = re.compile(rb"^[ \t]*from[ \t]+(\.+)([A-Za-z_]\w*)", re.MULTILINE)
_NAME = re.compile(rb"[A-Za-z_]\w*")
_FIELD = re.compile(rb"^[ \t]+\w+\s*=\s*models\.(?:\w*Field|ForeignKey)[(\[]", re.MULTILINE)
_SIGNAL = re.compile(rb"\b(?:pre_save|post_save|pre_delete|post_delete|m2m_changed)\b")
_ADDS = (b".add_to_class(", b".contribute_to_class(")
# what begins with plain text is found far faster
_SETS = (re.compile(rb"\n[A-Z]\w*\.\w+\s*=[^=]"), re.compile(rb"setattr\(\s*(?:\w+\.)*[A-Z]\w*,\s*[\"']\w+[\"'],"))
NO_MODELS = (
    b"Form",
    b"Admin",
    b"Serializer",
    b"Factory",
    b"Choices",
    b"Manager",
    b"QuerySet",
    b"TestCase",
    b"ViewSet",
)


@dataclass
class Candidates:
    """The files by what they can hold; `imported` counts the first names of all modules that they import.

    `relative` counts the files and folders that relative imports name first, by their paths.
    """

    models: list[str] = field(default_factory=list)
    signals: list[str] = field(default_factory=list)
    additions: list[str] = field(default_factory=list)
    settings: list[str] = field(default_factory=list)
    imported: Counter[str] = field(default_factory=Counter)
    relative: Counter[str] = field(default_factory=Counter)


def candidates(files: Iterable[str]) -> Candidates:
    """Return which of the files can hold what.

    A file can define models if one of its classes has a base that is called `Model` or ends so or begins with
    `Abstract`, that comes out of a module of models, or that is such a class of another file; or if a class with
    another base has fields, as one of somebody else's behaviours does.
    """
    found = Candidates()
    headers: dict[str, list[tuple[bytes, list[bytes]]]] = {}
    models: set[bytes] = set()
    chosen: dict[str, None] = {}
    for path in files:
        try:
            with open(path, "rb") as file:
                text = file.read()
        except OSError:
            continue
        found.imported.update(name.decode() for name in _IMPORT.findall(text))
        if b"from ." in text:
            found.relative.update(_relative(path, text))
        if _SIGNAL.search(text) and (b"receiver" in text or b".connect(" in text):
            found.signals.append(path)
        if any(sign in text for sign in _ADDS) or any(sign.search(text) for sign in _SETS):
            found.additions.append(path)
        if b"INSTALLED_APPS" in text:
            found.settings.append(path)
        if b"class " not in text:
            continue
        classes = [(name, _BASE.findall(bases)) for name, bases in _CLASS.findall(text)]
        if not classes:
            continue
        imported = (
            {name for _, names in _FROM.findall(text) for name in _NAME.findall(names)} if b"odel" in text else set()
        )
        headers[path] = classes
        for name, bases in classes:
            if any(_is_base(base, imported) for base in bases) or b"with_metaclass" in bases:
                models.add(name)
                chosen[path] = None
        if path not in chosen and b"models." in text and "migrations" not in path and _FIELD.search(text):
            chosen[path] = None
    _spread(headers, models, chosen)
    found.models = [path for path in headers if path in chosen]
    return found


def _relative(path: str, text: bytes) -> Iterator[str]:
    for dots, name in _RELATIVE.findall(text):
        folder = path
        for _ in dots:
            folder = os.path.dirname(folder)
        yield os.path.join(folder, name.decode())


def _is_base(base: bytes, imported: set[bytes]) -> bool:
    module, _, name = base.rpartition(b".")
    if name.endswith(NO_MODELS):
        return False
    if name.endswith(b"Model") or name.startswith(b"Abstract"):
        return True
    return name in imported if not module else b"models" in module and name[:1].isupper()


def _spread(
    headers: Mapping[str, list[tuple[bytes, list[bytes]]]], models: set[bytes], chosen: dict[str, None]
) -> None:
    """Add the files of classes that inherit from one of `models` by its bare name, and so on."""
    heirs: dict[bytes, list[tuple[str, bytes]]] = {}
    for path, classes in headers.items():
        for name, bases in classes:
            for base in bases:
                heirs.setdefault(base.rpartition(b".")[2], []).append((path, name))
    waiting = list(models)
    while waiting:
        for path, name in heirs.get(waiting.pop(), ()):
            chosen[path] = None
            if name not in models and not name.endswith(NO_MODELS):
                models.add(name)
                waiting.append(name)
