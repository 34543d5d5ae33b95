"""What does `through-codemod` do on the command line? Arguments in, reports out, an exit code.

Exit codes: 0 nothing left to report; 1 findings remain, or would change; 2 usage, settings or internal error.
What only some commands need is imported where they need it: `--help` must not wait for a parser.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from copy import copy
from enum import StrEnum
from inspect import signature
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from through_codemod import __version__
from through_codemod.commands import explain_name, record_command, rewrite_paths, serve_editor, show_relations
from through_codemod.config import CODES, ConfigError
from through_codemod.report import Split
from through_codemod.report.terminal import say
from through_codemod.request import Mode, OutputFormat, Request, UsageError


class PlainFormat(StrEnum):
    """How everything but `check` writes its reports."""

    TEXT = OutputFormat.TEXT
    JSON = OutputFormat.JSON


class DiffFormat(StrEnum):
    """How `diff` writes its report; HTML is a page to review it in."""

    TEXT = OutputFormat.TEXT
    JSON = OutputFormat.JSON
    HTML = "html"


app = typer.Typer(
    help="Find writes through Django many-to-many accessors that have a custom through model, and rewrite them into "
    "explicit calls on that model.",
    epilog="\b\nExamples:\n"
    "  through-codemod check\n"
    "  through-codemod diff --split relation -o patches\n"
    "  through-codemod fix --interactive\n\n"
    "Exit codes: 0 nothing to report; 1 findings remain or would change; 2 usage, settings or internal error.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _codes_from(incomplete: str) -> list[str]:
    """The codes that begin like this, for the shell to complete; of several with commas the last."""
    before, comma, last = incomplete.rpartition(",")
    return [f"{before}{comma}{code}" for code in CODES if code.startswith(last)]


def _names_from(incomplete: str) -> list[str]:
    """The codes, caveats and reasons that begin like this, for the shell to complete."""
    from through_codemod.reasons import CaveatName, Reason

    return [name for name in (*CODES, *CaveatName, *Reason) if name.startswith(incomplete)]


def _examples(*lines: str) -> str:
    """The end of a help page, in which every line stays as it is: `\\b` says so to click."""
    return "\n".join(["\b", "Examples:", *(f"  through-codemod {line}" for line in lines)])


Paths = Annotated[
    list[str] | None, typer.Argument(metavar="[PATHS]", help="Files and directories, or - for standard input.")
]
Settings = Annotated[str | None, typer.Option(metavar="MODULE", help="The project's settings module.")]
Python = Annotated[
    str | None, typer.Option(metavar="INTERPRETER", help="The Python that the project runs under; it is asked.")
]
Map = Annotated[
    Path | None, typer.Option("--map", metavar="FILE", help="Read the relations from FILE instead of asking Django.")
]
Static = Annotated[
    bool, typer.Option("--static", help="Read the relations from the sources; nothing of the project is executed.")
]
Implicit = Annotated[
    bool, typer.Option("--implicit", help="Report writes through models that Django makes too; none is rewritten.")
]
Trace = Annotated[
    Path | None, typer.Option("--trace", metavar="FILE", help="What `trace` recorded, as evidence of what runs.")
]
UnsafeFixes = Annotated[
    bool | None, typer.Option("--unsafe-fixes/--no-unsafe-fixes", help="Apply replacements with caveats as well.")
]
Select = Annotated[
    list[str] | None,
    typer.Option(metavar="CODES", help="Report these codes only: TM101,TM103.", autocompletion=_codes_from),
]
Ignore = Annotated[
    list[str] | None,
    typer.Option(metavar="CODES", help="Do not report these codes.", autocompletion=_codes_from),
]
Name = Annotated[
    str,
    typer.Argument(metavar="NAME", help="TM101, or prefetched, for example.", autocompletion=_names_from),
]
Exclude = Annotated[
    list[str] | None,
    typer.Option(metavar="GLOB", help="Skip files and directories of this name, or whose path ends like this."),
]
PerFileIgnores = Annotated[
    list[str] | None,
    typer.Option(metavar="PATTERN:CODES", help="Do not report these codes of files whose path ends like this."),
]
CheckStatistics = Annotated[
    bool | None, typer.Option("--statistics/--no-statistics", help="Count the findings by code at the end.")
]
ExitZero = Annotated[bool | None, typer.Option("--exit-zero/--no-exit-zero", help="End with 0 though findings remain.")]
Since = Annotated[
    str | None, typer.Option(metavar="REF", help="Report what stands on lines that were changed since this commit.")
]
Baseline = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Let the findings pass that this file lists, and name stale ones.")
]
WriteBaseline = Annotated[
    bool, typer.Option("--write-baseline", help="Write what is found to the file that --baseline names.")
]
AddIgnore = Annotated[bool, typer.Option("--add-ignore", help="Write a comment that ignores it beside each finding.")]
CheckFormat = Annotated[OutputFormat | None, typer.Option("--output-format", help="How to report.")]
ReviewFormat = Annotated[DiffFormat, typer.Option("--output-format", help="How to report; html is to review in.")]
Format = Annotated[PlainFormat, typer.Option("--output-format", help="How to report.")]
MapFormat = Annotated[
    PlainFormat | None, typer.Option("--output-format", help="How to report; json where -o names a .json file.")
]
StdinFilename = Annotated[
    str | None, typer.Option(metavar="FILE", help="The file that standard input is, or will be, the content of.")
]
Jobs = Annotated[
    int | None, typer.Option(min=1, metavar="N", help="Processes; by default as many as there is use for.")
]
Statistics = Annotated[bool, typer.Option("--statistics", help="Count the findings by code at the end.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Leave out the closing line and remarks.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Show caveats, reasons, and how receivers are known.")]


Interactive = Annotated[
    bool, typer.Option("--interactive", "-i", help="Show each site, those with caveats too, and ask what to do.")
]
Decisions = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Rewrite the sites that FILE, which the review page saves, says.")
]
AllowDirty = Annotated[
    bool, typer.Option("--allow-dirty", help="Write over uncommitted changes as well; git could not give them back.")
]

Lines = Annotated[
    str | None, typer.Option(metavar="FIRST:LAST", help="With -: rewrite only what stands on these lines.")
]

Divide = Annotated[
    Split | None, typer.Option("--split", help="Write one patch each into the directory of -o, for teams to review.")
]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="PATH", help="Where --split writes the patches, or html its page."),
]

MapOutput = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to FILE instead of standard output.")
]

_ONLY = {
    "decisions": Mode.FIX,
    "interactive": Mode.FIX,
    "allow_dirty": Mode.FIX,
    "lines": Mode.FIX,
    "split": Mode.DIFF,
    "output": Mode.DIFF,
}  # options that one command has alone


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"through-codemod {__version__}")
        raise typer.Exit


Version = Annotated[
    bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
]


@app.callback()
def _common(version: Version = False) -> None:
    pass


def _rewriting(mode: Mode) -> Callable[..., None]:
    """The command for `mode`: they differ in what they do with the changes, and little in their options."""

    def command(
        paths: Paths = None,
        settings: Settings = None,
        python: Python = None,
        relation_map: Map = None,
        static: Static = False,
        implicit: Implicit = False,
        trace: Trace = None,
        unsafe_fixes: UnsafeFixes = None,
        select: Select = None,
        ignore: Ignore = None,
        exclude: Exclude = None,
        output_format: Format = PlainFormat.TEXT,
        stdin_filename: StdinFilename = None,
        jobs: Jobs = None,
        statistics: Statistics = False,
        quiet: Quiet = False,
        verbose: Verbose = False,
        interactive: Interactive = False,
        decisions: Decisions = None,
        allow_dirty: AllowDirty = False,
        lines: Lines = None,
        split: Divide = None,
        output: Output = None,
    ) -> None:
        page = str(output_format) == DiffFormat.HTML
        request = Request(
            paths=tuple(paths or ["."]),
            settings=settings,
            python=python,
            map=relation_map,
            static=static,
            implicit=implicit,
            trace=trace,
            unsafe_fixes=unsafe_fixes,
            select=_listed(select),
            ignore=_listed(ignore),
            exclude=tuple(exclude or ()),
            output_format=OutputFormat.TEXT if page else OutputFormat(output_format.value),
            page=page,
            decisions=decisions,
            stdin_filename=stdin_filename,
            jobs=jobs,
            statistics=statistics,
            quiet=quiet,
            verbose=verbose,
            interactive=interactive,
            allow_dirty=allow_dirty,
            lines=lines,
            split=split,
            output=output,
        )
        _end_with(lambda: rewrite_paths(mode, request))

    if mode is Mode.DIFF:
        command.__annotations__["output_format"] = ReviewFormat
    every = signature(command, eval_str=True)
    own = [parameter for name, parameter in every.parameters.items() if _ONLY.get(name, mode) is mode]
    command.__signature__ = every.replace(parameters=own)  # type: ignore[attr-defined]
    return command


@app.command(
    help="List the writes and what can be made of each.",
    epilog=_examples(
        "check",
        "check school --settings config.settings --verbose",
        "check --map through-map.json --select TM103,TM104 school/views.py",
    ),
)
def check(
    paths: Paths = None,
    settings: Settings = None,
    python: Python = None,
    relation_map: Map = None,
    static: Static = False,
    implicit: Implicit = False,
    trace: Trace = None,
    unsafe_fixes: UnsafeFixes = None,
    select: Select = None,
    ignore: Ignore = None,
    exclude: Exclude = None,
    per_file_ignores: PerFileIgnores = None,
    output_format: CheckFormat = None,
    stdin_filename: StdinFilename = None,
    jobs: Jobs = None,
    statistics: CheckStatistics = None,
    exit_zero: ExitZero = None,
    since: Since = None,
    baseline: Baseline = None,
    write_baseline: WriteBaseline = False,
    add_ignore: AddIgnore = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    request = Request(
        paths=tuple(paths or ["."]),
        settings=settings,
        python=python,
        map=relation_map,
        static=static,
        implicit=implicit,
        trace=trace,
        unsafe_fixes=unsafe_fixes,
        select=_listed(select),
        ignore=_listed(ignore),
        exclude=tuple(exclude or ()),
        per_file_ignores=tuple(per_file_ignores or ()),
        output_format=output_format,
        stdin_filename=stdin_filename,
        jobs=jobs,
        statistics=statistics,
        exit_zero=exit_zero,
        since=since,
        baseline=baseline,
        write_baseline=write_baseline,
        add_ignore=add_ignore,
        quiet=quiet,
        verbose=verbose,
    )
    _end_with(lambda: rewrite_paths(Mode.CHECK, request))


app.command(
    "diff",
    short_help="Print as a diff what `fix` would change.",
    help="Print as a unified diff what `fix` would change; what it would not is listed on stderr.",
    epilog=_examples(
        "diff | git apply",
        "diff --unsafe-fixes school/views.py",
        "diff --split owner -o patches",
        "diff --output-format html -o review.html",
    ),
)(_rewriting(Mode.DIFF))
app.command(
    "fix",
    help="Rewrite the files, and list what remains.",
    epilog=_examples(
        "fix school",
        "fix --interactive",
        "fix --decisions decisions.json",
        "fix - --stdin-filename school/views.py --map through-map.json < school/views.py",
    ),
)(_rewriting(Mode.FIX))


@app.command(
    short_help="Print the accessors that it is about.",
    help="Print the accessors that write to a custom through model, as a table or as the JSON that --map reads.",
    epilog=_examples("relations", "relations -o through-map.json"),
)
def relations(
    path: Annotated[str, typer.Argument(metavar="[PATH]", help="A directory of the project.")] = ".",
    settings: Settings = None,
    python: Python = None,
    relation_map: Map = None,
    static: Static = False,
    output_format: MapFormat = None,
    output: MapOutput = None,
) -> None:
    named = PlainFormat.JSON if output is not None and output.suffix.lower() == ".json" else PlainFormat.TEXT
    form = OutputFormat(output_format or named)
    request = Request((path,), settings, python, relation_map, static, output_format=form, output=output)
    _end_with(lambda: show_relations(request))


@app.command(
    short_help="Record the writes that a command makes.",
    help="Run a command, such as the tests, and record the writes through accessors that the Python processes of it "
    "make. The exit code is the command's. With pytest, `pytest -p through_codemod.trace` does the same.",
    epilog=_examples("trace -- python manage.py test"),
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
)
def trace(
    command: Annotated[list[str], typer.Argument(metavar="-- COMMAND", help="manage.py test, for example.")],
    output: Annotated[
        Path, typer.Option(metavar="FILE", help="The trace; what it holds already is kept.", dir_okay=False)
    ] = Path("through-trace.json"),
) -> None:
    _end_with(lambda: record_command(command, output))


@app.command(
    short_help="Say what a code, a caveat or a reason is about.",
    help="Say what happens to the rows in a write of this kind and what the rewrite makes of it, or what is meant by a "
    "caveat, or by the reason why a call is left.",
    epilog=_examples("explain TM103", "explain TM1", "explain prefetched"),
)
def explain(name: Name) -> None:
    _end_with(lambda: explain_name(name))


@app.command("lsp", help="Serve an editor: a language server on standard input and output.")
def language_server() -> None:
    _end_with(serve_editor)


def main() -> None:
    """Run the command line and exit."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a name that cannot be printed must not end the run
            stream.reconfigure(errors="backslashreplace")
    program = copy(app)  # with the others all options of theirs would be put together too, for nothing
    commands = {one.name or getattr(one.callback, "__name__", ""): one for one in app.registered_commands}
    program.registered_commands = [commands[name] for name in sys.argv[1:2] if name in commands] or [*commands.values()]
    program(prog_name="through-codemod")


def _listed(values: list[str] | None) -> tuple[str, ...]:
    """The codes of an option that may be given several times, each time with several of them."""
    return tuple(code for value in values or () for code in value.split(",") if code.strip())


def _end_with(command: Callable[[], int]) -> NoReturn:
    """End with the exit code of `command`, and with a message instead of a traceback if it fails."""
    try:
        code = command()
    except (ConfigError, UsageError) as error:
        say(str(error))
        code = 2
    except KeyboardInterrupt:
        say("interrupted; every file is whole, run again to go on")
        code = 130
    except BrokenPipeError:  # whoever read the report has seen enough
        raise
    except Exception as error:
        from through_codemod.baseline import BaselineError
        from through_codemod.discovery import PathError
        from through_codemod.recording import RecordingError
        from through_codemod.relations import MapError
        from through_codemod.relations.live import LiveError
        from through_codemod.relations.location import LocationError
        from through_codemod.runner import RunError, traced
        from through_codemod.since import SinceError
        from through_codemod.trace import TraceError

        gate = BaselineError, SinceError
        told = *gate, LiveError, LocationError, MapError, PathError, RecordingError, RunError, TraceError
        say(str(error) if isinstance(error, told) else f"internal error, please report it: {traced(error)}")
        code = 2
    raise typer.Exit(code)
