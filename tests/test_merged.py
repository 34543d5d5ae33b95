"""Do several projects' models count together, and is what cannot be told apart refused?"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from command_line import through_codemod
from test_relation_map import COURSE, ENROLLMENT, FORWARD, MAP, PERSON, REVERSE, relation_map

from through_codemod.relations import Attribute, AttributeKind, MapError, ModelRef, RelationMap
from through_codemod.relations.merged import merged

MODELS = """\
from django.db import models


class {one}(models.Model):
    pass


class {two}(models.Model):
    {many} = models.ManyToManyField({one}, through="{link}")


class {link}(models.Model):
    left = models.ForeignKey({one}, models.CASCADE)
    right = models.ForeignKey({two}, models.CASCADE)

    class Meta:
        unique_together = [("left", "right")]
"""
SETTINGS = (
    "SECRET_KEY = 'x'\nINSTALLED_APPS = ['{app}']\nUSE_TZ = True\nDEFAULT_AUTO_FIELD = 'django.db.models.AutoField'\n"
)
MANAGE = "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', '{app}.settings')\n"
VIEWS = "from {app}.models import {one}, {two}\n\n\ndef run(one: {one}, two: {two}):\n    two.{many}.add(one)\n"
SHOP = {"app": "shop", "one": "Label", "two": "Product", "many": "labels", "link": "Labelled"}
BLOG = {"app": "blog", "one": "Author", "two": "Post", "many": "authors", "link": "Written"}
TABLE = '[tool.through-codemod.settings]\n"services/shop" = "shop.settings"\n"services/blog" = "blog.settings"\n'


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current directory: a repository with two projects."""
    (tmp_path / ".git").mkdir()
    for words in (SHOP, BLOG):
        app = tmp_path / "services" / words["app"] / words["app"]
        app.mkdir(parents=True)
        for name, text in (("settings", SETTINGS), ("models", MODELS), ("views", VIEWS), ("__init__", "")):
            (app / f"{name}.py").write_text(text.format(**words))
        (app.parent / "manage.py").write_text(MANAGE.format(**words))
    (tmp_path / "pyproject.toml").write_text(TABLE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("how", [[], ["--static"]])
def test_the_models_of_all_count(here: Path, how: list[str]) -> None:
    ended = through_codemod("check", *how, "-q")
    assert [line.partition(" makes")[0] for line in ended.lines[:2]] == [
        "services/blog/blog/views.py:5:5: TM101 [safe] `two.authors.add`",
        "services/shop/shop/views.py:5:5: TM101 [safe] `two.labels.add`",
    ]
    assert through_codemod("fix", *how, "services/shop/shop/views.py", "services/blog/blog/views.py", "-q").code == 0
    assert "Written.objects.get_or_create(" in Path("services/blog/blog/views.py").read_text()


def test_a_written_map_holds_all_and_rests_on_all(here: Path) -> None:
    assert through_codemod("relations", "--output-format", "json", "-o", "through-map.json").code == 0
    assert set(json.loads(Path("through-map.json").read_text())["sources"]) == {
        f"services/{app}/{app}/{name}.py" for app in ("shop", "blog") for name in ("models", "settings")
    }
    assert len(through_codemod("check", "services/blog/blog/views.py", "--map", "through-map.json", "-q").lines) >= 1
    with Path("services/blog/blog/models.py").open("a") as file:
        file.write("\n")
    assert "services/blog/blog/models.py changed" in through_codemod("check", "--map", "through-map.json").lines[0]


def test_settings_on_the_command_line_stand_alone(here: Path) -> None:
    ended = through_codemod("relations", "services/shop", "--settings", "shop.settings")
    assert ("shop.Product.labels" in ended.output, "blog" in ended.output) == (True, False)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ('[tool.through-codemod.settings]\n"nowhere" = "x.settings"\n', "nowhere, which the configuration names for x"),
        ('[tool.through-codemod.settings]\n"services/shop" = "blog.settings"\n', "blog.settings"),
        (
            "[tool.through-codemod.settings]\nshop = 1\n",
            "settings must be a settings module, or a table of them by the",
        ),
        ("[tool.through-codemod]\nsettings = {}\n", "settings must be a settings module, or a table of them by the"),
    ],
)
def test_what_cannot_be_followed_is_an_error(here: Path, table: str, message: str) -> None:
    Path("pyproject.toml").write_text(table)
    ended = through_codemod("check")
    assert (ended.code, ended.output) == (2, "")
    assert message in ended.errors


OTHER = relation_map(
    FORWARD._replace(m2m_changed=("shop.signals.told",), save_receivers=("shop.signals.saved",)),
    django="4.2.3",
    user_model=COURSE,
    databases=("default", "replica"),
    routers=("shop.Router",),
    doubts=("nobody knows",),
    places={"shop.signals.told": "shop/signals.py:1"},
)


def both(one: RelationMap = MAP, other: RelationMap = OTHER) -> RelationMap:
    return merged([("one", one), ("other", other)])


def test_what_any_of_them_runs_counts() -> None:
    found = both()
    assert {(item.accessor, item.m2m_changed, item.save_receivers) for item in found.relations} == {
        ("people", ("shop.signals.told",), ("shop.signals.saved",)),
        ("course_set", (), ()),
    }
    assert (found.databases, found.routers) == (("default", "replica"), ("shop.Router",))
    assert (found.django, found.user_model, found.doubts) == ("4.2.3", None, ("nobody knows",))
    assert found.places == OTHER.places
    assert both(MAP, replace(MAP, django="10.0")).django == MAP.django
    assert both(MAP, MAP) == MAP


def test_the_apps_of_all_are_installed() -> None:
    first = replace(MAP, apps={"shop": ("/a/shop",), "tags": ()})
    found = both(first, replace(MAP, apps={"shop": ("/b/shop",), "club": ("/b/club",)}))
    assert found.apps == {"shop": ("/a/shop", "/b/shop"), "tags": (), "club": ("/b/club",)}
    assert both(first, MAP).apps is None


def test_attributes_that_differ_are_not_known() -> None:
    key, value = Attribute(AttributeKind.KEY, PERSON, "id"), Attribute(AttributeKind.VALUE)
    one = MAP.models[COURSE]._replace(attributes={"pk": key, "room": value, "only": value})
    other = MAP.models[COURSE]._replace(attributes={"pk": key, "room": key, "more": value})
    found = both(replace(MAP, models={**MAP.models, COURSE: one}), replace(MAP, models={**MAP.models, COURSE: other}))
    assert dict(found.models[COURSE].attributes) == {"pk": key, "only": value, "more": value}


def test_other_models_and_relations_of_one_name_are_refused() -> None:
    models = {**MAP.models, ENROLLMENT: MAP.models[ENROLLMENT]._replace(proxy=True)}
    with pytest.raises(MapError, match=r"other has another model school.models:Enrollment than a project before it"):
        both(MAP, replace(MAP, models=models))
    with pytest.raises(
        MapError, match=r"other has another relation school.Course.people .* one by one with --settings"
    ):
        both(MAP, relation_map(FORWARD._replace(unique=False), REVERSE))


def test_django_s_own_models_may_differ_by_version() -> None:
    user = ModelRef("django.contrib.auth.models", "User")
    one, other = (MAP.models[PERSON]._replace(ref=user, proxy=proxy) for proxy in (False, True))
    found = both(replace(MAP, models={**MAP.models, user: one}), replace(MAP, models={**MAP.models, user: other}))
    assert found.models[user] == one
