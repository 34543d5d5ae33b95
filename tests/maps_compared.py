"""In what do two relation maps differ? Each difference on a line of its own, to be read and to be listed in a test."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from through_codemod.discovery import discover
from through_codemod.relations import RelationMap
from through_codemod.relations.location import interpreter_of, packages_of
from through_codemod.relations.static import Sources, read_relations


def static_map(root: Path, settings: str | None = None) -> RelationMap:
    """Return what the sources of a project show, beside the packages of the Python that runs the tests."""
    packages = packages_of(interpreter_of(root, root, None))
    return read_relations(Sources(discover([str(root)]), [root], packages, settings))


def differences(live: RelationMap, static: RelationMap) -> list[str]:
    """Return in what the maps differ, but for the doubts of a map as a whole, which a running Django does not have."""
    first, second = json.loads(live.to_json()), json.loads(static.to_json())
    for one in (first, second):
        one["models"] = {model["ref"]: model for model in one["models"]}
        one["relations"] = {f"{item['owner']}.{item['accessor']}": item for item in one["relations"]}
        del one["doubts"]
    return list(_between("", first, second))


def _between(place: str, live: Any, static: Any) -> Iterator[str]:
    if isinstance(live, Mapping) and isinstance(static, Mapping):
        for key in [*live, *(key for key in static if key not in live)]:
            there = f"{place} {key}".strip()
            if key not in static:
                yield f"{there}: live alone"
            elif key not in live:
                yield f"{there}: static alone"
            else:
                yield from _between(there, live[key], static[key])
    elif live != static:
        yield f"{place}: live {live!r}, static {static!r}"
