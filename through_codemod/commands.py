"""What do the commands do with what was asked for? They find the project, run over its files and print the outcome.

What only some of them need is imported where they need it: whoever asks for little must not wait for all.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, assert_never

from through_codemod.config import CODES, ConfigError, Project, codes, load
from through_codemod.report.terminal import say, write_bytes
from through_codemod.request import STDIN, Mode, OutputFormat, Request, UsageError, ignored_in, with_gate

if TYPE_CHECKING:
    from through_codemod.evidence import Trace
    from through_codemod.findings import Finding
    from through_codemod.relations import RelationMap
    from through_codemod.report import FileReport
    from through_codemod.runner import Job, Part


def rewrite_paths(mode: Mode, request: Request) -> int:
    """Do what `check`, `diff` or `fix` does, and return the exit code.

    The report goes to stdout, but for `fix -`, whose stdout is the new source, and `diff`, whose stdout is the diff.
    Raises the errors that `cli` knows how to tell.
    """
    from through_codemod.discovery import discover
    from through_codemod.maps import packages_beside, projects_apart
    from through_codemod.presentation import ask_about, follow_decisions, refuse_uncommitted, show_diff, write_page
    from through_codemod.report.progress import counting, waiting
    from through_codemod.runner import Job, exit_code, import_roots, in_libraries, reports_of, survey, write

    from_stdin = STDIN in request.paths
    if from_stdin and len(request.paths) > 1:
        raise UsageError("- stands for standard input alone; leave the other paths out")
    if request.stdin_filename and not from_stdin:
        raise UsageError("--stdin-filename names what standard input holds; give - as the path")
    if from_stdin and mode is Mode.FIX and request.output_format is OutputFormat.JSON:
        raise UsageError("`fix -` writes the new source to standard output; ask `check -` for JSON")
    if (request.split is None) != (request.output is None) and not request.page:
        raise UsageError("-o names the directory for the patches of --split, or the file for --output-format html")
    if request.split and (from_stdin or request.page or request.output_format not in (None, OutputFormat.TEXT)):
        raise UsageError("--split writes patches of files; leave out - and --output-format")
    if request.lines and not from_stdin:
        raise UsageError("--lines is about standard input; give - as the path")
    lines = _lines(request.lines) if request.lines else None
    if from_stdin and (request.page or request.decisions):
        raise UsageError("sites are decided on in files; leave out -")
    if request.decisions and request.interactive:
        raise UsageError("--decisions says what is decided and --interactive asks; leave one of them out")
    if request.interactive and (from_stdin or request.output_format not in (None, OutputFormat.TEXT)):
        raise UsageError("--interactive asks about files; leave out - and --output-format")
    project = _project(request)
    if mode is Mode.CHECK:
        request = with_gate(request, project.gate)
    files = [] if from_stdin else discover(request.paths, project.exclude)
    folders = [] if project.parts else projects_apart(project.root, files)
    relation_map = _relations(project, request, folders)
    apart = _apart(project, request, folders, files) if relation_map.relations_from == "static" else {}
    maps = [relation_map, *(part.relations for part in apart.values())]
    project.check_defaults(
        {relation.through_label: relation.through_keywords for found in maps for relation in found.relations}
    )
    if not any(found.relations for found in maps) and not request.implicit and not request.quiet:
        knower = "the sources show" if relation_map.relations_from == "static" else "Django knows"
        say(
            f"none of the {sum(len(found.models) for found in maps)} models that {knower} has a many-to-many relation "
            "with a custom through model, so there is nothing to rewrite"
        )
    if request.implicit:
        from through_codemod.relations.implicit import with_implicit

        relation_map = with_implicit(relation_map)
        apart = {folder: replace(part, relations=with_implicit(part.relations)) for folder, part in apart.items()}
    source = sys.stdin.buffer.read() if from_stdin else b""
    trace = _trace(request, files, source) if request.trace is not None else None
    job = Job(
        relation_map,
        project.core,
        import_roots(project.root, files, relation_map),
        rewriting=mode is not Mode.CHECK,
        replacements=request.output_format is OutputFormat.JSON or request.page or request.decisions is not None,
        patches=request.output_format is OutputFormat.SARIF,
        trace=trace,
        apart=apart,
        packages=partial(packages_beside, project),
        files=tuple(files) if not from_stdin and _is_whole(project, request.paths) else None,
    )
    if from_stdin:
        report = _on_lines(job, request.stdin_filename or STDIN, source, lines)
        reports = [report]
        if mode is Mode.FIX:
            write_bytes(report.change.after if report.change else source)
    else:
        with waiting(sys.stderr, f"looking through {len(files)} files"):
            surveyed = survey(files, job)
        if request.decisions:
            surveyed, reports = follow_decisions(surveyed, request.decisions, request.jobs)
        else:
            with counting(sys.stderr, "files") as tell:
                reports = reports_of(surveyed, request.jobs, tell)
        job = surveyed.job
        if mode is Mode.FIX:
            if not request.allow_dirty:
                refuse_uncommitted(reports)
            if request.interactive:
                reports = ask_about(reports, job)
            reports = [write(report) for report in reports]
        if trace is not None and any(Path(path).is_dir() for path in request.paths):
            reports += in_libraries(trace, files, project.core)
    scanned = 1 if from_stdin else len(files)
    if request.write_baseline and request.baseline:
        from through_codemod.gate import write_baseline

        count = write_baseline(reports, files, job, request.baseline)
        say(f"{request.baseline}: {count} findings are known from now on")
        return 2 if any(report.broken for report in reports) else 0
    if request.baseline or request.since:
        from through_codemod.gate import stopped

        reports = stopped(reports, files, job, request.baseline, request.since)
    if request.add_ignore:
        from through_codemod.ignoring import ignore_all
        from through_codemod.report.text import counted

        ignored = ignore_all(reports, job)
        say(f"{counted(ignored.findings, 'finding')} ignored from now on, in {counted(ignored.files, 'file')}")
        reports = [report for report in ignored.reports if report.findings]
    if relation_map.changed and project.map and project.core.hears("TM903"):
        from through_codemod.gate import stale_map

        reports = [stale_map(project.map, relation_map.changed), *reports]
    if request.page:
        write_page(reports, job, request)
        return exit_code(reports, written=False)
    match request.output_format:
        case OutputFormat.TEXT | None:
            if mode is Mode.DIFF:
                show_diff(reports, job, request)
            listing = sys.stderr if mode is Mode.DIFF or (mode is Mode.FIX and from_stdin) else sys.stdout
            _print_text(mode, request, reports, scanned, listing)
        case OutputFormat.JSON:
            _print_json(mode, request, reports, relation_map, scanned)
        case _:
            _print_annotations(request, reports, scanned)
    code = exit_code(reports, written=mode is Mode.FIX)
    return 0 if code == 1 and request.exit_zero else code


def show_relations(request: Request) -> int:
    """Print the relation map and return 0. Raises the errors that `cli` knows how to tell."""
    project = _project(request)
    relation_map = _relations(project, request)
    if request.output_format is OutputFormat.JSON:
        from through_codemod.maps import with_sources

        if project.map is None or request.static:
            relation_map = with_sources(relation_map, project, request.output.parent if request.output else Path())
        text = relation_map.to_json()
    else:
        from through_codemod.report.relations import relations_table

        text = relations_table(relation_map)
    if request.output is None:
        print(text)
        return 0
    try:
        request.output.write_text(text + "\n", "utf-8", "backslashreplace")
    except OSError as error:
        raise UsageError(f"{request.output}: {error.strerror}") from None
    return 0


def record_command(command: Sequence[str], path: Path) -> int:
    """Run a command with its writes recorded in the trace at `path`, and return its exit code.

    Raises `RecordingError`.
    """
    from through_codemod.recording import record

    ran = record(command, path)
    if ran.writes:
        say(f"{path} holds {ran.writes} writes through accessors with a custom through model, at {ran.places} places")
    elif ran.watched:
        say(f"no write through an accessor with a custom through model was seen, so {path} has none")
    else:
        say(
            "no Python that the command started has loaded Django; where it is started with -I, -E or -S, or by a tool "
            "that sets PYTHONPATH anew, name the command that this tool runs"
        )
    return ran.code


def explain_name(name: str) -> int:
    """Print what a code, a caveat or a reason is about, and return 0. Raises `ConfigError` where there is none such."""
    from through_codemod.report.explain import example, explanation
    from through_codemod.report.names import explained, names_like

    if (text := explained(name)) is not None:
        print(f"{text}\n")
        return 0
    if near := names_like(name):
        raise ConfigError(f"explain: there is no {name!r}; is {' or '.join(near)} meant?")
    for known in codes([name], "explain"):
        print(
            "\n\n".join(part for part in (f"{known} ({CODES[known]})", explanation(known), example(known)) if part)
            + "\n"
        )
    return 0


def serve_editor() -> int:
    """Answer an editor until it is done, and return the exit code. Raises `UsageError` where the extra is missing."""
    try:
        from through_codemod.lsp.handlers import serve
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("through_codemod"):
            raise
        raise UsageError(f"the language server needs {error.name}; install through-codemod[lsp]") from None
    return serve()


def _lines(text: str) -> range:
    """Return the lines that `40:52`, or `40` for one, stand for. Raises `UsageError`."""
    first, _, last = text.partition(":")
    try:
        lines = range(int(first), int(last or first) + 1)
    except ValueError:
        lines = range(0)
    if not lines or lines.start < 1:
        raise UsageError(f"--lines {text} names no lines; write --lines 40:52, or --lines 40 for one")
    return lines


def _on_lines(job: Job, path: str, source: bytes, lines: range | None) -> FileReport:
    """Return what becomes of `source`, and of the sites on `lines` alone, where only these are meant.

    As with files, it is parsed only if it may hold a site.
    """
    from through_codemod.report import FileReport
    from through_codemod.runner import first_look
    from through_codemod.unparsed import as_read

    if not first_look(job)(path, as_read(source)):
        return FileReport(path)
    if lines is None:
        return job.on_source(path, source)

    def meant(finding: Finding) -> bool:
        return finding.code == "TM901" or (finding.line < lines.stop and finding.end_line >= lines.start)

    report = job.on_source(path, source, lambda findings: [meant(finding) for finding in findings])
    return report._replace(findings=tuple(finding for finding in report.findings if meant(finding)))


def _is_whole(project: Project, paths: Sequence[str]) -> bool:
    """Whether the paths stand for all files of the project."""
    return not project.exclude and [os.path.realpath(path) for path in paths] == [os.path.realpath(project.root)]


def _project(request: Request) -> Project:
    """The project that the first path lies in, with what the command line says laid over its configuration."""
    if request.map and request.settings:
        raise UsageError("--map reads the relations from a file and --settings asks Django; leave one of them out")
    if request.map and request.static:
        raise UsageError("--map reads the relations from a file and --static from the sources; leave one of them out")
    start = Path((request.stdin_filename or ".") if STDIN in request.paths else request.paths[0])
    project = load(start if start.is_dir() else start.parent)
    for path in map(Path, request.paths[1:]):
        other = load(path if path.is_dir() else path.parent)
        if (
            other.root != project.root
            and not (project.parts and other.parts == project.parts)
            and (other.root / "manage.py").is_file()
        ):
            raise UsageError(f"{request.paths[0]} and {path} belong to different projects; run it once for each")
    core = project.core
    return replace(
        project,
        core=replace(
            core,
            unsafe_fixes=(request.site_by_site or core.unsafe_fixes)
            if request.unsafe_fixes is None
            else request.unsafe_fixes,
            select=codes(request.select, "--select") or core.select,
            ignore=codes(request.ignore, "--ignore") or core.ignore,
            per_file_ignores=(*core.per_file_ignores, *map(ignored_in, request.per_file_ignores)),
        ),
        settings=request.settings or project.settings,
        parts={} if request.settings else project.parts,
        python=request.python or project.python,
        said_in={key: place for key, place in project.said_in.items() if getattr(request, key) is None},
        map=request.map or (None if request.settings else project.map),
        exclude=(*project.exclude, *request.exclude),
    )


def _trace(request: Request, files: Sequence[str], source: bytes) -> Trace:
    """What a recorded run saw, without what no longer matches the sources, which is said. Raises `TraceError`."""
    from through_codemod.evidence import Trace

    assert request.trace is not None
    if request.stdin_filename:
        files, given = [request.stdin_filename], {request.stdin_filename: source}
    else:
        given = {}
    trace, remarks = Trace.read(request.trace).checked(files, given)
    for remark in remarks:
        say(remark)
    return trace


def _apart(project: Project, request: Request, folders: Sequence[str], files: Sequence[str]) -> dict[str, Part]:
    """Return what the sources show of each project within this one that goes by its own names."""
    from through_codemod.maps import find_relations
    from through_codemod.runner import Part, folder_of, import_roots

    found: dict[str, Part] = {}
    for folder in folders:
        inner = replace(project, root=Path(folder), settings=None, map=None)
        within = [other for other in folders if other != folder and folder_of(other, [folder]) is not None]
        relations = find_relations(inner, static=True, without=within).relations
        own = [path for path in files if folder_of(path, folders) == folder]
        found[folder] = Part(relations, import_roots(inner.root, own, relations))
        if not request.quiet:
            for doubt in relations.doubts[1:]:
                say(f"{os.path.relpath(folder)}: {doubt}")
    return found


def _relations(project: Project, request: Request, without: Sequence[str] = ()) -> RelationMap:
    from through_codemod.maps import find_relations
    from through_codemod.report.progress import waiting

    with waiting(sys.stderr, "reading the relations"):
        found = find_relations(project, request.static, without)
    for remark in found.remarks():
        if found.instead or not request.quiet:
            say(remark)
    return found.relations


def _print_text(mode: Mode, request: Request, reports: Sequence[FileReport], scanned: int, stream: TextIO) -> None:
    from through_codemod.closing import print_closing
    from through_codemod.report.terminal import shows_colors
    from through_codemod.report.text import finding_lines

    for report in reports:
        # what a diff does away with stands in the diff
        shown = report._replace(findings=tuple(f for f in report.findings if not f.fixed or mode is not Mode.DIFF))
        for line in finding_lines(shown, details=request.verbose, colors=shows_colors(stream)):
            print(line, file=stream)
    print_closing(mode, request, reports, scanned, stream)


def _print_json(
    mode: Mode, request: Request, reports: Sequence[FileReport], relation_map: RelationMap, scanned: int
) -> None:
    from through_codemod.report.diff import decoded, path_in_repository, unified_diff
    from through_codemod.report.json_report import json_report
    from through_codemod.report.text import statistics

    more: dict[str, Any] = {}
    if mode is Mode.DIFF:
        changes = [(report.path, report.change) for report in reports if report.change]
        more["diff"] = "".join(
            decoded(unified_diff(path_in_repository(path), change), change) for path, change in changes
        )
    if request.statistics:
        more["statistics"] = statistics(reports)
    print(json_report(reports, relation_map, scanned, with_fixed=mode is not Mode.CHECK, more=more))


def _print_annotations(request: Request, reports: Sequence[FileReport], scanned: int) -> None:
    """Print what another program shows beside the lines, and to stderr what is for people."""
    from through_codemod.closing import print_closing

    match request.output_format:
        case OutputFormat.SARIF:
            from through_codemod.report.sarif import sarif_report

            print(sarif_report(reports))
        case OutputFormat.GITHUB:
            from through_codemod.report.github import github_lines

            for line in github_lines(reports):
                print(line)
        case OutputFormat.GITLAB:
            from through_codemod.report.gitlab import gitlab_report

            print(gitlab_report(reports))
        case OutputFormat.JUNIT:
            from through_codemod.report.junit import junit_report

            print(junit_report(reports))
        case OutputFormat.TEXT | OutputFormat.JSON | None:
            raise ValueError(request.output_format)
        case _:
            assert_never(request.output_format)
    print_closing(Mode.CHECK, request, reports, scanned, sys.stderr)
