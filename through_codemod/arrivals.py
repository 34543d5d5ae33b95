"""Which managers are files handed by others, that have to be looked at for them?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from os.path import abspath

from through_codemod.infer.travels import Handed, Name, Travels
from through_codemod.unparsed import as_read, held


def arrivals(files: Iterable[str], travels: Mapping[str, Travels]) -> Mapping[str, Travels]:
    """Return what arrives in those of `files` in which something does, by their absolute paths.

    `travels` are what the files hand on, by their paths. Others than `files` are handed nothing.
    """
    places = {abspath(file) for file in files}
    writes: dict[str, set[Handed]] = {}
    names: dict[str, set[Name]] = {}
    for gone in travels.values():
        for write in gone.writes:
            if write.path in places:
                writes.setdefault(write.path, set()).add(write)
    kept = [(abspath(path), name) for path, gone in travels.items() for name in gone.names]
    for place in places if kept else ():
        for name in _mentioned(place, [name for path, name in kept if path != place]):
            names.setdefault(place, set()).add(name)
    return {
        place: Travels(
            tuple(sorted(writes.get(place, ()), key=lambda write: (write.end, write.method, write.by))),
            frozenset(names.get(place, ())),
        )
        for place in {*writes, *names}
    }


def _mentioned(place: str, names: Iterable[Name]) -> Iterator[Name]:
    """Yield the names under which a file may read a manager; what cannot be read is told of elsewhere."""
    try:
        text = as_read(held(place))
    except OSError:
        return
    for name in names:
        words = [word.encode() for word in (name.name, name.cls) if word]
        if all(word in text and re.search(rb"(?<!\w)%s(?!\w)" % word, text) for word in words):
            yield name
