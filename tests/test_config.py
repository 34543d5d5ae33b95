"""Is the project's configuration found, followed, and refused with a message that helps?"""

from __future__ import annotations

from pathlib import Path

import pytest

from through_codemod.config import KEYS, Config, ConfigError, FileIgnore, Gate, codes, load


def project(tmp_path: Path, table: str = "", **files: str) -> Path:
    (tmp_path / ".git").mkdir()
    if table:
        (tmp_path / "pyproject.toml").write_text("[tool.through-codemod]\n" + table, "utf-8")
    for name, text in files.items():
        (tmp_path / name.replace("__", ".")).write_text(text, "utf-8")
    return tmp_path


def test_without_a_pyproject_there_are_defaults(tmp_path: Path) -> None:
    found = load(project(tmp_path))
    assert found.core == Config()
    assert (found.root, found.settings, found.python, found.map, found.exclude) == (tmp_path, None, None, None, ())


def test_every_key_is_read(tmp_path: Path) -> None:
    found = load(
        project(
            tmp_path,
            """
            settings = "school.settings"
            python = "env/bin/python"
            map = "through-map.json"
            timeout = 5
            unsafe-fixes = true
            select = ["TM101", "TM103"]
            ignore = ["TM9"]
            per-file-ignores = { "tests/*" = ["TM101", "TM103"] }
            exclude = ["migrations"]
            output-format = "sarif"
            statistics = true
            exit-zero = true
            since = "origin/main"
            baseline = "through-baseline.jsonl"
            many = "bulk"
            unknown-arguments = "leave"
            line-length = 100
            defaults."school.Enrollment" = { grade = "'?'", term = "current_term()" }
            """,
        )
    )
    assert found.core == Config(
        unsafe_fixes=True,
        select=("TM101", "TM103"),
        ignore=("TM901", "TM902", "TM903"),
        many="bulk",
        unknown_arguments="leave",
        defaults={"school.enrollment": {"grade": "'?'", "term": "current_term()"}},
        line_length=100,
        per_file_ignores=(FileIgnore(tmp_path, "tests/*", ("TM101", "TM103")),),
    )
    assert found.settings == "school.settings"
    assert found.python == str(tmp_path / "env/bin/python")
    assert found.map == tmp_path / "through-map.json"
    assert found.exclude == ("migrations",)
    assert found.timeout == 5
    place = f"{tmp_path / 'pyproject.toml'}:20: [tool.through-codemod] defaults"
    assert found.labels == {"school.Enrollment": place}
    assert found.gate == Gate("sarif", True, True, "origin/main", tmp_path / "through-baseline.jsonl")


def test_an_interpreter_that_is_no_path_is_kept_as_it_is(tmp_path: Path) -> None:
    assert load(project(tmp_path, 'python = "python3.12"')).python == "python3.12"


def test_the_nearest_table_counts(tmp_path: Path) -> None:
    inner = project(tmp_path, 'settings = "outer"') / "inner" / "deep"
    inner.mkdir(parents=True)
    assert load(inner).settings == "outer"
    (inner.parent / "pyproject.toml").write_text('[tool.through-codemod]\nsettings = "inner"\n', "utf-8")
    assert load(inner).settings == "inner"


def test_a_file_of_its_own_counts_like_a_table(tmp_path: Path) -> None:
    inner = project(tmp_path, 'settings = "outer"') / "inner"
    inner.mkdir()
    (inner / "through-codemod.toml").write_text('settings = "own"\nbaseline = "known.jsonl"\n', "utf-8")
    found = load(inner)
    assert (found.settings, found.gate.baseline) == ("own", inner / "known.jsonl")
    (inner / "pyproject.toml").write_text('[tool.through-codemod]\nsettings = "table"\n', "utf-8")
    assert load(inner).settings == "own"
    assert load(tmp_path).settings == "outer"


def test_an_error_in_a_file_of_its_own_names_it(tmp_path: Path) -> None:
    own = project(tmp_path) / "through-codemod.toml"
    own.write_text("# through-codemod\nmany = 'bulk'\nunsafe_fixes = 1\n", "utf-8")
    with pytest.raises(ConfigError) as error:
        load(tmp_path)
    assert str(error.value) == f"{own}:3: the configuration has no key 'unsafe_fixes'; did you mean 'unsafe-fixes'?"


def test_the_search_ends_at_the_top_of_the_repository(tmp_path: Path) -> None:
    project(tmp_path, 'settings = "outer"')
    inner = tmp_path / "other"
    (inner / ".git").mkdir(parents=True)
    assert load(inner).settings is None


def test_the_root_is_where_manage_py_lies(tmp_path: Path) -> None:
    inner = project(tmp_path, "many = 'loop'") / "site" / "app"
    inner.mkdir(parents=True)
    assert load(inner).root == tmp_path
    (tmp_path / "site" / "manage.py").touch()
    assert load(inner).root == tmp_path / "site"


def test_without_any_the_root_is_where_the_packages_lie(tmp_path: Path) -> None:
    inner = tmp_path / "app" / "inner"
    inner.mkdir(parents=True)
    assert load(inner).root == inner
    for package in (inner, inner.parent):
        (package / "__init__.py").touch()
    assert load(inner).root == tmp_path


@pytest.mark.parametrize(
    ("files", "length"),
    [
        ({}, 88),
        ({"pyproject__toml": "[tool.ruff]\nline-length = 101\n[tool.black]\nline-length = 99\n"}, 99),
        ({"ruff__toml": "line-length = 120\n", "pyproject__toml": "[tool.black]\nline-length = 100\n"}, 100),
        ({"pyproject__toml": "[tool.ruff]\nline-length = 101\n[tool.isort]\nline_length = 99\n"}, 101),
        ({"ruff__toml": "line-length = 102\n"}, 102),
        ({"pyproject__toml": "[tool.black]\nline-length = 103\n[tool.isort]\nline_length = 99"}, 103),
        ({"pyproject__toml": "[tool.isort]\nline_length = 104\n"}, 104),
        ({"setup__cfg": "[flake8]\nmax-line-length = 105\n[isort]\nline_length = 99\n"}, 105),
        ({"__flake8": "[flake8]\nmax-line-length: 106\n"}, 106),
        ({"tox__ini": "[flake8]\nmax-line-length = 107\n"}, 107),
        ({"setup__cfg": "[isort]\nline_length = 108\n"}, 108),
        ({"pyproject__toml": "[tool.ruff]\nline-length = 'wide'\n"}, 88),
        ({"setup__cfg": "max-line-length = 110\n"}, 88),
        ({"ruff__toml": "line-length = \n", "__flake8": "[flake8]\nmax-line-length = 111\n"}, 111),
    ],
)
def test_the_line_length_is_the_formatter_s(tmp_path: Path, files: dict[str, str], length: int) -> None:
    assert load(project(tmp_path, **files)).core.line_length == length


def test_the_own_line_length_wins(tmp_path: Path) -> None:
    assert load(project(tmp_path, "line-length = 70\n[tool.ruff]\nline-length = 100\n")).core.line_length == 70


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("unsafe_fixes = true", "has no key 'unsafe_fixes'; did you mean 'unsafe-fixes'?"),
        ("colour = 1", "has no key 'colour'; the keys are settings, python, map"),
        ("unsafe-fixes = 1", "unsafe-fixes must be true or false, not 1"),
        ("settings = ['a']", "settings must be a settings module, or a table of them by the"),
        ("python = ['a']", "python must be a string, not ['a']"),
        ("select = 'TM101'", "select must be a list of strings, not 'TM101'"),
        ("exclude = [1]", "exclude must be a list of strings, not [1]"),
        ("per-file-ignores = ['x']", "per-file-ignores must be a table of patterns, each with a list of codes"),
        ("per-file-ignores = {'tests/*' = 'TM101'}", "per-file-ignores must be a table of patterns"),
        ("per-file-ignores = {'tests/*' = ['E501']}", "per-file-ignores: there is no code 'E501'"),
        ("output-format = 'xml'", 'output-format must be "text", "json", "sarif", "github", "gitlab" or "junit"'),
        ("exit_zero = true", "has no key 'exit_zero'; did you mean 'exit-zero'?"),
        ("per-file-ignore = {}", "has no key 'per-file-ignore'; did you mean 'per-file-ignores'?"),
        ("timeout = 0", "timeout must be a whole number above 0, not 0"),
        ("line-length = true", "line-length must be a whole number above 0, not True"),
        ("many = 'all'", 'many must be "loop" or "bulk", not \'all\''),
        ("unknown-arguments = 'guess'", 'unknown-arguments must be "coerce" or "leave", not \'guess\''),
        ("defaults = 'grade'", "defaults must be a table of through models"),
        ("defaults.'school.Enrollment' = 'grade'", "defaults must be a table of through models"),
        ("defaults.'school.Enrollment' = {bib = 7}", "defaults must be a table of through models"),
        ("defaults.Enrollment = {bib = '7'}", "defaults: 'Enrollment' is no model; write app.Model"),
        ("defaults.'school.Start' = {bib = '7 +'}", "bib must be a Python expression, not '7 +' (invalid syntax)"),
        ("defaults.'school.Start' = {bib = ''}", "bib must be a Python expression, not ''"),
        ("defaults.'school.Start' = {bib = 'x = 1'}", "bib must be a Python expression, not 'x = 1'"),
        ("defaults.'school.Start' = {bib = 'await x'}", "bib must be an expression that can stand anywhere"),
        ("defaults.'school.Start' = {'a b' = '7'}", "'a b' is no field"),
        ("defaults.'school.Start' = {class = '7'}", "'class' is no field"),
        ("select = ['TM555']", "select: there is no code 'TM555'; the codes are TM101, TM102"),
        ("select = ['']", "select: there is no code ''"),
        ("many = ", "cannot be read as TOML: Invalid value"),
    ],
)
def test_what_cannot_be_followed_is_refused(tmp_path: Path, table: str, message: str) -> None:
    with pytest.raises(ConfigError) as error:
        load(project(tmp_path, table))
    assert message in str(error.value)
    assert str(error.value).startswith(str(tmp_path / "pyproject.toml"))


@pytest.mark.parametrize(
    ("table", "line"),
    [
        ("many = 'loop'\ncolour = 1", 3),
        ("\n# timeout\ntimeout = 0", 4),
        ('ignore = ["TM9"]\nselect = [\n  "TM555",\n]', 3),
        ("many = 'loop'\ndefaults.\"school.Start\" = { bib = '7 +' }", 3),
        ("[tool.through-codemod.defaults]\n'school.Start' = { bib = '7', note = '*' }", 3),
        ('defaults."school.Visit".bib = "7"\n[tool.through-codemod.defaults."school.Start"]\nbib = "7 +"', 4),
    ],
)
def test_the_message_names_the_line(tmp_path: Path, table: str, line: int) -> None:
    with pytest.raises(ConfigError) as error:
        load(project(tmp_path, table))
    assert str(error.value).startswith(f"{tmp_path / 'pyproject.toml'}:{line}: ")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[tool.through-codemod.defaults."x.Y"]\nrole = 3', 2),
        ('[tool.through-codemod.defaults."x.Y"]\nnote = "1"\nrole = 3', 3),
        ('[tool.through-codemod.defaults.x.Y]\nrole = "3"', 1),
        ('[tool.through-codemod.per-file-ignores]\n"a/*" = ["TM1"]\n"b/*" = "TM1"', 3),
        ('[tool.through-codemod.settings]\na = "a.settings"\nb = 3', 3),
        ('[dev]\nx = ["through-codemod"]\n[tool.ruff]\nselect = []\n[tool.through-codemod]\nselect = 3', 6),
        ("[tool]\nthrough-codemod.select = 3", 2),
    ],
)
def test_a_wrong_type_is_on_the_line_of_the_entry(tmp_path: Path, text: str, line: int) -> None:
    (tmp_path / "pyproject.toml").write_text(text, "utf-8")
    with pytest.raises(ConfigError, match="must be a") as error:
        load(tmp_path)
    assert str(error.value).startswith(f"{tmp_path / 'pyproject.toml'}:{line}: ")


def test_a_table_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="must be a table"):
        load(project(tmp_path, pyproject__toml="[tool]\nthrough-codemod = 1\n"))


def test_a_pyproject_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_bytes(b"\xff")
    with pytest.raises(ConfigError, match="cannot be read as TOML"):
        load(tmp_path)


def test_codes_are_named_in_full_or_by_their_beginning() -> None:
    assert codes(["tm103", "TM9", "TM101", "TM103"], "here") == ("TM101", "TM103", "TM901", "TM902", "TM903")
    assert codes([], "here") == ()


def test_the_readme_lists_every_key() -> None:
    readme = (Path(__file__).parent.parent / "README.md").read_text("utf-8")
    rows = "".join(line.partition("|")[2].partition("|")[0] for line in readme.splitlines() if line.startswith("| `"))
    assert {key for key in KEYS if f"`{key}`" not in rows} == set()
