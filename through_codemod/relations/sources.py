"""Which files do the facts of a relation map come from, and are they still what they were?

A map that is written to a file takes their hashes along: whoever reads it needs no Django to see that it is old.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from through_codemod.relations import RelationMap


def hashed(relations: RelationMap, directories: Sequence[Path], settings: str | None, home: Path) -> Mapping[str, str]:
    """Return the hashes of the project's files that the map rests on, by their paths from `home` on.

    They are those of its models, managers and receivers, of the apps that these are in, and the `settings` module's;
    modules are looked for in `directories`, which packages that were installed are not in.
    """
    names = {settings} if settings else set()
    for model in relations.models.values():
        names |= {model.ref.module}
        names |= {ref.module for manager in model.managers for ref in (manager.cls, manager.queryset)}
    for relation in relations.relations:
        names |= {*relation.m2m_changed, *relation.save_receivers, *relation.delete_receivers, *relation.target_save}
        names |= {relation.custom_save or "", relation.field_class}
    names |= set(relations.routers)
    files = {file for name in names if not name.startswith("django.") for file in _files(name, directories)}
    return {os.path.relpath(file, home).replace(os.sep, "/"): _hash(file) for file in sorted(files)}


def changed(sources: Mapping[str, str], home: Path) -> tuple[str, ...]:
    """Return those of the files, by their paths from `home` on, that are not what they were."""
    return tuple(path for path, known in sources.items() if _hash(home / path) != known)


def _files(name: str, directories: Sequence[Path]) -> Iterator[Path]:
    """The file of a module, or of the module that a function or class is in, and what decides beside it."""
    parts = name.split(".")
    for directory in directories:
        for length in range(len(parts), 0, -1):
            path = directory.joinpath(*parts[:length])
            module = next((file for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file()), None)
            if module is None:
                continue
            yield module
            for number in range(1, length):
                package = directory.joinpath(*parts[:number])
                # what connects receivers, and what takes in models from other files
                beside = package / ("__init__.py" if parts[number - 1] == "models" else "apps.py")
                if beside.is_file():
                    yield beside
            return


def _hash(file: Path) -> str:
    """A hash of the file's lines, however they end; empty where it cannot be read."""
    try:
        source = file.read_bytes()
    except OSError:
        return ""
    import hashlib  # and OpenSSL with it

    return hashlib.sha256(source.replace(b"\r\n", b"\n")).hexdigest()[:16]
