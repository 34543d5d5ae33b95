"""Does CODEOWNERS mean here what it means to GitHub and GitLab?"""

from __future__ import annotations

from pathlib import Path

import pytest

from through_codemod.owners import OwnersError, owners_of, parsed


@pytest.mark.parametrize(
    ("pattern", "matching", "others"),
    [
        # https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners#example-of-a-codeowners-file
        ("*", ["a.py", "a/b.py"], []),
        ("*.py", ["a.py", "a/b.py"], ["a.js", "apy"]),
        ("/build/logs/", ["build/logs/a", "build/logs/b/c"], ["x/build/logs/a", "build/logs"]),
        ("docs/*", ["docs/start.md"], ["docs/app/trouble.md", "x/docs/start.md"]),
        ("apps/", ["apps/a", "x/apps/b/c"], ["apps", "myapps/a"]),
        ("/docs/", ["docs/a", "docs/b/c"], ["x/docs/a"]),
        ("/apps/github", ["apps/github", "apps/github/a"], ["apps/githubs", "x/apps/github"]),
        ("**/logs", ["logs/a", "build/logs/a", "deeply/nested/logs/b/c"], ["mylogs/a"]),
        ("apps/**/views.py", ["apps/views.py", "apps/a/b/views.py"], ["views.py", "x/apps/views.py"]),
        ("apps/**", ["apps/a", "apps/b/c"], ["x/apps/a"]),
        ("models.py", ["models.py", "a/models.py"], ["models.pyc", "my_models.py"]),
        ("a?c.py", ["abc.py"], ["a/c.py", "abbc.py"]),
        ("[ab].py", ["[ab].py"], ["a.py"]),
        (r"a\ b.py", ["a b.py"], ["a.py"]),
        ("school/models", ["school/models/a.py"], ["x/school/models/a.py", "school/models.py"]),
    ],
)
def test_patterns(pattern: str, matching: list[str], others: list[str]) -> None:
    owners = parsed(f"{pattern} @team")
    assert {path for path in [*matching, *others] if owners(path)} == {*matching}


def test_the_last_match_wins_and_may_be_nobody() -> None:
    owners = parsed("# who\n\n* @all  # everyone\n/apps/ @apps @web\n/apps/free\n/apps/#1 @x\n")
    assert owners("a.py") == ("@all",)
    assert owners("apps/a.py") == ("@apps", "@web")
    assert owners("apps/free/a.py") == ()


def test_each_section_counts_for_itself() -> None:
    owners = parsed("* @all\n[Web][2] @web\n/web/\n/web/special @special\n^[Data] @data\n*.sql\n[web]\n/site/\n")
    assert owners("web/a.py") == ("@all", "@web")
    assert owners("web/special/a.sql") == ("@all", "@special", "@data")
    assert owners("site/a.py") == ("@all", "@web")


def test_the_file_is_found_where_git_s_hosts_look(tmp_path: Path) -> None:
    with pytest.raises(OwnersError, match=r"has no CODEOWNERS; it is looked for as .github/CODEOWNERS"):
        owners_of(tmp_path)
    (tmp_path / "CODEOWNERS").write_bytes(b"\xef\xbb\xbf* @top\xff\n")
    assert owners_of(tmp_path)("a.py") == ("@top\ufffd",)
    (tmp_path / ".github").mkdir()
    (tmp_path / ".github/CODEOWNERS").write_text("* @hub\n")
    assert owners_of(tmp_path)("a.py") == ("@hub",)
