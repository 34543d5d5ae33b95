"""What is known of one project, and what does that make of its documents?

A `Known` is used by one thread only, which is asked for one thing after another.
"""

from __future__ import annotations

import io
import re
import tokenize
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

from through_codemod.changes import Edit
from through_codemod.codemod import inspect, rewrite
from through_codemod.config import Config
from through_codemod.discovery import candidates
from through_codemod.findings import Choice, Failure, Finding
from through_codemod.infer.modules import Modules
from through_codemod.lsp.loading import MAP_FILE, on_disk
from through_codemod.lsp.projects import Setup
from through_codemod.maps import packages_beside
from through_codemod.outline import function_at
from through_codemod.relations import RelationMap
from through_codemod.runner import import_roots
from through_codemod.unparsed import as_read

# by what these hold the map may change, besides by the modules that it names
_TELLING = re.compile(
    r"(?:^|/)(?:(?:models|managers|signals|receivers|apps|settings)\.py$|(?:models|signals|settings)/|(?:pyproject|through-codemod)\.toml$)"
)
FUNCTIONS = 1_000  # that are kept, of all documents
NO_RELATIONS = RelationMap("", "static", (), {})


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A document as it would be: its text, and which lines of the old one become which of it."""

    text: str
    edits: Sequence[Edit]


class Known:
    """What is known of one project, and what its open documents hold."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.relations = NO_RELATIONS
        self.generation = 0  # answers of the same one rest on the same facts
        self._texts: dict[str, str] = {}
        self._files: tuple[str, ...] = ()
        self._modules = Modules((), NO_RELATIONS)
        self._can_hold_a_site: Callable[[bytes], bool] = candidates(())
        self._named: frozenset[str] = frozenset()
        self._read = lru_cache(FUNCTIONS)(function_at)  # a keystroke changes one function
        self._inspected: dict[str, tuple[str, Config, Sequence[Finding]]] = {}

    def take(self, relations: RelationMap, files: tuple[str, ...]) -> None:
        """Answer from this map, and these files, from now on."""
        self.relations = relations
        self._files = files
        self._modules = Modules(import_roots(self.setup.project.root, files, relations), relations)
        self._modules.read = self._read
        self._modules.packages = partial(packages_beside, self.setup.project)
        self._modules.files.listing = lambda: self._files
        self._can_hold_a_site = candidates(relations.accessors)
        modules = {f"{ref.module.replace('.', '/')}.py" for ref in relations.models}
        self._named = frozenset({*modules, *(place.rpartition(":")[0] for place in relations.places.values())})
        for path, text in self._texts.items():
            self._modules.put(path, _held(text))
        self._change()

    def put(self, path: str, text: str | None) -> None:
        """Take `text` for what the file holds, or with None what is on disk."""
        if text is None:
            self._texts.pop(path, None)
        else:
            self._texts[path] = text
        self._modules.put(path, None if text is None else _held(text))
        self._change()

    def saved(self, path: str) -> None:
        """Take in that a Python file has changed on disk, or has come or gone."""
        if Path(path).is_file() == (path in self._files):
            self.put(path, self._texts.get(path))
        else:
            others = tuple(file for file in self._files if file != path)
            self._files = others if path in self._files else (*others, path)
            self._modules.look_again()
            self._change()

    def tells(self, path: Path) -> bool:
        """Whether a change to the file may change the map."""
        root = self.setup.project.root
        inside = (path.relative_to(root) if path.is_relative_to(root) else path).as_posix()
        if path.name == MAP_FILE or path == self.setup.project.map or _TELLING.search(inside):
            return True
        return any(inside == name or inside.endswith(f"/{name}") or name.endswith(f"/{inside}") for name in self._named)

    def findings(self, path: str, text: str, config: Config) -> Sequence[Finding]:
        """Return what there is to say of a document; nothing of one that is not Python at the moment."""
        held = self._inspected.get(path)
        if held is not None and held[0] == text and held[1] == config:
            return held[2]
        found = self.would_find(path, text, config) or ()
        self._inspected[path] = text, config, found
        return found

    def replacement(self, path: str, text: str, config: Config, of: Finding) -> str | None:
        """Return the code that would take the place of a finding's."""
        found = self.would_find(path, text, config, replacements=True) or ()
        return next((item.replacement for item in found if (item.line, item.column) == (of.line, of.column)), None)

    def rewritten(self, path: str, text: str, config: Config, choose: Choice) -> Rewritten | Failure:
        """Return what becomes of a document if what is chosen is rewritten."""
        source, encoding = _encoded(text)
        with _quiet():
            result = rewrite(path, source, self.relations, config, self._modules, replacements=False, choose=choose)
        return result if isinstance(result, Failure) else Rewritten(result.output.decode(encoding), result.edits)

    def candidates(self) -> Iterator[tuple[str, str]]:
        """Yield the project's files that may hold a write, each with its text; those that cannot be read are none."""
        for path in self._files:
            if self.setup.excludes(Path(path)):
                continue
            text = self._texts.get(path)
            source = on_disk(path) if text is None else _held(text)
            if self._can_hold_a_site(as_read(source)):
                yield path, _decoded(source) if text is None else text

    def would_find(
        self, path: str, text: str, config: Config, *, replacements: bool = False
    ) -> Sequence[Finding] | None:
        """Return what there would be to say of a document with this text; None for one that is not Python."""
        source, _ = _encoded(text)
        if not self._can_hold_a_site(as_read(source)):
            return ()
        with _quiet():
            result = inspect(path, source, self.relations, config, self._modules, replacements=replacements)
        return None if isinstance(result, Failure) else sorted(result.findings, key=_order)

    def _change(self) -> None:
        self.generation += 1
        self._inspected.clear()


@contextmanager
def _quiet() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the compiler about the project's code: its own concern
        yield


def _order(finding: Finding) -> tuple[int, int, str]:
    return finding.line, finding.column, finding.code


def _encoded(text: str) -> tuple[bytes, str]:
    """Return the bytes of a file with this text, and its encoding: the one that its first lines name, else UTF-8.

    Raises `SyntaxError` or `UnicodeError` where there is no such encoding or it lacks a character.
    """
    encoding = "utf-8"
    if "coding" in text[:1000]:
        head = "".join(list(io.StringIO(text[:1000], newline=""))[:2]).encode("ascii", "replace")
        encoding = tokenize.detect_encoding(io.BytesIO(head).readline)[0]
    return text.encode(encoding), encoding


def _held(text: str) -> bytes:
    """Return the bytes of a file with this text, UTF-8 where those that it asks for cannot be had."""
    try:
        return _encoded(text)[0]
    except (SyntaxError, UnicodeError):
        return text.encode("utf-8", "surrogatepass")


def _decoded(source: bytes) -> str:
    """Return the text of a file as an editor shows it, "" where there is none."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
        return source.decode(encoding)
    except (SyntaxError, UnicodeError):
        return ""
