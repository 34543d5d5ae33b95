"""Which files does the project have, and which of their texts hold a word?"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from through_codemod.unparsed import (
    Texts,
    as_read,
    bases,
    has_base,
    has_word,
    held,
    set_on_classes,
    sets_on_classes,
)

Found = TypeVar("Found")

LARGEST = 2_000_000  # bytes of a file that is parsed
FEW_NAMES = 4  # that files are asked about one by one before all is read that they tell
LEAST_NAMES = 40  # words that the project's files are searched for: each takes as long as reading them all
MOST_NAMES, MOST_READ = 150, 1_000_000_000  # words that are searched for at most, and bytes read for more than those
MOST_ASIDE = 250_000_000  # bytes read for names that are asked for aside
MOST_MENTIONS = 30  # files that a word may be in to be worth looking into

_OF_TESTS = re.compile(r"(?:\A|[/\\])tests?[/\\]|test[^/\\]*\Z")


class Files:
    """The texts of the project's files, each read at most once and only when one is searched for something.

    `listing` gives the paths of all of them; None where they are not known. `seen` are the texts of some that have
    been read already, `as_read`, by these paths. `top` is the project's folder. What an editor has not saved counts for
    what is on disk.
    """

    def __init__(self, top: Path | None = None) -> None:
        self.listing: Callable[[], Iterable[str]] | None = None
        self.seen: Mapping[str, bytes] = {}
        self._top = str(top or "")
        self._unsaved: dict[str, bytes] = {}
        self._texts = Texts()  # what files hold on disk
        self._mentions: dict[str, list[Path] | None] = {}
        self._read_for_names = self._read_aside = 0
        self._aside: set[str] = set()  # names that were asked for aside
        self._answers: dict[str, bool] = {}
        self._scanned: dict[str, dict[Path, Any]] = {}
        self._inherits = _Told(lambda _, text, name: has_base(text, name), lambda _, text: bases(text))
        self._sets = _Told(
            lambda path, text, name: path not in self._tests and sets_on_classes(text, name),
            lambda path, text: frozenset() if path in self._tests else set_on_classes(text),
        )

    @cached_property
    def _listed(self) -> Mapping[str, str]:
        here, listed = os.getcwd(), self.listing() if self.listing is not None else ()
        return {os.path.normpath(os.path.join(here, path)): path for path in listed}

    @cached_property
    def _tests(self) -> frozenset[str]:
        return frozenset(path for path in self._listed if _OF_TESTS.search(path.removeprefix(self._top)))

    def lists(self, path: Path) -> bool:
        """Whether a file is one of the project's."""
        return str(path) in self._listed

    def texts(self) -> Iterator[tuple[str, bytes | None]]:
        """Yield the project's files with what they hold, as Python reads it; None for one that cannot be read."""
        if len(self._texts) == len(self._listed) and not self._unsaved:  # asked for again and again
            yield from [*self._texts.items()]
            return
        for path, listed in self._listed.items():
            if self._unsaved and (unsaved := self._unsaved.get(path)) is not None:
                yield path, as_read(unsaved)
                continue
            if (text := self._texts.get(path)) is None:
                try:
                    text = self.seen.get(listed) or as_read(held(path))
                except OSError:
                    yield path, None
                    continue
                self._texts.keep(path, text)
            yield path, text

    def held(self, file: Path) -> Iterator[bytes]:
        """Yield what is taken for a file's content, and what is on disk, which counts while the other is not Python.

        Nothing is yielded of a file that cannot be read or is too large.
        """
        if (text := self._unsaved.get(str(file))) is not None:
            yield text
        with suppress(OSError):
            if file.stat().st_size <= LARGEST:
                yield held(file)

    def text(self, file: Path) -> bytes:
        """Return what a file holds, as Python reads it; nothing where it cannot be read."""
        known = self._texts.get(str(file))
        return known if known is not None else as_read(next(self.held(file), b""))

    def has_text(self, question: str, is_it: Callable[[bytes], bool]) -> bool:
        """Whether `is_it`, which `question` names, holds for the text of a file of the project, or cannot be told."""
        if question not in self._answers:
            self._answers[question] = self._matching(is_it) != []
        return self._answers[question]

    def scanned(self, question: str, what: Callable[[bytes], Found | None]) -> Mapping[Path, Found]:
        """Return what `what`, which `question` names, finds in the texts of the project's files, where it finds any."""
        if question not in self._scanned:
            found = ((path, what(text)) for path, text in self.texts() if text is not None)
            self._scanned[question] = {Path(path): one for path, one in found if one is not None}
        return self._scanned[question]

    def inheriting(self, name: str) -> frozenset[str]:
        """Return the absolute paths of the files in which a class has one of that name for a base, as `bases` reads."""
        return self._inherits.of(name, self.texts, self._few())

    def setting(self, name: str) -> frozenset[str]:
        """Return the absolute paths of the files that set something by that name on what may be a class.

        What tests set they put back, so they are passed over.
        """
        return self._sets.of(name, self.texts, self._few())

    def _few(self) -> int:
        """Return how many names to search all texts for one by one; each time those not kept are read again."""
        return FEW_NAMES if len(self._texts) == len(self._listed) else 1

    def mentioning(self, name: str, aside: bool = False) -> list[Path] | None:
        """Return the files that have the word `name`, of `.name` those that do more than define and extend a method.

        None where too many names have been asked for, or it is in too many files, or one of them cannot be read. Those
        that are asked for `aside` are not counted among the others, and fewer are searched for.
        """
        if name not in self._mentions:
            if aside and self._read_aside >= MOST_ASIDE:
                return None
            asked = len(self._mentions) - len(self._aside)
            goes_on = aside or asked < LEAST_NAMES or (asked < MOST_NAMES and self._read_for_names < MOST_READ)
            before = self._read_for_names
            self._mentions[name] = self._mention(name) if goes_on else None
            if aside:
                self._aside.add(name)
                self._read_aside += self._read_for_names - before
                self._read_for_names = before
        return self._mentions[name]

    def _mention(self, name: str) -> list[Path] | None:
        sought = name.removeprefix(".").encode()

        def has_it(text: bytes) -> bool:
            self._read_for_names += len(text)
            return sought in text and has_word(text, name)

        return self._matching(has_it)

    def _matching(self, is_it: Callable[[bytes], bool]) -> list[Path] | None:
        """Return the files of the project for whose text `is_it` holds; None if too many or one is unreadable."""
        found = []
        for path, text in self.texts():
            if text is None:
                return None
            if is_it(text):
                found.append(Path(path))
                if len(found) > MOST_MENTIONS:
                    return None
        return found

    def put(self, file: str, text: bytes | None) -> bool:
        """Take `text` for what a file holds, None for what is on disk; whether it has other words than it had.

        Only the words count that files were searched for.
        """
        self._texts.pop(file, None)
        if text is None:
            self._unsaved.pop(file, None)
        else:
            self._unsaved[file] = text
        self._answers.clear()
        self._scanned.clear()
        path = Path(file)
        words = as_read(next(self.held(path), b"")) if self.lists(path) else b""
        tells_more = [told.put(file, words) for told in (self._inherits, self._sets)]
        return self._mention_again(path, words) or any(tells_more)

    def _mention_again(self, file: Path, text: bytes) -> bool:
        if len(self._mentions) >= LEAST_NAMES:  # it was enough for one run, and this is another
            self._mentions.clear()
            self._aside.clear()
            self._read_for_names = self._read_aside = 0
        others = False
        for name, paths in self._mentions.items():
            if paths is not None and has_word(text, name) != (file in paths):
                self._mentions[name] = [*paths, file] if file not in paths else [path for path in paths if path != file]
                others = True
        return others

    def look_again(self) -> None:
        """Forget what was found, as files have come, gone or changed on disk."""
        for found in (self._mentions, self._aside, self._answers, self._scanned, self._inherits, self._sets):
            found.clear()
        self._texts, self._read_for_names, self._read_aside = Texts(), 0, 0
        self.__dict__.pop("_listed", None)
        self.__dict__.pop("_tests", None)


class _Told:
    """Which files tell something of a name: `asks` a text that has it, `reads` all names that one tells something of.

    To ask for a name takes a fraction of what it takes to read all, so that is done for the first few.
    """

    def __init__(self, asks: Callable[[str, bytes, str], bool], reads: Callable[[str, bytes], frozenset[str]]) -> None:
        self._asks = asks
        self._reads = reads
        self._asked: dict[str, frozenset[str]] = {}
        self._read: dict[str, frozenset[str]] = {}

    def of(self, name: str, texts: Callable[[], Iterator[tuple[str, bytes | None]]], few: int) -> frozenset[str]:
        """Return the files that tell something of the name; all is read once more than `few` have been asked for."""
        if name not in self._asked:
            if len(self._asked) >= few and not self._read:
                self._read = {path: self._reads(path, text) for path, text in texts() if text is not None}
            if self._read:
                found = (path for path, names in self._read.items() if name in names)
            else:
                word = name.encode()
                having = ((path, text) for path, text in texts() if text is not None and word in text)
                found = (path for path, text in having if self._asks(path, text, name))
            self._asked[name] = frozenset(found)
        return self._asked[name]

    def put(self, file: str, text: bytes) -> bool:
        """Take in what a file holds; whether it tells something else of a name that has been asked for."""
        if len(self._asked) > MOST_NAMES:
            self.clear()
        if self._read:
            self._read[file] = self._reads(file, text)
        others = [
            name
            for name, paths in self._asked.items()
            if (name.encode() in text and self._asks(file, text, name)) != (file in paths)
        ]
        self._asked.update({name: self._asked[name] ^ {file} for name in others})
        return bool(others)

    def clear(self) -> None:
        """Forget what was found."""
        self._asked.clear()
        self._read.clear()
