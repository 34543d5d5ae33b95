"""Does the runner lose no file, write whole files only, and say the same whatever the number of processes?"""

from __future__ import annotations

import os
import signal
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from through_codemod import codemod, runner
from through_codemod.codemod import Applicability, Failure, Finding, Result
from through_codemod.config import Config
from through_codemod.relations import ModelRef, RelationMap
from through_codemod.report import Change, FileReport
from through_codemod.runner import Job, Part, exit_code, import_roots, run, write

SITE = b"course.students.add(student)\n"
FOUND = Finding("TM101", "a write", 3, 1, 3, 9, Applicability.SAFE, fixed=True)


@pytest.fixture
def job(school_map: RelationMap, monkeypatch: pytest.MonkeyPatch) -> Job:
    """A job whose core is `rewritten`."""
    monkeypatch.setattr(codemod, "rewrite", rewritten)
    return Job(school_map, Config(), ())


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def rewritten(path: str, source: bytes, *_: object, **__: object) -> Result | Failure:
    """A core that rewrites each site and does as the file's name says."""
    name = Path(path).stem
    if name.startswith("broken"):
        raise KeyError("of\nthe core")
    if name.startswith("dying"):
        os.kill(os.getpid(), signal.SIGKILL)
    if name.startswith("unparsed"):
        return Failure(path, "parse", "invalid syntax", 2, 5)
    if name.startswith("wrong"):
        return Failure(path, "verify", "the output does not compile; please report it")
    late = FOUND._replace(line=9)
    return Result(path, source, source.replace(SITE, b"Enrollment...\n"), (late, FOUND, FOUND._replace(column=0)))


def written(*names: str, source: bytes = SITE) -> list[str]:
    for name in names:
        Path(name).write_bytes(source)
    return list(names)


def test_only_files_with_something_to_say_are_reported(job: Job) -> None:
    reports = run([*written("a.py"), *written("b.py", source=b"x = 1\n")], job)
    assert [report.path for report in reports] == ["a.py"]


def test_findings_are_in_order(job: Job) -> None:
    (report,) = run(written("a.py"), job)
    assert [(finding.line, finding.column) for finding in report.findings] == [(3, 0), (3, 1), (9, 1)]


def test_a_change_is_carried_along_unless_nobody_wants_it(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    files = written("a.py")
    (report,) = run(files, job)
    assert report.change == Change(SITE, b"Enrollment...\n")
    found = Result("a.py", SITE, SITE, (FOUND._replace(fixed=False),))
    monkeypatch.setattr(codemod, "inspect", lambda *_, **__: found)
    (report,) = run(files, replace(job, rewriting=False))
    assert report.change is None
    assert not any(finding.fixed for finding in report.findings)


def test_an_internal_error_is_reported_and_the_others_are_done(job: Job) -> None:
    broken, after = run(written("broken.py", "other.py"), job)
    assert broken.broken
    (finding,) = broken.findings
    assert finding.code == "TM901"
    assert finding.message.startswith("internal error, please report it: KeyError: 'of\\nthe core' (test_runner.py:")
    assert after.change is not None
    assert exit_code([broken, after], written=True) == 2


def test_a_file_that_cannot_be_parsed_is_a_finding(job: Job) -> None:
    (report,) = run(written("unparsed.py"), job)
    (finding,) = report.findings
    assert (finding.code, finding.line, finding.column) == ("TM901", 2, 5)
    assert finding.message == "file not parsed: invalid syntax"
    assert exit_code([report], written=True) == 1


def test_it_can_be_ignored_but_an_internal_error_cannot(job: Job) -> None:
    ignoring = Job(job.relations, Config(ignore=("TM901",)), ())
    reports = run(written("unparsed.py", "wrong.py", "broken.py"), ignoring)
    assert [report.path for report in reports] == ["wrong.py", "broken.py"]
    assert exit_code(reports, written=True) == 2


def test_a_file_that_cannot_be_read_is_a_finding(job: Job) -> None:
    (report,) = run(["gone.py"], job)
    assert report.findings[0].message == "file cannot be read: No such file or directory; see to that and run again"
    assert exit_code([report], written=False) == 1


@pytest.mark.parametrize("workers", [None, 1, 3])
def test_the_reports_are_the_same_whatever_the_number_of_processes(
    job: Job, workers: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "_processors", lambda: 2)
    monkeypatch.setattr(runner, "POOL_FROM", 20)
    files = written(*(f"{kind}_{number}.py" for number in range(15) for kind in ("site", "broken", "unparsed")))
    reports = run(files, job, workers)
    assert [report.path for report in reports] == files
    assert reports == [job.on_file(path) for path in files]


def test_few_candidates_are_done_in_this_process(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "_in_processes", pytest.fail)
    assert len(run(written(*(f"{number}.py" for number in range(runner.POOL_FROM - 1))), job)) == 99


def test_a_worker_that_dies_ends_the_run_with_a_message(job: Job) -> None:
    files = written(*(f"dying_{number}.py" for number in range(20)))
    with pytest.raises(runner.RunError, match=r"nothing was written\. Run again with --jobs 1"):
        run(files, job, workers=2)


def report_on(path: str, before: bytes = SITE, after: bytes = b"Enrollment...\n") -> FileReport:
    return FileReport(path, (FOUND,), Change(before, after))


def test_writing_keeps_mode_and_links_and_leaves_nothing_else(here: Path) -> None:
    written("a.py")
    Path("a.py").chmod(0o751)
    os.symlink("a.py", "link.py")
    report = report_on("link.py")
    assert write(report) == report
    assert Path("a.py").read_bytes() == b"Enrollment...\n"
    assert stat.S_IMODE(Path("a.py").stat().st_mode) == 0o751
    assert Path("link.py").is_symlink()
    assert sorted(os.listdir(here)) == ["a.py", "link.py"]
    assert exit_code([report], written=True) == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
def test_writing_keeps_the_owner() -> None:
    written("a.py")
    os.chown("a.py", 12, 34)
    write(report_on("a.py"))
    assert (Path("a.py").stat().st_uid, Path("a.py").stat().st_gid) == (12, 34)


def failing_write(path: str, message: str) -> None:
    before = {name: Path(name).read_bytes() for name in os.listdir()}
    report = write(report_on(path))
    assert [(finding.code, finding.fixed) for finding in report.findings] == [("TM901", False), ("TM101", False)]
    assert report.findings[0].message == message
    assert report.change is None
    assert exit_code([report], written=True) == 1
    assert {name: Path(name).read_bytes() for name in os.listdir()} == before


def test_a_file_that_changed_meanwhile_is_left_as_it_is() -> None:
    written("a.py", source=SITE + b"# and more\n")
    failing_write("a.py", "changed while it was being processed; run again")


def test_a_read_only_file_is_left_as_it_is() -> None:
    written("a.py")
    Path("a.py").chmod(0o444)
    failing_write("a.py", "read-only; make it writable (chmod u+w) and run again")


def test_a_file_that_is_gone_is_said_to_be() -> None:
    failing_write("a.py", "file cannot be written: No such file or directory; see to that and run again")


@pytest.mark.parametrize("place", ["os.replace", "os.chmod", "os.fdopen"])
def test_whatever_fails_the_file_is_whole(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    written("a.py")
    monkeypatch.setattr(place, raising(OSError(28, "No space left on device")))
    failing_write("a.py", "file cannot be written: No space left on device; see to that and run again")


def test_an_interrupt_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    written("a.py")
    monkeypatch.setattr("os.replace", raising(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        write(report_on("a.py"))
    assert os.listdir() == ["a.py"]
    assert Path("a.py").read_bytes() == SITE


def raising(error: BaseException) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


def test_nothing_to_write_is_nothing_done() -> None:
    report = FileReport("missing.py", (FOUND,))
    assert write(report) is report


def test_exit_codes() -> None:
    fixed, open_one = FileReport("a.py", (FOUND,)), FileReport("b.py", (FOUND._replace(fixed=False),))
    assert exit_code([], written=False) == 0
    assert exit_code([fixed], written=True) == 0
    assert exit_code([fixed], written=False) == 1
    assert exit_code([fixed, open_one], written=True) == 1
    assert exit_code([open_one._replace(broken=True)], written=True) == 2


def test_a_project_apart_has_other_files_than_the_whole_tree(here: Path, school_map: RelationMap) -> None:
    (here / "apart").mkdir()
    own, other = here / "apart" / "own.py", here / "other.py"
    own.touch()
    other.touch()
    apart = {str(here / "apart"): Part(school_map, (here / "apart",))}
    whole = Job(school_map, Config(), (here,), apart=apart, files=(str(own), str(other)))
    (part,) = whole._jobs.values()
    assert [dict(one.modules.files.texts()).keys() for one in (whole, part)] == [{str(own), str(other)}, {str(own)}]


def test_imports_start_where_the_models_are_found(here: Path, school_map: RelationMap) -> None:
    project = here / "project"
    assert import_roots(project, [], school_map) == (project,)
    files = ["src/school/models.py", "src/other/models.py", "src/school/views.py"]
    assert import_roots(project, files, school_map) == (project, here / "src")
    packaged = ModelRef("shop.stock.models", "Item")
    with_package = replace(school_map, models={packaged: next(iter(school_map.models.values()))})
    found = import_roots(here, ["shop/stock/models/__init__.py", "/lib/shop/stock/models.py"], with_package)
    assert found == (here, Path("/lib"))


@pytest.mark.parametrize("workers", [1, 2])
def test_what_is_known_does_not_depend_on_what_came_before(workers: int, school_map: RelationMap, here: Path) -> None:
    """`a/front` imports from `b/shop`, where nothing but a file that comes later says that imports start in `b`."""
    for package in ("a/front", "b/shop"):
        Path(package).mkdir(parents=True)
        Path(package, "__init__.py").touch()
    helper = "from school.models import Course\n\ndef course():\n    return Course.objects.get()\n"
    Path("b/shop/helpers.py").write_text(f"{helper}\ndef empty():\n    course().students.clear()\n")
    files = ["b/shop/helpers.py"]
    for number in range(8):
        files.insert(-1, f"a/front/{number}.py")
        Path(files[-2]).write_text("from shop.helpers import course\n\ncourse().students.clear()\n")
    reports = run(files, Job(school_map, Config(), (here,)), workers)
    assert [finding.receiver_model for report in reports for finding in report.findings] == ["school.Course"] * 9


def test_warnings_about_the_project_s_code_are_not_printed(job: Job, recwarn: pytest.WarningsRecorder) -> None:
    def warning(path: str, source: bytes, *_: object, **__: object) -> Result:
        compile('"\\d"', path, "exec")
        return Result(path, source, source, ())

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(codemod, "rewrite", warning)
        run(written("a.py"), job)
    assert not recwarn


IMPORTING = {
    "made.py": """
from school.models import Course, Student

def make() -> Course:
    return Course.objects.create(title="Maths")

def enrol(course: Course, student: Student):
    import used
    course.students.add(student)
    course.students.remove(student)
""",
    "used.py": """
import made

def empty():
    course = made.make()
    students = course.students
    students.clear()
    getattr(course, "students").clear()
    course.students.clear()
""",
}


@pytest.mark.parametrize("order", [1, -1])
def test_what_is_known_of_a_file_does_not_depend_on_what_was_rewritten(order: int, school_map: RelationMap) -> None:
    """A file that was rewritten is for those that import it what it was."""
    for name, text in IMPORTING.items():
        Path(name).write_text(text)
    job = Job(school_map, Config(), (Path(),))
    files = list(IMPORTING)[::order]
    checked, rewritten = run(files, replace(job, rewriting=False)), run(files, job)

    def sites(reports: list[FileReport]) -> list[tuple[str, int, str]]:
        return [(report.path, finding.line, finding.applicability) for report in reports for finding in report.findings]

    assert sites(rewritten) == sites(checked)
    assert len(sites(checked)) == 5
    assert all(finding.fixed for report in rewritten for finding in report.findings)
