"""Are writes through models that Django makes by itself reported where that is asked for, and never rewritten?"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import through_codemod
from maps_compared import static_map

from through_codemod.relations import Direction, RelationMap
from through_codemod.relations.implicit import with_implicit
from through_codemod.relations.live import load_relations

SETTINGS = """
SECRET_KEY = "x"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "shop"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
"""

MODELS = """
from django.contrib.auth.models import User
from django.db import models


class Room(models.Model):
    neighbours = models.ManyToManyField("self")
    exits = models.ManyToManyField("self", symmetrical=False)


class Teaching(models.Model):
    rooms = models.ManyToManyField(Room, related_name="%(class)s_here")

    class Meta:
        abstract = True


class Course(Teaching):
    users = models.ManyToManyField(User)
    guests = models.ManyToManyField(User, through="Visit", related_name="visited")
    hidden = models.ManyToManyField(User, related_name="+")


class Seminar(Course):
    helpers = models.ManyToManyField(User, related_name="helped")


class Visit(models.Model):
    course = models.ForeignKey(Course, models.CASCADE)
    user = models.ForeignKey(User, models.CASCADE)
"""

DJANGO_SAYS = """
import django, json
django.setup()
from django.apps import apps
from django.db.models.fields.related_descriptors import ManyToManyDescriptor
said = []
for model in apps.get_models():
    for name, value in vars(model).items():
        if isinstance(value, ManyToManyDescriptor) and value.rel.through._meta.auto_created:
            field, through = value.field, value.rel.through
            pair = [field.m2m_field_name(), field.m2m_reverse_field_name()]
            said.append([
                f"{model.__name__}.{name}", f"{field.model._meta.label}.{field.name}", through._meta.label,
                f"{through.__module__}:{through.__qualname__}", *(reversed(pair) if value.reverse else pair),
                (value.rel.related_model if value.reverse else value.rel.model).__name__, value.reverse,
            ])
print(json.dumps(sorted(said)))
"""

VIEW = """from shop.models import Course


def visit(course: Course, user):
    course.users.add(user)
    course.guests.clear()
    users = set()
    users.add(user)
    course.visit_set.clear()
"""


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with plain many-to-many fields of every shape, and one with a custom through model."""
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop/__init__.py").touch()
    (tmp_path / "shop/models.py").write_text(MODELS)
    (tmp_path / "settings.py").write_text(SETTINGS)
    (tmp_path / "view.py").write_text(VIEW)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "settings")
    return tmp_path


def facts(relations: RelationMap) -> list[list[object]]:
    return sorted(
        [
            f"{item.owner.name}.{item.accessor}",
            item.field,
            item.through_label,
            str(item.through),
            item.source_key.field,
            item.target_key.field,
            item.target.name,
            item.direction is Direction.REVERSE,
        ]
        for item in with_implicit(relations).relations
        if item.implicit
    )


def test_django_says_the_same(shop: Path) -> None:
    asked = subprocess.run([sys.executable, "-c", DJANGO_SAYS], cwd=shop, capture_output=True, check=True)
    said = json.loads(asked.stdout)

    assert len(said) > 10
    assert facts(load_relations(shop, "settings", sys.executable)) == said
    assert facts(static_map(shop, "settings")) == said


@pytest.mark.usefixtures("shop")
class TestCommandLine:
    def findings(self, *options: str) -> list[tuple[int, str, str, str | None]]:
        ended = through_codemod("check", "view.py", "--output-format", "json", *options)
        return [
            (item["line"], item["applicability"], item["through"], item["reason"] and item["reason"]["name"])
            for item in json.loads(ended.output)["findings"]
        ]

    def test_reported_where_that_is_asked_for(self) -> None:
        custom = (6, "safe", "shop.Visit", None)

        assert self.findings() == [custom]
        assert self.findings("--implicit") == [(5, "left", "shop.Course_users", "implicit-through"), custom]

    def test_with_any_map(self) -> None:
        expected = self.findings("--implicit")
        Path("map.json").write_text(through_codemod("relations", "--output-format", "json").output)

        assert self.findings("--implicit", "--static") == expected
        assert self.findings("--implicit", "--map", "map.json") == expected

    def test_never_rewritten(self) -> None:
        through_codemod("fix", "view.py", "--implicit", "--unsafe-fixes")

        rewritten = VIEW.replace("course.guests.clear()", "Visit.objects.filter(course=course).delete()")
        assert Path("view.py").read_text() == rewritten.replace("import Course", "import Course, Visit")
