"""Which files are meant by the paths on the command line, and which of them can hold a call site at all?"""

from __future__ import annotations

import itertools
import os
import re
import stat
import subprocess
from collections.abc import Callable, Iterable, Iterator, Sequence

from through_codemod.patterns import matching
from through_codemod.unparsed import LEAST_KNOWN

VERBS = ("add", "remove", "set", "clear", "create", "get_or_create", "update_or_create")  # and their forms with `a`
_SKIPPED = frozenset({"__pycache__", "node_modules"})
_VENV = "pyvenv.cfg"

_COMPUTED = re.compile(rb"getattr\([^,()]*,\s*+(?:[^\"'\s]|[\"'][^\"'\n]*[\"']\s*[+%.])")
_GIVEN = re.compile(rb"getattr\([^,()]*,\s*+(?:(\w++)\s*+[,)])?")
_ASSIGNS = re.compile(rb"\s*=(?!=)")
_BETWEEN = rb"(?:[ \t\f\r\n\\]++|#[^\n]*+\n){0,32}"
_WHOLE = rb"(?![\w\x80-\xff])"  # behind a name: it ends here
_SHARED = 5  # letters
_FAR = 200  # bytes in which a text is put together
_GAP = rb"(?:\{[^{}\"'\n]*\}|%(?:\(\w+\))?\w)"
_GETTER = re.compile(rb"attrgetter\(([^()]*)")
_PATH = re.compile(rb"[\"']([\w.\x80-\xff]+)[\"']")
_GAPS = re.compile(_GAP)
_PART = re.compile(  # f"{kind}_members" and "%s_members" % kind; "mem" + rest; start + "bers"
    rb"[\"'](\w*+(?:%b\w*+)++)[\"']|[\"'](\w++)[\"']\s*+\+|\+\s*+[\"'](\w++)[\"']" % _GAP
)


class PathError(Exception):
    """A path on the command line that cannot be followed; the message says why."""


def discover(paths: Sequence[str], exclude: Sequence[str] = ()) -> list[str]:
    """Return the Python files that `paths` mean, sorted, each once, as paths from the current directory where possible.

    A file that is named stands for itself, whatever its name. A directory stands for the `.py` files in it that git
    tracks or does not ignore; where git does not know it, for all but those in hidden directories, `__pycache__`,
    `node_modules` and virtual environments. A file behind a symbolic link counts once, under its own name if that is
    among them. `exclude` are glob patterns: a file or directory's name (`migrations`) or the end of its path
    (`app/*_pb2.py`).

    Raises `PathError` for a path that does not exist or is neither a file nor a directory.
    """
    found: dict[str, tuple[bool, str]] = {}
    excluded = matching(exclude)
    here = os.path.join(os.getcwd(), "")
    for path in paths:
        for file, real in _meant_by(path):
            shown = file.removeprefix(here).replace(os.sep, "/")
            if not excluded(shown):
                found[real] = min(found.get(real, (True, shown)), (file != real, shown))
    return sorted(shown for _, shown in found.values())


def candidates(accessors: Iterable[str]) -> Callable[[bytes], bool]:
    """Return the test that a file's text passes if it can hold a write through one of `accessors`, or a suppression.

    It looks for an accessor behind a dot, or as a string that a `getattr` or `attrgetter` is given, that is not
    followed by an attribute other than one of the verbs, and for a verb behind a dot. Of a name that a `getattr` is
    given and that is put together, the parts that stand in the file count. So `members = group.members` on one line
    and `members.add(x)` on another pass, and `group.members.all()` alone does not. Where there is no verb, an accessor
    passes that ends an expression, as it may be handed on: `enrol(group.members, x)`. It never parses. It is
    given a text as `unparsed.as_read` returns it.
    """
    accessors, verbs = frozenset(accessors), frozenset(VERBS)
    names = sorted(accessors)
    spelled = _any_of(map(_spelled, names))
    parts = {
        b"any": spelled,
        b"gap": _BETWEEN,
        b"names": rb"%s%s" % (spelled, _WHOLE),
        b"verb": rb"a?(?:%s)%s" % ("|".join(VERBS).encode(), _WHOLE),
    }
    # these give the accessor again, with a database, its class, or itself where the model's class was asked
    again = rb"(?:db_manager|__class__|__get__|related_manager_cls)\b"
    other = rb"%(gap)s\.%(gap)s(?!%(verb)s|%(again)s)[\w\x80-\xff]" % {**parts, b"again": again}
    behind_a_dot = re.compile(_behind_a_dot(names))
    # the others are seldom needed
    any_verb = _behind_a_dot([*VERBS, *(f"a{verb}" for verb in VERBS)]) + _WHOLE
    as_attribute = rb"\.%(gap)s%(names)s(?!%(other)s)" % {**parts, b"other": other}
    as_string = rb",%(gap)s[bBrRuU]?[\"']%(names)s[\"']" % parts
    quotes = [rb"%s%s[\"']" % (quote, spelled) for quote in (b'"', b"'")]  # one is sought fast, either of two slowly
    ended = rb"\.%(any)s[ \t]*+(?:[]),}\r\n\\#;]|(?:if|else|or|and|for)\b|\Z)" % parts
    asked = rb"getattr\([^()]*,\s*[\"']%(any)s[\"']" % parts
    by_method = rb"__getattribute__\([^()]*[\"']%(any)s[\"']" % parts
    suppression = rb"(?i)(?<!\w)through:\s*ignore"

    def quoted(source: bytes) -> bool:
        return any(re.search(text, source) for text in quotes)

    def put_together(source: bytes) -> bool:
        return any(_may_be(known, names) for known in set(_put_together(source)))

    def may_name(given: bytes, source: bytes) -> bool:
        paths = (path.decode(errors="replace").rpartition(".") for path in _PATH.findall(given))
        ends = {
            before.rpartition(".")[2] if {last, last.removeprefix("a")} & verbs else last for before, _, last in paths
        }
        return not ends.isdisjoint(accessors) or (
            given.lstrip()[:1] not in (b"", b'"', b"'") and (quoted(source) or put_together(source))
        )

    def can_hold_a_site(source: bytes) -> bool:
        named = bool(names) and behind_a_dot.search(source)
        by_text = bool(names) and b"attr" in source
        asked_for = by_text and b"getattr" in source
        if (named or asked_for) and re.search(any_verb, source):
            if named and _in_code(as_attribute, source):
                return True
            if asked_for and quoted(source):
                if re.search(as_string, source) or _COMPUTED.search(source):
                    return True
            elif asked_for and _COMPUTED.search(source) and put_together(source):
                return True
        elif (named and _in_code(ended, source)) or (asked_for and re.search(asked, source)):
            return True
        if by_text and b"attrgetter" in source and any(may_name(one[1], source) for one in _GETTER.finditer(source)):
            return True
        if asked_for and b"__getattribute__" in source and re.search(by_method, source):
            return True
        return (b"hrough:" in source or b"HROUGH:" in source) and re.search(suppression, source) is not None

    return can_hold_a_site


def _put_together(source: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Yield the parts that are known of what a `getattr` is given, where it stands or what its name is assigned."""
    names = set()
    for given in _GIVEN.finditer(source):
        if given[1] is None:
            yield from _PART.findall(source, given.end(), given.end() + _FAR)
        else:
            names.add(given[1])
    for name in names:
        at = source.find(name)
        while at >= 0:  # a pattern for each name would take longer to make than to search
            if sign := _ASSIGNS.match(source, at + len(name)):
                yield from _PART.findall(source, sign.end(), sign.end() + _FAR)
            at = source.find(name, at + 1)


def _may_be(known: tuple[bytes, bytes, bytes], names: Sequence[str]) -> bool:
    """Whether one of the names has the parts that are known of a text which is put together, as half of it or more."""
    text, start, end = known
    first, *between, last = (part.decode("ascii", "ignore") for part in (_GAPS.split(text) if text else (start, end)))
    letters = len(first) + sum(map(len, between)) + len(last)
    return letters >= LEAST_KNOWN and any(
        name.startswith(first)
        and name.endswith(last)
        and all(part in name for part in between)
        and letters * 2 >= len(name)
        for name in names
    )


def _in_code(pattern: bytes, source: bytes) -> bool:
    """Whether the pattern matches anywhere but behind a `#` that can only be a comment's."""
    for match in re.finditer(pattern, source):
        start = max(source.rfind(b"\n", 0, match.start()), source.rfind(b"\r", 0, match.start())) + 1
        line = source[start : match.start()]
        # an apostrophe in a word opens no string; what else is quoted may hold the #, or end a string that does
        if b"#" not in line or re.search(rb"[\"'{]", re.sub(rb"\w'\w", b"", line)):
            return True
    return False


def _behind_a_dot(names: Iterable[str]) -> bytes:
    """Return the pattern of any of the names, or what begins with one, behind a dot.

    What seldom stands there is an alternative of its own, so that most dots cost a look at the next byte.
    """
    spellings = [_spelled(name) for name in names]
    far = rb"[ \t\f\r\n\\#](?:(?<=#)[^\n]*+\n)?+[ \t\f\r\n\\]*+(?:#[^\n]*+\n%s)?+%s" % (_BETWEEN, _any_of(spellings))
    return rb"\.(?:%s)" % b"|".join([*_branches(spellings), far])


def _any_of(spellings: Iterable[Sequence[bytes]], shared: int = _SHARED) -> bytes:
    branches = _branches(spellings, shared)
    return branches[0] if len(branches) == 1 else b"(?:%s)" % b"|".join(branches)


def _branches(spellings: Iterable[Sequence[bytes]], shared: int = _SHARED) -> list[bytes]:
    """Return the alternatives in a pattern of any of the spellings: what several begin with is tried once.

    That is, up to so many letters. So hundreds of names take hardly longer than a few.
    """
    by_first: dict[bytes, list[Sequence[bytes]]] = {}
    for spelling in spellings:
        first = spelling[0] if shared and spelling else b"".join(spelling)
        by_first.setdefault(first, []).append(spelling[1:])
    return [first + (_any_of(rests, shared - 1) if shared and first else b"") for first, rests in by_first.items()]


def _spelled(accessor: str) -> list[bytes]:
    """How a file may spell the name, in patterns: where it is not ASCII, its bytes depend on the file's encoding."""
    letters = [re.escape(letter).encode() for letter in itertools.takewhile(str.isascii, accessor)]
    return letters if len(letters) == len(accessor) else [*letters, rb"[\x80-\xff][\w\x80-\xff]*"]


def _meant_by(path: str) -> Iterator[tuple[str, str]]:
    """The files that a path stands for: where it is reached, and where it is. Both absolute."""
    absolute = os.path.abspath(path)
    try:
        mode = os.stat(absolute).st_mode
    except FileNotFoundError:
        raise PathError(f"{path}: no such file or directory") from None
    except OSError as error:
        raise PathError(f"{path}: {error.strerror or error}") from None
    if stat.S_ISREG(mode):
        yield absolute, os.path.realpath(absolute)
    elif stat.S_ISDIR(mode):
        real_directory = os.path.join(os.path.realpath(absolute), "")
        absolute = os.path.join(absolute, "")
        listed = _known_to_git(absolute)
        entries = ((name, _kind(absolute + name)) for name in listed) if listed else _walked(absolute)
        for name, kind in entries:
            file, real = absolute + name, real_directory + name
            if kind == stat.S_IFLNK:
                real = os.path.realpath(file)
                kind = _kind(real)
            if kind == stat.S_IFREG:
                yield file, real
    else:
        raise PathError(f"{path}: neither a file nor a directory; to read standard input write -")


def _kind(path: str) -> int:
    """What is at a path, itself and not what it links to: 0 for nothing (git tracks files that are gone)."""
    try:
        return stat.S_IFMT(os.lstat(path).st_mode)
    except OSError:
        return 0


def _known_to_git(directory: str) -> list[str]:
    """The `.py` files below `directory` that git tracks or does not ignore, relative to it; none if git is no help."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        listed = subprocess.run(command, cwd=directory, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return []
    entries = [os.fsdecode(entry) for entry in listed.split(b"\0") if entry]
    environments = tuple(entry.removesuffix(_VENV) for entry in entries if entry.endswith("/" + _VENV))
    with_submodules = any(entry.endswith(".gitmodules") for entry in entries)
    files = []
    for entry in entries:
        path = os.path.join(directory, entry)
        if entry.startswith(environments):
            continue
        if entry.endswith(".py"):
            files.append(entry)
        elif entry.endswith("/") or (with_submodules and os.path.isdir(path) and not os.path.islink(path)):
            known = _known_to_git(path) or [name for name, _ in _walked(path)]
            files += [os.path.join(entry, name) for name in known]
    return files


def _walked(directory: str) -> list[tuple[str, int]]:
    """The `.py` files below `directory` that are the project's own by the look of their directories, with their kinds.

    They are relative to `directory`; the kinds are those of `_kind`.
    """
    found = []
    waiting = [""]
    while waiting:
        below = waiting.pop()
        try:
            with os.scandir(directory + below) as listed:
                entries = list(listed)
        except OSError as error:
            raise PathError(f"{directory}{below}: {error.strerror}; name the directories beside it instead") from None
        if below and any(entry.name == _VENV for entry in entries):
            continue
        for entry in entries:
            name = entry.name
            if name.endswith(".py") and not entry.is_dir(follow_symlinks=False):
                regular = entry.is_file(follow_symlinks=False)
                found.append((below + name, stat.S_IFREG if regular else _kind(entry.path)))
            elif entry.is_dir(follow_symlinks=False) and not name.startswith(".") and name not in _SKIPPED:
                waiting.append(f"{below}{name}/")
    return found
