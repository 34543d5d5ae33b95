"""Do the sources alone show the same relations as a running Django, in projects that nobody wrote for this?"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from django_suites import APPS, HERE, SETTINGS, downloaded
from golden_cases import SCHOOL
from maps_compared import differences, static_map

from through_codemod.relations import RelationMap
from through_codemod.relations.live import load_relations
from through_codemod.relations.static import RUN_TIME

SERIES = "5.2"
INSTALLED = """
SECRET_KEY = "x"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", {}]
"""
# The columns that mptt's metaclass adds to a tree, and that nobody wrote down: they are why there are doubts.
TREE = [
    *(f"models groups_manager.models:Group attributes {name}: live alone" for name in ("level", "lft", "rght")),
    "models groups_manager.models:Group attributes tree_id: live alone",
    "relations groups_manager.models:Member.groups_manager_group_set doubts: live [], "
    "static ['groups_manager.Group has the metaclass mptt.models.MPTTModelBase']",
]


def test_on_the_school(school_map: RelationMap) -> None:
    found = static_map(SCHOOL, "school.settings")
    assert differences(school_map, found) == []
    assert (len(found.relations), found.doubts) == (len(school_map.relations), (RUN_TIME,))


def test_on_the_school_without_its_settings(school_map: RelationMap) -> None:
    assert differences(school_map, static_map(SCHOOL)) == []


def test_on_the_shapes_of_the_matrix() -> None:
    project = Path(__file__).parent / "matrix" / "project"
    live = load_relations(project, "settings", sys.executable)
    assert differences(live, static_map(project, "settings")) == []
    assert len(live.relations) > 50


def had(fetch: Callable[[], Path], what: str) -> Path:
    """Return what `fetch` gets, or skip the test with what stands in its way."""
    try:
        return fetch()
    except subprocess.CalledProcessError as error:
        pytest.skip(f"{what} cannot be had: {error.stderr.strip()[-300:]}")
    except (OSError, subprocess.TimeoutExpired) as error:
        pytest.skip(f"{what} cannot be had: {error}")


def cache_of(config: pytest.Config, name: str) -> Path:
    assert config.cache is not None
    return config.cache.mkdir(name)


def test_on_django_s_own_many_to_many_apps(pytestconfig: pytest.Config, tmp_path: Path) -> None:
    if named := os.environ.get("THROUGH_CODEMOD_DJANGO_SOURCE"):
        source = Path(named).resolve()
    else:
        cache = cache_of(pytestconfig, "django-source")
        source = had(lambda: downloaded(SERIES, cache), f"the source package of Django {SERIES}")
    for app in APPS:
        shutil.copytree(source / "tests" / app, tmp_path / app, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy2(HERE / f"{SETTINGS}.py", tmp_path)
    live = load_relations(tmp_path, SETTINGS, sys.executable)
    assert differences(live, static_map(tmp_path, SETTINGS)) == []
    assert len(live.relations) > 30


@pytest.mark.parametrize(
    ("requirements", "apps", "relations", "expected"),
    [
        (("django-anorganization==0.1.0rc3",), ("anorganization",), 2, []),
        (
            ("django-groups-manager==1.3.0", "django-mptt==0.18.0", "django-js-asset==3.1.2"),
            ("mptt", "groups_manager"),
            2,
            TREE,
        ),
    ],
    ids=["anorganization", "groups-manager"],
)
def test_on_packages(
    pytestconfig: pytest.Config,
    tmp_path: Path,
    requirements: Sequence[str],
    apps: Sequence[str],
    relations: int,
    expected: list[str],
) -> None:
    cache = cache_of(pytestconfig, "packages")
    for requirement in requirements:
        for wheel in had(lambda one=requirement: fetched(one, cache), requirement).glob("*.whl"):  # type: ignore[misc]
            shutil.unpack_archive(wheel, tmp_path, "zip")
    (tmp_path / "settings.py").write_text(INSTALLED.format(", ".join(map(repr, apps))))
    live = load_relations(tmp_path, "settings", sys.executable)
    assert differences(live, static_map(tmp_path, "settings")) == expected
    assert len(live.relations) == relations


def fetched(requirement: str, cache: Path) -> Path:
    """Return the folder with the wheel of a requirement, fetched with pip where `cache` does not have it yet.

    Raises `OSError` or `subprocess.CalledProcessError` where it cannot be had.
    """
    folder = cache / requirement
    if not any(folder.glob("*.whl")):
        pip = (sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps")
        command = [*pip, "--only-binary=:all:", f"--dest={folder}", requirement]
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=300)
    return folder
