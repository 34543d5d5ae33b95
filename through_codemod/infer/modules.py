"""Which file is the module of that name, and what is in it?"""

from __future__ import annotations

import ast
import copy
import gc
import os
import re
from codecs import BOM_UTF8
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from through_codemod.document import encoding_of
from through_codemod.grammar import parsed
from through_codemod.infer.dotted_names import between, dotted_name, home_of
from through_codemod.infer.engine import Engine
from through_codemod.infer.files import Files
from through_codemod.outline import OutlineError, Reading, function_at, is_newer, outline
from through_codemod.relations import RelationMap
from through_codemod.unparsed import as_read

if TYPE_CHECKING:
    from through_codemod.infer.source import Source

MOST = 1_500  # modules that are kept: what is found in those that are let go of is all found again
MOST_DONE = 1_000_000  # bytes kept of the files that were worked on last
FRAMEWORKS = frozenset({"django", "rest_framework", "factory", "pytest", "_pytest", "unittest", "typing"})


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Module:
    """One parsed file; `package` is what a relative import starts from, `text` its source where that is known."""

    name: str
    package: str
    path: str
    tree: ast.Module = field(repr=False, compare=False)
    is_package: bool
    text: bytes = field(default=b"", repr=False, compare=False)

    @classmethod
    def of(cls, name: str, path: str, tree: ast.Module, text: bytes = b"") -> Module:
        """Return the module `name` that the file `path` holds."""
        is_package = Path(path).name == "__init__.py"
        return cls(name, name if is_package else name.rpartition(".")[0], path, tree, is_package, text)


class Modules:
    """The project's modules by dotted name, each read and parsed at most once and only when asked for.

    `roots` are the folders that imports start from; the top folder of a package that `name_of` meets joins them.
    """

    def __init__(self, roots: Sequence[Path], relations: RelationMap) -> None:
        self.relations = relations
        self.engine = Engine()
        self.files = Files(next((Path(root).absolute() for root in roots), None))
        self.packages: Callable[[], Sequence[Path]] = tuple  # the folders that installed packages lie in
        self.asks_callers = False
        self._plain: Modules | None = None  # the same ones, of which no callers are asked
        self.namesakes: dict[str, str | None] = {}  # what else has an attribute, by accessor
        self.namesakes_of_apps: dict[str, str | None] = {}  # the same of installed apps that are not the project's
        self.read: Reading = function_at  # a function of the module being worked on
        self.uncut: set[str] = set()  # files in which a function was not what it seemed to be
        self._roots = [Path(root).absolute() for root in roots]
        self._top = next(iter(self._roots), None)
        self._modules: dict[tuple[str, Path | None], Module | None] = {}
        self._folders: dict[str, bool] = {}
        self._files: dict[str, Module | None] = {}
        self._sources: dict[str, Source] = {}
        self._current: WeakValueDictionary[str, Source] = WeakValueDictionary()
        self._lent: set[Source] = set()  # those of modules being worked on that others have imported
        self._borrowed: set[str] = set()  # the files of such modules
        self._done: dict[str, Module] = {}  # those worked on last, which others may need now
        self._model_modules = frozenset(ref.module for ref in relations.models)
        self._tops = frozenset(module.partition(".")[0] for module in self._model_modules)
        self._names: dict[str, str] = {}
        self._entries: dict[Path, frozenset[str]] = {}

    def name_of(self, path: str) -> str:
        """Return the dotted name under which the project imports the file, or "" where it has none.

        A name that the relation map knows comes first, then one beside those that it knows, then the shortest one.
        """
        if path in self._names:
            return self._names[path]
        file = os.path.abspath(path)
        folder = top = os.path.dirname(file)
        while os.path.isfile(os.path.join(top, "__init__.py")) and top != os.path.dirname(top):
            top = os.path.dirname(top)
        roots = [root for root in map(os.path.abspath, self._roots) if file.startswith(os.path.join(root, ""))]
        if top != folder and Path(top) not in self._roots:
            self._roots.append(Path(top))
        if top != folder or not roots:
            roots = list(dict.fromkeys([*roots, top]))
        names = [name for root in roots if (name := dotted_name(file, root))] or [dotted_name(file, top)]
        beside = [name for name in names if "." in name and name.partition(".")[0] in self._tops]
        known = next((name for name in names if name in self._model_modules), "")
        found = known or min(beside or names, key=lambda name: (name.count("."), len(name)), default="")
        self._names[path] = found
        return found

    def load(self, name: str, near: Module | None = None) -> Module | None:
        """Return the project's module `name`, as the module `near` would import it.

        None where it is not a file of the project (standard library, third party), unparsable or too large.
        """
        if (source := self._current.get(name)) is not None:
            return self._lend(source)
        home = home_of(near.path, near.package) if near is not None else None
        key = (name, home)
        if key not in self._modules:
            file = self._file_of(name, home, near)
            self._modules[key] = self._read(Path(file)) if file is not None else None
        return self._modules[key]

    def text_of(self, name: str) -> bytes:
        """Return what the file of the project's module `name` holds, which is not parsed for it; "" for any other."""
        file = self._file_of(name, None, None)
        return as_read(next(self.files.held(Path(file)), b"")) if file is not None else b""

    def load_file(self, file: Path) -> Module | None:
        """Return the project's module in a file, None where there is none that can be read."""
        for source in self._current.values():
            if Path(source.module.path).absolute() == file:
                return self._lend(source)
        return self._read(file) if file.is_file() else None

    def known(self, file: str, text: bytes) -> Module | None:
        """Return the module of the file at an absolute path if it has been read and holds `text`."""
        module = self._files.get(file) or self._done.get(file)
        return module if module is not None and module.text == text else None

    def reading(self, file: str, read: Reading) -> Reading:
        """Return what parses a function of a file as `read` does, and if it is none says so in `uncut`."""
        modules = self._plain or self

        def noting(text: bytes, indent: bytes, line: int) -> ast.stmt:
            try:
                return read(text, indent, line)
            except OutlineError:
                modules.uncut.add(file)
                modules._read_anew(file)
                raise

        return noting

    def _lend(self, source: Source) -> Module:
        self._lent.add(source)
        self._borrowed.add(str(Path(source.module.path).absolute()))
        return source.module

    @cached_property
    def asking(self) -> Modules | None:
        """The same modules, of which the callers of functions are asked; None where the files are not known."""
        if self.files.listing is None or self.asks_callers:
            return None
        other = copy.copy(self)
        other.engine, other._sources, other._current, other._lent = Engine(), {}, WeakValueDictionary(), set()
        other.asks_callers, other._plain = True, self
        return other

    @property
    def plain(self) -> Modules:
        """The same modules, of which no callers are asked."""
        return self._plain or self

    def mentioning(self, name: str, near: Module) -> list[Module] | None:
        """Return the modules of the project whose text has the word `name`, `near` among them.

        Of `.name` those that do more than define such a method and call `super()`'s. None where the files are not
        known, or too many names have been asked for, or it is in too many files or in one that cannot be read.
        """
        if (paths := self.files.mentioning(name)) is None:
            return None
        own = Path(near.path).absolute()
        loaded = [self.load_file(path) for path in paths if path != own]
        known = [module for module in loaded if module is not None]
        return [near, *known] if len(known) == len(loaded) else None

    @property
    def roots(self) -> Sequence[Path]:
        """The folders that imports start from."""
        return self._roots

    def shown(self, path: Path) -> str:
        """Return the path of a file as it is from the project's folder on."""
        inside = self._top is not None and path.is_relative_to(self._top)
        return (path.relative_to(self._top) if self._top is not None and inside else path).as_posix()

    def hands_on_elsewhere(self, name: str, to: str, near: Module) -> bool:
        """Whether a file other than that of `near` may pass `name` to a function called `to`, or inherit from it."""
        word = name.encode()
        sought = re.compile(rb"\b%s\([^()]*\b%s\b|\bclass \w+\([^()]*\b%s\b" % (to.encode(), word, word))
        own = as_read(near.text)
        question = f"{to} of {name}, not in {near.path}"
        return self.files.has_text(
            question, lambda text: word in text and text != own and sought.search(text) is not None
        )

    def exports(self, name: str, near: Module | None = None) -> frozenset[str] | None:
        """Return the names that `from name import *` binds; None where that module cannot be read."""
        module = self.load(name, near)
        return None if module is None else frozenset(self.source(module).exports())

    def source(self, module: Module) -> Source:
        """Return the analysis of a module, the same one each time."""
        current = self._current.get(module.name) if module.name else None
        if current is not None and current.module is module:
            return current
        found = self._sources.get(module.path)
        if found is None or found.module is not module:
            found = self._sources[module.path] = self._analysis(module)
        return found

    def keeps(self, source: Source) -> bool:
        """Whether the analysis of a module stays when the one being worked on is done."""
        return self._sources.get(source.module.path) is source

    def begin(self, module: Module, draft: bool = False) -> Source:
        """Return the analysis of the module being worked on: it stands for its file as long as it is in use.

        Not so a draft of what may become of the file: whoever imports it gets what the file holds.
        """
        self._tidy()
        if not draft:  # of which nothing needs to be known that was too much to follow
            self.engine.begin()
        known = self._files.get(str(Path(module.path).absolute()))
        if known is module:
            return self.source(module)
        source = self._analysis(module)
        if module.name and not draft:
            self._current[module.name] = source
        return source

    def end(self, source: Source) -> None:
        """Let go of the analysis of a module that is done, unless it is kept for those that import it."""
        if self._sources.get(source.module.path) is source:
            return
        if self._current.get(source.module.name) is source:
            del self._current[source.module.name]
            self._done[os.path.abspath(source.module.path)] = source.module
            while sum(len(module.text) for module in self._done.values()) > MOST_DONE:
                del self._done[next(iter(self._done))]
        if source in self._lent:  # those that import it hold on to parts of it
            self._lent.discard(source)
        else:
            source.close()

    def put(self, path: str, text: bytes | None) -> None:
        """Take `text` for what the file at `path` holds, UTF-8, until further notice; None for what is on disk.

        Where another module has imported it, what was found for any may rest on what the file held, and is found anew.
        """
        file = str(Path(path).absolute())
        self.uncut.discard(file)
        self._read_anew(file)
        self.namesakes.clear()
        if self.files.put(file, text):
            self.__dict__.pop("asking", None)

    def _read_anew(self, file: str) -> None:
        """Forget what a file held, and all that was found for any module where another has imported that."""
        self._done.pop(file, None)
        if file in self._files or file in self._borrowed:
            held = self._files.pop(file, None)
            self._modules = {key: found for key, found in self._modules.items() if found not in (None, held)}
            self._sources.clear()
            self._borrowed.clear()
            self.__dict__.pop("asking", None)

    def look_again(self) -> None:
        """Forget where modules are, as files have come, gone or changed on disk."""
        for found in (self._modules, self._files, self._sources, self._folders, self._entries, self._names, self.uncut):
            found.clear()
        self._borrowed.clear()
        self.namesakes.clear()
        self.files.look_again()
        self.__dict__.pop("asking", None)

    def _analysis(self, module: Module) -> Source:
        from through_codemod.infer.source import Source  # which needs this module

        source = Source(module, self.relations, self)
        if self._plain is not None:
            for known in (self._plain._current.get(module.name), self._plain._sources.get(module.path)):
                if known is not None and known.module is module:  # who is asked makes no difference to these
                    source.tree, source.scopes = known.tree, known.scopes
        return source

    def _tidy(self) -> None:
        """Let go of what was found for modules that are done, and of all modules where there are too many."""
        if len(self._sources) > MOST:
            for kept in (self._sources, self._files, self._modules):
                kept.clear()
            gc.collect()  # they refer to each other
        for source in self._sources.values():
            source.tidy()

    def is_project(self, name: str, near: Module | None = None) -> bool:
        """Whether `name` is a module of the project or a folder that holds some."""
        if not name or name.partition(".")[0] in FRAMEWORKS:
            return False
        if self.load(name, near) is not None:
            return True
        if name not in self._folders:
            self._folders[name] = any(root.joinpath(*name.split(".")).is_dir() for root in self._roots)
        return self._folders[name]

    def _file_of(self, name: str, home: Path | None, near: Module | None) -> str | None:
        parts = name.split(".")
        if not all(parts) or parts[0] in FRAMEWORKS:
            return None
        roots = [*([home] if home is not None else []), *self._roots]
        if near is not None and not near.is_package:
            roots.append(Path(near.path).absolute().parent)  # what a script finds beside itself
        if home is not None and self._top is not None:  # a folder further up that manage.py or pytest puts on the path
            roots += between(home, self._top)
        for root in dict.fromkeys(roots):
            if not self._has(root, parts[0]):
                continue
            base = os.path.join(root, *parts)
            files = (os.path.join(base, "__init__.py"), f"{base}.py")
            if (file := next(filter(os.path.isfile, files), None)) is not None:
                return file
        return None

    def _has(self, root: Path, name: str) -> bool:
        """Whether a folder has a module or package of that name; most have none of those that are imported."""
        if root not in self._entries:
            try:
                self._entries[root] = frozenset(entry.removesuffix(".py") for entry in os.listdir(root))
            except OSError:
                self._entries[root] = frozenset()
        return name in self._entries[root]

    def _read(self, file: Path) -> Module | None:
        key = str(file)
        if key not in self._files:
            self._files[key] = None
            for text in self.files.held(file):
                with suppress(ValueError, SyntaxError, RecursionError, MemoryError):
                    known = self.known(key, text)
                    self._files[key] = known or Module.of(self.name_of(key), key, self._tree(key, text), text)
                    break
        return self._files[key]

    def _tree(self, file: str, text: bytes) -> ast.Module:
        """Return the tree of a file, whose functions are parsed when they are looked into if it is plain UTF-8."""
        cut = file not in self.uncut and not text.startswith(BOM_UTF8) and not is_newer(text)
        if cut and encoding_of(text) == "utf-8":
            text.decode()  # which parsing a part of it would not
            with suppress(OutlineError):
                return outline(text, self.reading(file, function_at))
        return parsed(text, file)
