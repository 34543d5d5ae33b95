"""What becomes of many files? Each is read, prefiltered and handed to the core; what it wrote goes to disk at the end.

Nothing is written before every file has been processed, so a file's findings never depend on which of its neighbours
was rewritten first, and whoever interrupts a run has lost nothing. The core is imported once there is a file for it:
mostly there is none.
"""

from __future__ import annotations

import gc
import os
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple, TypedDict

from through_codemod.config import Config
from through_codemod.discovery import candidates, discover
from through_codemod.frozen import frozen
from through_codemod.relations import RelationMap
from through_codemod.report import Change, FileReport
from through_codemod.unparsed import Texts, as_read, held

if TYPE_CHECKING:
    from through_codemod.codemod import Finding
    from through_codemod.evidence import Seen, Trace
    from through_codemod.findings import Choice
    from through_codemod.infer.modules import Modules
    from through_codemod.infer.travels import Travels

POOL_FROM = 100  # candidates; below, starting worker processes costs more than they save
CHUNK = 4
ROUNDS = 5  # in which a file may be handed managers by those of the round before
_UNFINISHED = ".through-codemod"  # how the name of a file ends that is to take the place of another


class RunError(Exception):
    """The run as a whole could not be finished; the message says what to do."""


class _Told(TypedDict):
    seen: Seen
    arrived: Travels


@frozen
class Part:
    """What another Django project in the same tree has of its own; see `Job`."""

    relations: RelationMap
    roots: tuple[Path, ...]


@dataclass(frozen=True)
class Job:
    """The same for all files of a run: the models, how to write, and where imports start.

    Without `rewriting` files are only inspected; without `replacements` no finding says what would take its place. With
    `patches` safe ones of files that are inspected bring their own. `choices` say for some paths which of their sites
    may be rewritten. `trace` is what a recorded run saw. `apart` are projects in the same tree that call their own
    modules by the same names, by their folders, those within others first. `packages` tells the folders that installed
    packages lie in. `arrived` are the managers that files are handed by others, by their absolute paths. `files` are
    all that the project has, where these are known, and `seen` the texts of some.
    """

    relations: RelationMap
    config: Config
    roots: tuple[Path, ...]
    rewriting: bool = True
    replacements: bool = True
    patches: bool = False
    choices: Mapping[str, Choice] = field(default_factory=dict)
    trace: Trace | None = None
    apart: Mapping[str, Part] = field(default_factory=dict)
    packages: Callable[[], Sequence[Path]] = tuple
    arrived: Mapping[str, Travels] = field(default_factory=dict)
    files: tuple[str, ...] | None = None
    seen: Mapping[str, bytes] = field(default_factory=dict)

    @cached_property
    def _jobs(self) -> Mapping[str, Job]:
        return {
            folder: replace(self, relations=part.relations, roots=part.roots, apart={}, files=None)
            for folder, part in self.apart.items()
        }

    @cached_property
    def modules(self) -> Modules:
        """The project's modules; each process has its own."""
        from through_codemod.infer.modules import Modules

        modules = Modules(self.roots, self.relations)
        modules.packages = self.packages
        modules.files.seen = self.seen
        own = [str(root) for root in self.roots[:1]]
        modules.files.listing = partial(discover, own) if self.files is None else partial(tuple, self.files)
        return modules

    def handed(self, arrived: Mapping[str, Travels]) -> Job:
        """Return the job with what arrives in files; what it has read so far it keeps."""
        job = replace(self, arrived=arrived)
        if "modules" in vars(self):
            vars(job)["modules"] = self.modules
        if "_jobs" in vars(self):
            vars(job)["_jobs"] = {folder: part.handed(arrived) for folder, part in self._jobs.items()}
        return job

    def on_file(self, path: str) -> FileReport:
        """Return what becomes of the file at `path`, as it is on disk now. Raises nothing."""
        try:
            source = held(path)
        except OSError as error:
            return self._failed(path, "read", _cannot("be read", error))
        return self.on_source(path, source)

    def on_source(self, path: str, source: bytes, choose: Choice | None = None) -> FileReport:
        """Return what becomes of `source`, which is or will be what the file at `path` holds. Raises nothing.

        `choose` says which of its sites may be rewritten, where that is another matter than `choices` has it.
        """
        if (folder := folder_of(path, self.apart)) is not None:
            return self._jobs[folder].on_source(path, source, choose)
        from through_codemod.codemod import Failure, inspect, rewrite
        from through_codemod.evidence import NOTHING
        from through_codemod.findings import everything
        from through_codemod.infer.travels import NOWHERE

        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of the compiler about the project's code: its own concern
                given = path, source, self.relations, self.config, self.modules
                told: _Told = {
                    "seen": (self.trace and self.trace.of(path, source)) or NOTHING,
                    "arrived": self.arrived.get(os.path.abspath(path), NOWHERE) if self.arrived else NOWHERE,
                }
                if self.rewriting:
                    choose = choose or self.choices.get(path, everything)
                    result = rewrite(*given, replacements=self.replacements, choose=choose, **told)
                else:
                    result = inspect(*given, replacements=self.replacements, patches=self.patches, **told)
        except Exception as error:
            return self._failed(path, "internal", f"internal error, please report it: {traced(error)}")
        if isinstance(result, Failure):
            return self._failed(path, result.stage, result.message, result.line, result.column)
        change = Change(source, result.output, result.edits or None) if result.output != source else None
        return FileReport(path, tuple(sorted(result.findings, key=_place)), change, travels=result.travels)

    def _failed(self, path: str, stage: str, message: str, line: int = 1, column: int = 1) -> FileReport:
        broken = stage not in ("read", "parse")
        if "TM901" in self.config.on(path).ignore and not broken:
            return FileReport(path)
        said = f"file not parsed: {message}" if stage == "parse" else message
        return FileReport(path, (_failure(said, line, column),), broken=broken)


class Survey(NamedTuple):
    """What a first look at all files of a run gives: those that can hold a site, and those that cannot be read.

    `job` is the run's, with what the files say about each other.
    """

    files: tuple[str, ...]
    job: Job
    candidates: tuple[str, ...]
    unreadable: Mapping[str, FileReport]


def run(files: Sequence[str], job: Job, workers: int | None = None) -> list[FileReport]:
    """Return a report for each file that has something to say, in the order of `files`; see `reports_of`."""
    return reports_of(survey(files, job), workers)


def first_look(job: Job) -> Callable[[str, bytes], bool]:
    """Return the test that a file, given by its path and its text `as_read`, passes if it is worth parsing."""
    maps = [job.relations, *(part.relations for part in job.apart.values())]
    can_hold_a_site = candidates({accessor for relations in maps for accessor in relations.accessors})
    return lambda path, source: can_hold_a_site(source) or (job.trace is not None and job.trace.knows(path))


def survey(files: Sequence[str], job: Job) -> Survey:
    """Return the first look at `files`, none of which is parsed for it."""
    unreadable: dict[str, FileReport] = {}
    can_hold_a_site = first_look(job)
    chosen: list[str] = []
    seen = Texts()
    for path in files:
        try:
            text = as_read(held(path))
        except OSError:
            unreadable[path] = job.on_file(path)
            continue
        if can_hold_a_site(path, text):
            chosen.append(path)
        seen.keep(path, text)
    by_folder: dict[str | None, list[str]] = {}
    for path in chosen:
        by_folder.setdefault(folder_of(path, job.apart), []).append(path)

    def roots(folder: str | None, given: tuple[Path, ...]) -> tuple[Path, ...]:
        return tuple(dict.fromkeys((*given, *_package_parents(by_folder.get(folder, ())))))

    apart = {folder: replace(part, roots=roots(folder, part.roots)) for folder, part in job.apart.items()}
    job = replace(job, apart=apart, roots=roots(None, job.roots), seen=seen)
    return Survey(tuple(files), job, tuple(chosen), unreadable)


def folder_of(path: str, folders: Iterable[str]) -> str | None:
    """Return the first of the folders that a file lies in; None if it lies in none of them."""
    place = os.path.abspath(path) if folders else ""
    return next((folder for folder in folders if place.startswith(os.path.join(folder, ""))), None)


def reports_of(
    surveyed: Survey, workers: int | None = None, tell: Callable[[int, int], None] | None = None
) -> list[FileReport]:
    """Return a report for each file that has something to say, in the order in which the files were given.

    `workers` is the number of processes, by default one for each processor, and one if there is little to do. `tell` is
    told how many of how many are done. Raises `RunError` if a worker process dies.
    """
    reports = {**surveyed.unreadable}
    job, waiting = surveyed.job, surveyed.candidates
    for _ in range(ROUNDS):
        for number, report in enumerate(_reports(waiting, job, workers), 1):
            reports[report.path] = report
            if tell is not None:
                tell(number, len(waiting))
        travels = {path: report.travels for path, report in reports.items() if report.travels is not None}
        if not travels or not waiting:
            break
        from through_codemod.arrivals import arrivals

        before, job = job.arrived, job.handed(arrivals(surveyed.files, travels))
        changed = {path for path in job.arrived if job.arrived[path] != before.get(path)}
        waiting = tuple(path for path in surveyed.files if os.path.abspath(path) in changed)
    found = [reports[path] for path in surveyed.files if path in reports]
    return [report for report in found if report.findings or report.change]


def in_libraries(trace: Trace, files: Sequence[str], config: Config) -> list[FileReport]:
    """Return reports on what a recorded run saw libraries write with nothing of the project's `files` behind them."""
    from through_codemod.unshown import unshown

    reports = []
    for path, seen in trace.elsewhere(files):
        findings = [item.finding() for item in unshown(seen, ()) if config.on(path).hears(item.maker)]
        if findings:
            reports.append(FileReport(path, tuple(sorted(findings, key=_place))))
    return reports


def write(report: FileReport) -> FileReport:
    """Put the report's change on disk, whole or not at all, and return what is to be said of the file then.

    The file keeps its mode and owner, and a symbolic link stays one. Where it is read-only, or no longer holds what was
    read, it is left as it is: its findings are not fixed then, and a TM901 says why. (So `fix` ends with 1, as with
    anything that remains.)
    """
    if report.change is None:
        return report
    try:
        _replace(os.path.realpath(report.path), report.change)
    except _UnwritableError as error:
        reason = str(error)
    except OSError as error:
        reason = _cannot("be written", error)
    else:
        return report
    return FileReport(report.path, (_failure(reason), *_unfixed(report.findings)), broken=report.broken)


def exit_code(reports: Sequence[FileReport], written: bool) -> int:
    """Return 2 after an internal error, 1 if a finding remains (nothing is fixed unless it was written), else 0."""
    if any(report.broken for report in reports):
        return 2
    return int(any(not (finding.fixed and written) for report in reports for finding in report.findings))


def import_roots(project: Path, files: Sequence[str], relations: RelationMap) -> tuple[Path, ...]:
    """Return the directories that imports start from: the project's own, and those that its models are found under."""
    by_name: dict[str, list[str]] = {}
    for path in files:
        by_name.setdefault(path.rpartition("/")[2], []).append(path)
    roots = [project]
    for module in sorted({model.module for model in relations.models if "." in model.module}):
        tail = module.replace(".", "/")
        for name in (f"{tail}.py", f"{tail}/__init__.py"):
            roots += [
                Path(path.removesuffix(name)).absolute()
                for path in by_name.get(name.rpartition("/")[2], ())
                if path == name or path.endswith("/" + name)
            ]
    return tuple(dict.fromkeys(roots))


def traced(error: Exception) -> str:
    """Return an error and the place it comes from, on one line."""
    place, trace = "", error.__traceback__
    while trace is not None:
        place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{type(error).__name__}: {' '.join(str(error).split())} ({place})"


class _UnwritableError(Exception):
    pass


def _package_parents(paths: Sequence[str]) -> Iterator[Path]:
    """The directories that the files' packages are in: each process must know all, whichever files it gets."""
    for path in paths:
        directory = Path(path).absolute().parent
        if (directory / "__init__.py").is_file():
            while (directory / "__init__.py").is_file():
                directory = directory.parent
            yield directory


def _reports(paths: Sequence[str], job: Job, workers: int | None) -> Iterator[FileReport]:
    processes = min(workers or _processors(), len(paths) // CHUNK)
    if processes < 2 or (workers is None and len(paths) < POOL_FROM):
        return map(job.on_file, paths)
    return _in_processes(paths, job, processes)


def _unfixed(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(finding._replace(fixed=False) for finding in findings)


_of_this_worker: Job


def _start_worker(job: Job, collecting: tuple[int, int, int]) -> None:
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it too and stops the workers
    gc.set_threshold(*collecting)
    global _of_this_worker
    _of_this_worker = job


def _work(path: str) -> FileReport:
    return _of_this_worker.on_file(path)


def _in_processes(paths: Sequence[str], job: Job, processes: int) -> Iterator[FileReport]:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    if job.rewriting:
        import through_codemod.edit  # noqa: F401  # with libcst, once for all workers

    # https://docs.python.org/3/library/multiprocessing.html#contexts-and-start-methods: fork inherits the map and what
    # is imported already; macOS has it too, but not safely
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    pool = ProcessPoolExecutor(processes, context, _start_worker, (job, gc.get_threshold()))
    try:
        yield from pool.map(_work, paths, chunksize=CHUNK)
        pool.shutdown()  # or its thread meets the end of the interpreter, and wakes through a pipe that is closed
    except BrokenProcessPool:
        raise RunError(
            "a worker process died, perhaps for lack of memory; nothing was written. Run again with --jobs 1"
        ) from None
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def _replace(path: str, change: Change) -> None:
    import tempfile

    target = Path(path)
    status = target.stat()
    if not status.st_mode & 0o222 or not os.access(path, os.W_OK):
        raise _UnwritableError("read-only; make it writable (chmod u+w) and run again")
    _clear_away(target)
    handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", suffix=_UNFINISHED, dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            with suppress(OSError):  # not every file system has locks
                _lock(file)
            file.write(change.after)
            file.flush()
            if os.name == "posix" and (status.st_uid, status.st_gid) != (os.geteuid(), os.getegid()):
                os.chown(temporary, status.st_uid, status.st_gid)
            os.chmod(temporary, status.st_mode & 0o7777)
            if target.read_bytes() != change.before:
                raise _UnwritableError("changed while it was being processed; run again")
            if os.name == "posix":  # elsewhere an open file cannot be renamed
                os.replace(temporary, path)
        if os.name != "posix":
            os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def _clear_away(target: Path) -> None:
    """Delete what a run that was killed has left beside the file; what another run is writing stays."""
    import glob

    for path in target.parent.glob(f".{glob.escape(target.name)}.*{_UNFINISHED}"):
        with suppress(OSError), path.open("rb") as file:
            _lock(file)
            path.unlink()


def _lock(file: IO[bytes]) -> None:
    """Hold the file for as long as it is open or this process lives. Raises `OSError` where another process does."""
    if sys.platform != "win32":  # which deletes no open file anyway
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _failure(message: str, line: int = 1, column: int = 1) -> Finding:
    from through_codemod.codemod import Applicability, Finding

    return Finding("TM901", message, line, column, line, column, applicability=Applicability.LEFT)


def _place(finding: Finding) -> tuple[int, int, str]:
    return finding.line, finding.column, finding.code


def _cannot(what: str, error: OSError) -> str:
    return f"file cannot {what}: {error.strerror or error}; see to that and run again"
