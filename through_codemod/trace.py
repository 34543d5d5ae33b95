"""Which lines write through an accessor with a custom through model, while the project's own code runs?

A pytest plugin (`pytest -p through_codemod.trace`), and what `through-codemod trace` puts into the processes of a
command that load Django. It runs under the project's interpreter, as `relations/probe.py` does: Python 3.8, standard
library and Django only.

THROUGH_CODEMOD_TRACE names the file that the writes end in. A process notes a new kind of write at once in a part of
its own beside that file, for it may be killed, and adds the parts to the file when it ends. Who reads the file reads
the parts as well.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any, Callable, Iterable, Iterator, NamedTuple

FORMAT = 1
FILE = "THROUGH_CODEMOD_TRACE"
DEFAULT = "through-trace.json"
DESCRIPTORS = "django.db.models.fields.related_descriptors"
VERBS = ("add", "remove", "set", "clear", "create", "get_or_create", "update_or_create")
METHODS = (*VERBS, *(f"a{verb}" for verb in VERBS))
RAW = "set_base"  # what fixtures are loaded with from Django 6.1 on, instead of `set`
RUNNERS = frozenset({"unittest", "pytest", "_pytest", "pluggy"})  # whoever runs a test has no part in what it writes
BORDERS = ("django.core.handlers.", "django.core.management.", "django.test.client")  # behind which another part begins
MOST = 6  # modules on the way from the project to the accessor
STARTED = time.time()
HOME = os.getcwd()


class Write(NamedTuple):
    """A kind of write. Lines count from 1, columns in bytes from 0 as `ast` does, None where Python is too old for it.

    `file` is the project's: `line` and the rest are the place of the call itself, or where `by` is not empty of the
    nearest call of the project on the way to it. `by` are the functions between, `"django.forms.models:_save_m2m"`,
    nearest to the accessor first, and `actor` the project's class on whose behalf they run; where a request or a
    command is what calls them, it is the place of that class. Where nothing of the project is on the way, it is the
    caller's. `receiver` is a model's label, `relation` that of the field.
    """

    file: str
    line: int
    end_line: int | None
    column: int | None
    end_column: int | None
    method: str
    accessor: str
    relation: str
    direction: str
    through: str
    receiver: str
    arguments: tuple[str, ...]
    by: tuple[str, ...]
    actor: str | None


class TraceError(Exception):
    """The file is no trace that can be read; the message says what is wrong with it and what to do."""


class Recorded(NamedTuple):
    """What a trace holds: the SHA-256 of each file's source, and how often each kind of write was seen."""

    digests: dict[str, str]
    counts: dict[Write, int]

    def add(self, write: Write, digest: str, count: int) -> None:
        """Count a write. What was seen in the file when it read differently is forgotten."""
        if self.digests.setdefault(write.file, digest) != digest:
            for other in [other for other in self.counts if other.file == write.file]:
                del self.counts[other]
            self.digests[write.file] = digest
        self.counts[write] = self.counts.get(write, 0) + count


# The file and its parts


def read_trace(path: str) -> Recorded:
    """Return what a trace's file and the parts beside it hold.

    Raises `TraceError`, and `OSError` where there is none.
    """
    recorded = Recorded({}, {})
    parts = _parts(path)
    if os.path.exists(path) or not parts:
        with open(path, "rb") as file:
            _read_whole(path, file.read(), recorded)
    for part in parts:
        with open(part, "rb") as file:
            for line in file.read().splitlines():
                with suppress(ValueError, TypeError, KeyError):  # the end of one who was killed while writing
                    _add_plain(_json().loads(line), recorded)
    return recorded


def _json() -> Any:
    import json

    return json


def _read_whole(path: str, text: bytes, recorded: Recorded) -> None:
    again = "name another file, or delete this one and record anew"
    try:
        body = _json().loads(text)
        version = body["through-codemod trace"]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise TraceError(f"{path}: not a trace ({error!r}); {again}") from None
    if version != FORMAT:
        raise TraceError(f"{path}: a trace of format {version!r}, and this version reads {FORMAT}; {again}")
    try:
        for item in body["writes"]:
            _add_plain(item, recorded)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise TraceError(f"{path}: a broken trace ({error!r}); {again}") from None


def _add_plain(item: Any, recorded: Recorded) -> None:
    """Add what `_plain` gave; raises `KeyError`, `TypeError` or `ValueError` where it is something else."""
    write = Write(**{name: item[name] for name in Write._fields})
    write = write._replace(arguments=tuple(write.arguments), by=tuple(write.by))
    texts: list[Any] = [
        write.file,
        write.method,
        write.accessor,
        write.relation,
        write.direction,
        write.through,
        write.receiver,
    ]
    texts += [write.actor or "", item["sha256"], *write.arguments, *write.by]
    numbers: list[Any] = [write.line, item["count"], *(number for number in write[2:5] if number is not None)]
    known = write.method in METHODS and all(isinstance(text, str) and "\0" not in text for text in texts)
    if not known or not all(isinstance(number, int) for number in numbers):
        raise ValueError(item)
    recorded.add(write, item["sha256"], item["count"])


def _plain(write: Write, digest: str, count: int) -> dict[str, Any]:
    return dict(write._asdict(), sha256=digest, count=count)


def _parts(path: str) -> list[str]:
    folder, name = os.path.split(os.path.abspath(path))
    try:
        found = [entry for entry in os.scandir(folder) if _is_part(entry.name, name)]
        return [entry.path for entry in sorted(found, key=lambda entry: (entry.stat().st_mtime, entry.name))]
    except OSError:
        return []


def _is_part(name: str, whole: str) -> bool:
    return name.startswith(whole + ".") and name.endswith(".part")


@contextmanager
def _alone(path: str) -> Iterator[bool]:
    """Keep other processes from the file and its parts; False where the system has no way to, as Windows."""
    try:
        import fcntl
    except ImportError:
        yield False
        return
    folder = os.open(os.path.dirname(os.path.abspath(path)), os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield True
    finally:
        os.close(folder)


def gather(path: str) -> None:
    """Add the parts to the file, and delete them. Raises `TraceError` or `OSError`, and leaves all as it is then."""
    with _alone(path) as alone:
        parts = _parts(path)
        if not parts or not alone:
            return
        recorded = read_trace(path)
        writes = sorted(recorded.counts, key=repr)
        lines = [_json().dumps(_plain(write, recorded.digests[write.file], recorded.counts[write])) for write in writes]
        temporary = f"{path}.{os.getpid()}.tmp"
        with open(temporary, "w", encoding="utf-8") as file:
            body = ",\n".join(lines)
            file.write(f'{{"through-codemod trace": {FORMAT}, "writes": [\n{body}\n]}}\n')
        os.replace(temporary, path)
        for part in parts:
            os.unlink(part)


# What a process sees


class Caller(NamedTuple):
    """The project's call that leads to a write, or the caller where there is none: its code, and the place in it."""

    code: Any
    instruction: int
    line: int
    way: tuple[tuple[str, str], ...]  # modules and functions from the accessor to it
    actor: Any  # the project's class
    foreign: bool


class Recorder:
    """Notes what one process sees, and the processes that it forks."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._seen: dict[tuple[Any, ...], list[Any]] = {}  # write, digest, times not noted yet, code
        self._digests: dict[str, str | None] = {}
        self._ours: dict[str, bool] = {}
        self._actors: dict[type, bool] = {}
        self._ends = False  # with `finish`
        self.problem = ""

    def restart(self) -> None:
        """Begin anew in a process that was just forked."""
        self._lock = threading.Lock()
        self._seen.clear()
        self._ends = False

    def caller(self, frame: Any) -> Caller:
        """Return who makes the write that `frame` is at, as long as it is there."""
        first, way, actor = frame, [], None
        while frame is not None and not self._is_project(frame.f_code.co_filename):
            module = frame.f_globals.get("__name__") or ""
            if module.partition(".")[0] in RUNNERS or (actor and module.startswith(BORDERS)):
                frame = None
                break
            way.append((module, frame.f_code.co_name))
            actor = actor or self._actor(frame)
            frame = frame.f_back
        place = frame or first
        return Caller(place.f_code, place.f_lasti, place.f_lineno, tuple(way), actor, frame is None)

    def count(self, caller: Caller, what: tuple[Any, ...], describe: Callable[[], tuple[Any, ...]]) -> None:
        """Count a write; `what` tells it from others of the caller's, `describe` gives the fields that it adds."""
        key = (id(caller.code), caller.instruction, caller.way, caller.actor, what)
        with self._lock:
            known = self._seen.get(key)
            if known is not None:
                known[2] += 1
                return
            self._seen[key] = known = [None, "", 0, caller.code]  # which keeps its id from being given to another
            self._in_child()
            place = _class_place(caller.actor) if caller.actor and caller.foreign else None
            path, *lines = place or (caller.code.co_filename, *_place(caller))
            digest = self._digest(_absolute(path))
            if digest is not None:
                known[:2] = self._write(_absolute(path), lines, describe(), caller), digest
                self._append([(known[0], digest, 1)])

    def attempt(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Return what the function returns. Where it fails, say so and return None: the tests are not to suffer."""
        try:
            return function(*arguments)
        except Exception as error:
            print(f"through-codemod: a write is not recorded, please report it: {error!r}", file=sys.stderr)
            return None

    def finish(self) -> None:
        """Note what was counted since, and gather what all processes noted so far."""
        with self._lock:
            self._append([(write, digest, times) for write, digest, times, _ in self._seen.values() if write and times])
            for known in self._seen.values():
                known[2] = 0
        try:
            if not self.problem:
                gather(self.path)
        except (OSError, TraceError) as error:
            self._complain(error)

    def _in_child(self) -> None:
        """See to it that `finish` runs where the process ends without `atexit`, as those of multiprocessing do."""
        util: Any = sys.modules.get("multiprocessing.util")
        process: Any = sys.modules.get("multiprocessing.process")
        if not self._ends and util and process and process.parent_process() is not None:
            util.Finalize(None, self.finish, exitpriority=0)
            self._ends = True

    def _append(self, noted: Iterable[tuple[Write, str, int]]) -> None:
        lines = [_json().dumps(_plain(*item)) + "\n" for item in noted]
        if not lines or self.problem:
            return
        try:
            with _alone(self.path), open(f"{self.path}.{os.getpid()}.part", "a", encoding="utf-8") as part:
                part.write("".join(lines))
        except OSError as error:
            self._complain(error)

    def _complain(self, error: Exception) -> None:
        self.problem = f"through-codemod: writes are not recorded: {error}"
        print(self.problem, file=sys.stderr)

    def _write(self, path: str, lines: list[Any], what: tuple[Any, ...], caller: Caller) -> Write:
        by: dict[str, str] = {}
        for module, function in caller.way:
            by.setdefault(module, f"{module}:{function}")
        folder = os.path.join(os.path.dirname(self.path), "")
        file = (path[len(folder) :] if path.startswith(folder) else path).replace(os.sep, "/")
        actor = caller.actor and f"{caller.actor.__module__}.{caller.actor.__qualname__}"
        return Write._make((file, *lines, *what, tuple(by.values())[:MOST], actor))

    def _digest(self, path: str) -> str | None:
        """Return the digest of a source that is what it was when the process started, or None."""
        if path not in self._digests:
            import hashlib

            self._digests[path] = None
            with suppress(OSError):
                if os.stat(path).st_mtime <= STARTED:
                    with open(path, "rb") as file:
                        self._digests[path] = hashlib.sha256(file.read()).hexdigest()
        return self._digests[path]

    def _is_project(self, filename: str) -> bool:
        """Whether a file is the project's own: not Django's, not Python's, of no installed package, not this one."""
        known = self._ours.get(filename)
        if known is None:
            path = _absolute(filename)
            parts = path.split(os.sep)
            installed = "site-packages" in parts or "dist-packages" in parts
            foreign = filename.startswith("<") or installed or path == _absolute(__file__) or not os.path.isfile(path)
            known = self._ours[filename] = not foreign and not path.startswith(tuple(_foreign_folders()))
        return known

    def _actor(self, frame: Any) -> Any:
        """Return the project's class that a foreign function is a method of, for the instance at hand."""
        code = frame.f_code
        if not code.co_argcount or code.co_varnames[0] not in ("self", "cls"):
            return None
        thing = frame.f_locals.get(code.co_varnames[0])
        cls = thing if isinstance(thing, type) else type(thing)
        if cls not in self._actors:
            file = getattr(sys.modules.get(cls.__module__), "__file__", None)
            self._actors[cls] = file is not None and self._is_project(file)
        return cls if self._actors[cls] else None


def _class_place(cls: Any) -> tuple[Any, ...] | None:
    """Return the file of a class and the line of its `class`, in the form of `_place`; None where it has none."""
    import inspect

    try:
        lines, first = inspect.getsourcelines(cls)
        file = inspect.getsourcefile(cls)
    except (OSError, TypeError):
        return None
    decorators = next((index for index, line in enumerate(lines) if line.lstrip().startswith("class ")), 0)
    return file, first + decorators, None, None, None


def _absolute(filename: str) -> str:
    return os.path.realpath(os.path.join(HOME, filename))


def _foreign_folders() -> Iterator[str]:
    for module in (os, sys.modules["django"]):
        yield os.path.join(os.path.realpath(os.path.dirname(module.__file__ or "")), "")
    for name in ("bin", "Scripts"):  # django-admin, pytest
        yield os.path.join(os.path.realpath(sys.prefix), name, "")


def _place(caller: Caller) -> tuple[Any, ...]:
    """Return the line of a call, and where Python keeps it its end and columns.

    https://docs.python.org/3/reference/datamodel.html#codeobject.co_positions
    """
    if hasattr(caller.code, "co_positions"):
        from itertools import islice

        line, end_line, column, end_column = next(islice(caller.code.co_positions(), caller.instruction // 2, None))
        if None not in (line, end_line, column, end_column):
            return line, end_line, column, end_column
    return caller.line, None, None, None


# How Django's managers are made to tell


def start() -> None:
    """Record from now on, whether or not Django is loaded already."""
    path = os.path.realpath(os.path.join(HOME, os.environ.get(FILE) or DEFAULT))
    os.environ[FILE] = path  # for processes that start in another directory
    if DESCRIPTORS in sys.modules:
        watch(sys.modules[DESCRIPTORS], path)
        _renew(sys.modules[DESCRIPTORS])
    else:
        sys.meta_path.insert(0, _Waiting(path))


class _Waiting:
    """Waits for Django's descriptors to be imported, and is gone then."""

    def __init__(self, path: str) -> None:
        self.path = path

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        """Find the module as Python does, and watch it once it is loaded."""
        if name != DESCRIPTORS:
            return None
        sys.meta_path.remove(self)
        finders = [finder for finder in sys.meta_path if hasattr(finder, "find_spec")]
        found = (finder.find_spec(name, path, target) for finder in finders)
        spec: Any = next((spec for spec in found if spec is not None), None)
        with suppress(AttributeError):  # a loader that cannot be told: then nothing is recorded
            execute = spec.loader.exec_module

            def exec_module(module: Any) -> None:
                execute(module)
                watch(module, self.path)

            spec.loader.exec_module = exec_module
        return spec


def _renew(descriptors: Any) -> None:
    """Let the manager classes that were made already be made again: each descriptor keeps its own.

    https://github.com/django/django/blob/stable/5.2.x/django/db/models/fields/related_descriptors.py
    """
    apps = sys.modules["django.apps"].apps
    for models in list(apps.all_models.values()):
        for model in list(models.values()):
            for value in vars(model).values():
                if isinstance(value, descriptors.ManyToManyDescriptor):
                    vars(value).pop("related_manager_cls", None)


_recorder: Recorder | None = None


def watch(descriptors: Any, path: str) -> None:
    """Let the managers that Django makes from now on record their writes, if they do not yet."""
    import atexit
    from functools import wraps

    global _recorder
    create = getattr(descriptors, "create_forward_many_to_many_manager", None)
    if create is None or hasattr(create, "recorder"):
        return
    recorder = _recorder = Recorder(path)

    @wraps(create)
    def create_recording_manager(superclass: Any, rel: Any, reverse: bool) -> Any:
        manager = create(superclass, rel, reverse)
        through = getattr(rel.through, "_meta", None)
        if through is not None and not through.auto_created:
            for name in (*METHODS, RAW):
                if name in vars(manager):
                    method = "set" if name == RAW else name
                    setattr(manager, name, _recording(recorder, vars(manager)[name], method, rel, reverse))
        return manager

    create_recording_manager.recorder = recorder  # type: ignore[attr-defined]
    descriptors.create_forward_many_to_many_manager = create_recording_manager
    atexit.register(recorder.finish)
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=recorder.restart)
    with suppress(KeyError, OSError):  # `through-codemod trace` wants to know whether it was of any use
        open(os.environ["THROUGH_CODEMOD_WATCHED"], "w").close()


def _recording(recorder: Recorder, function: Callable[..., Any], method: str, rel: Any, reverse: bool) -> Any:
    """Return a manager's method that also records who calls it, once the write has been made.

    `set` and `create` end in `self.add`, `aadd` in `sync_to_async(self.add)`: those are no calls of the project's. What
    is awaited may run when its caller is elsewhere, so that the caller is looked for when the method is called.
    """
    from functools import wraps

    def begin(frame: Any, verb: str, manager: Any, args: Any, kwargs: Any) -> tuple[Caller, tuple[str, ...]]:
        return recorder.caller(frame), tuple(sorted(_kinds(verb, args, kwargs, manager.model)))

    def end(begun: tuple[Caller, tuple[str, ...]] | None, manager: Any) -> None:
        if begun is None:
            return
        caller, kinds = begun
        receiver = type(manager.instance)
        if receiver.__module__ == "__fake__":  # as a migration sees it, which is not as it is
            return

        def describe() -> tuple[Any, ...]:
            field = rel.field
            return (
                method,
                rel.get_accessor_name() if reverse else field.name,
                f"{field.model._meta.label}.{field.name}",
                "reverse" if reverse else "forward",
                rel.through._meta.label,
                receiver._meta.label,
                kinds,
            )

        recorder.count(caller, (method, id(rel), reverse, receiver, kinds), describe)

    if method in VERBS:

        @wraps(function)
        def call(manager: Any, *args: Any, **kwargs: Any) -> Any:
            frame = sys._getframe(1)
            if frame.f_globals is function.__globals__ or _is_awaited(manager, frame):
                return function(manager, *args, **kwargs)
            begun = recorder.attempt(begin, frame, method, manager, args, kwargs)
            result = function(manager, *args, **kwargs)
            recorder.attempt(end, begun, manager)
            return result

        return call

    async def run(begun: Any, manager: Any, args: Any, kwargs: Any) -> Any:
        token = _awaited.set(manager)
        try:
            result = await function(manager, *args, **kwargs)
        finally:
            _awaited.reset(token)
        recorder.attempt(end, begun, manager)
        return result

    @wraps(function)
    def acall(manager: Any, *args: Any, **kwargs: Any) -> Any:
        begun = recorder.attempt(begin, sys._getframe(1), method[1:], manager, args, kwargs)
        return run(begun, manager, args, kwargs)

    mark = getattr(sys.modules.get("asgiref.sync"), "markcoroutinefunction", None)
    return acall if mark is None else mark(acall)


_awaited: ContextVar[Any] = ContextVar("awaited", default=None)


def _is_awaited(manager: Any, frame: Any) -> bool:
    """Whether it is the thread in which the manager's own `aadd` lets `add` run."""
    return _awaited.get() is manager and frame.f_globals.get("__name__") == "asgiref.sync"


def _kinds(verb: str, args: tuple[Any, ...], kwargs: dict[str, Any], model: Any) -> set[str]:
    """Return what is linked or unlinked: "instance", "key", "none", "other" (another model's), or "unknown".

    What can be iterated only once, or not without a query, stays as it is.
    """
    if verb == "set":
        given = args[0] if args else kwargs.get("objs")
        rows = getattr(given, "_iterable_class", None)
        if rows is not None:
            name = rows.__name__
            return {{"ModelIterable": "instance", "FlatValuesListIterable": "key"}.get(name, "unknown")}
        if not isinstance(given, (list, tuple, set, frozenset, dict)):
            return {"unknown"}
        args = tuple(given)
    elif verb not in ("add", "remove"):
        return set()
    return {_kind(item, model) for item in {type(item): item for item in args}.values()}


def _kind(item: Any, model: Any) -> str:
    if item is None:
        return "none"
    if hasattr(item, "_meta"):
        return "instance" if isinstance(item, model) else "other"
    return "key"


# pytest


def pytest_configure() -> None:
    """Record from now on; raises `pytest.UsageError` where there is no place to, or what is there is no trace."""
    path = os.path.abspath(os.environ.get(FILE) or DEFAULT)
    try:
        if os.path.exists(path):
            read_trace(path)
        else:
            os.scandir(os.path.dirname(path)).close()
    except (OSError, TraceError) as error:
        import pytest

        raise pytest.UsageError(f"{FILE}: {error}") from None
    start()


def pytest_unconfigure() -> None:
    """Note what was seen, also in processes that end without a word."""
    if _recorder is not None:
        _recorder.finish()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say where it is."""
    found = f"through-codemod: writes through accessors are recorded in {os.environ[FILE]}"
    terminalreporter.write_line((_recorder and _recorder.problem) or found)
