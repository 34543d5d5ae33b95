"""Does a data migration leave the same rows as the tool rewrites it, whatever the through model was called then?

Each case is a project of its own, whose models of today are others than its migrations' at the time. It is migrated
by Django into a database in memory, as it is and as the tool rewrote it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from through_codemod.codemod import Result, rewrite
from through_codemod.config import Config
from through_codemod.infer.modules import Modules
from through_codemod.relations.static import Sources, read_relations

RUN = """
import json, sys
sys.path.insert(0, sys.argv[1])
import django
from django.conf import settings
settings.configure(
    INSTALLED_APPS=["club"], DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
)
django.setup()
from django.core.management import call_command
from django.db import connection
rows = {}
for name in ("0002", "0003"):
    call_command("migrate", "club", name, verbosity=0)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith("club_"):
                cursor.execute(f"SELECT * FROM {table} ORDER BY 1")
                rows[f"{table} {name}"] = [[column[0] for column in cursor.description], *map(list, cursor.fetchall())]
print(json.dumps(rows))
"""
MODELS = """
from django.db import models
class Person(models.Model):
    name = models.CharField(max_length=9)
class Club(models.Model):
    name = models.CharField(max_length=9)
    people = models.ManyToManyField(Person, through="Seat")
class Seat(models.Model):
    club = models.ForeignKey(Club, models.CASCADE)
    person = models.ForeignKey(Person, models.CASCADE)
    role = models.CharField(max_length=9, default="")
"""
HEAD = """
from django.db import migrations, models
def fill(apps, schema_editor):
    Person, Club = apps.get_model("club", "Person"), apps.get_model("club", "Club")
    people = [Person.objects.create(name=name) for name in ("ada", "bob", "cleo")]
    for name in ("one", "many", "gone", "set", "clear", "new", "reverse"):
        club = Club.objects.create(name=name)
        for person in people[:2]:
            club.people.through.objects.create(**{names})
def write(apps, schema_editor):
    Person = apps.get_model("club", "Person")
    Club = apps.get_model("club", "Club")
    one, many, gone = Club.objects.get(name="one"), Club.objects.get(name="many"), Club.objects.get(name="gone")
    chosen, clear, new = Club.objects.get(name="set"), Club.objects.get(name="clear"), Club.objects.get(name="new")
    ada, cleo = Person.objects.get(name="ada"), Person.objects.get(name="cleo")
    {write}
class Migration(migrations.Migration):
    dependencies = [{after}]
    operations = [{operations}]
"""
NAME = 'migrations.CreateModel("{0}", [("id", models.AutoField(primary_key=True)), {1}])'
PERSON = NAME.format("Person", '("name", models.CharField(max_length=9))')
CLUB = NAME.format("Club", '("name", models.CharField(max_length=9))')
KEY = '("{0}", models.ForeignKey("{1}", models.CASCADE{2}))'
ROLE = '("role", models.CharField(max_length=9, default=""))'
PEOPLE = 'migrations.AddField("club", "people", models.ManyToManyField("Person", through="{0}"))'
RENAME = 'migrations.RenameField("{0}", "{1}", "{2}")'
WRITES = (
    'one.people.add(cleo, through_defaults={"role": "x"})',
    "many.people.add(*Person.objects.all())",
    "gone.people.remove(ada)",
    'chosen.people.set(Person.objects.exclude(name="bob"))',
    "clear.people.clear()",
    'new.people.create(name="dan")',
    'cleo.club_set.add(Club.objects.get(name="reverse"))',
)


@dataclass(frozen=True)
class Past:
    """What a through model was: the operations that made it and those that came later, and the names of its keys."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    through: str
    keys: tuple[str, str]


def seat(name: str, *columns: str) -> str:
    """Return the operation that makes a through model with its columns."""
    return NAME.format(name, ", ".join((*columns, ROLE)))


HOST = 'models.ForeignKey("Club", models.CASCADE, null=True, related_name="+")'
SEAT = seat("Seat", KEY.format("of", "Club", ""), KEY.format("one", "Person", ""))
PAST = {
    "keys that were renamed": Past(
        (
            PERSON,
            CLUB,
            seat("Seat", KEY.format("member", "Person", ""), KEY.format("of", "club.Club", "")),
            PEOPLE.format("Seat"),
        ),
        (RENAME.format("seat", "member", "person"), RENAME.format("seat", "of", "club")),
        "Seat",
        ("of", "member"),
    ),
    "a model that was renamed": Past(
        (
            PERSON,
            CLUB,
            seat("Chair", KEY.format("club", "Club", ""), KEY.format("person", "Person", "")),
            PEOPLE.format("club.chair"),
        ),
        ('migrations.RenameModel("Chair", "Seat")',),
        "Chair",
        ("club", "person"),
    ),
    "a model that was another": Past(
        (
            PERSON,
            CLUB,
            seat("Old", KEY.format("group", "Club", ""), KEY.format("one", "Person", ", null=True")),
            PEOPLE.format("Old"),
        ),
        (
            'migrations.RemoveField("club", "people")',
            'migrations.DeleteModel("Old")',
            seat("Seat", KEY.format("club", "Club", ""), KEY.format("person", "Person", "")),
            PEOPLE.format("Seat"),
        ),
        "Old",
        ("group", "one"),
    ),
    "one of two keys to a model": Past(
        (
            PERSON,
            CLUB,
            seat("Seat", KEY.format("club", "Club", ", null=True"), KEY.format("person", "Person", "")),
            f'migrations.AddField("seat", "host", {HOST})',
            RENAME.format("seat", "club", "which"),
            PEOPLE.format("Seat"),
        ),
        (
            RENAME.format("seat", "host", "club_2"),
            RENAME.format("seat", "which", "club"),
            'migrations.RemoveField("seat", "club_2")',
        ),
        "Seat",
        ("host", "person"),
    ),
    "keys that through_fields names": Past(
        (
            PERSON,
            CLUB,
            seat(
                "Seat",
                KEY.format("host", "Club", ", null=True, related_name='+'"),
                KEY.format("place", "Club", ""),
                KEY.format("person", "Person", ""),
            ),
            PEOPLE.format("Seat").replace('"Seat"', '"Seat", through_fields=["place", "person"]'),
        ),
        (
            'migrations.RemoveField("club", "people")',
            'migrations.RemoveField("seat", "host")',
            RENAME.format("seat", "place", "club"),
            PEOPLE.format("Seat"),
        ),
        "Seat",
        ("place", "person"),
    ),
    "a column that is no key of the other model": Past(
        (
            PERSON.replace("max_length=9", "max_length=9, unique=True"),
            CLUB,
            seat("Seat", KEY.format("club", "Club", ""), KEY.format("member", "Person", ', to_field="name"')),
            PEOPLE.format("Seat"),
        ),
        (
            'migrations.RemoveField("club", "people")',
            'migrations.DeleteModel("Seat")',
            seat("Seat", KEY.format("club", "Club", ""), KEY.format("person", "Person", "")),
            PEOPLE.format("Seat"),
        ),
        "Seat",
        ("club", "member"),
    ),
    "a pair that was unique, in operations on the state alone": Past(
        (
            PERSON,
            CLUB,
            f"migrations.SeparateDatabaseAndState([{SEAT}])",
            f"migrations.SeparateDatabaseAndState(state_operations=[{SEAT}])",
            'migrations.AlterUniqueTogether("seat", {("of", "one")})',
            PEOPLE.format("Seat"),
        ),
        (
            'migrations.AlterUniqueTogether("seat", set())',
            RENAME.format("seat", "of", "club"),
            RENAME.format("seat", "one", "person"),
        ),
        "Seat",
        ("of", "one"),
    ),
}


def project(root: Path, past: Past, *writes: str) -> Path:
    """Write a project whose second migration runs `writes`, and return the path of that."""
    folder = root / "club" / "migrations"
    folder.mkdir(parents=True)
    for name in ("club/__init__.py", "club/migrations/__init__.py"):
        (root / name).touch()
    (root / "settings.py").write_text("INSTALLED_APPS = ['club']\n", "utf-8")
    (root / "club" / "models.py").write_text(MODELS, "utf-8")
    source, target = past.keys
    names = f'{{"{source}": club, "{target}": person}}'
    steps = {
        "0001_first": (past.before, ""),
        "0002_here": (("migrations.RunPython(fill)", "migrations.RunPython(write)"), '("club", "0001_first")'),
        "0003_last": (past.after, '("club", "0002_here")'),
    }
    for name, (operations, after) in steps.items():
        text = HEAD.replace("{names}", names).replace("{write}", "\n    ".join(writes)).replace("{after}", after)
        (folder / f"{name}.py").write_text(text.replace("{operations}", ",\n        ".join(operations)), "utf-8")
    return folder / "0002_here.py"


def rewritten(root: Path, path: Path) -> str:
    """Return what the tool makes of a migration."""
    files = [str(file) for file in root.rglob("*.py")]
    relations = read_relations(Sources(files, [root], (), "settings"))
    source, config = path.read_bytes(), Config(unsafe_fixes=True)
    result = rewrite(str(path), source, relations, config, Modules([root], relations))
    assert isinstance(result, Result), result
    return result.output.decode()


def migrated(root: Path) -> dict[str, list[list[object]]]:
    """Return the rows that migrating leaves, by table."""
    done = subprocess.run([sys.executable, "-c", RUN, str(root)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    rows: dict[str, list[list[object]]] = json.loads(done.stdout)
    return rows


@pytest.mark.parametrize("past", PAST.values(), ids=PAST)
def test_the_rows_are_the_same(past: Past, tmp_path: Path) -> None:
    path = project(tmp_path, past, *WRITES)
    before = migrated(tmp_path)
    text = rewritten(tmp_path, path)
    assert not [write for write in WRITES if write in text]
    assert f'apps.get_model("club", "{past.through}")' in text
    path.write_text(text, "utf-8")
    assert migrated(tmp_path) == before


FRIENDS = """
from django.db import models
class Person(models.Model):
    name = models.CharField(max_length=9)
    friends = models.ManyToManyField("self", through="Friendship")
class Friendship(models.Model):
    one = models.ForeignKey(Person, models.CASCADE, related_name="+")
    other = models.ForeignKey(Person, models.CASCADE, related_name="+")
"""


@pytest.mark.parametrize("to", ["club.person", "self"])
def test_a_historical_relation_is_symmetrical_only_where_it_says_self(to: str, tmp_path: Path) -> None:
    """Migrations write the model's label there, which Django does not take for `self`."""
    links = NAME.format("Friendship", "KEYS").replace(
        "KEYS", ", ".join(KEY.format(name, "Person", ", related_name='+'") for name in ("one", "other"))
    )
    add = f'migrations.AddField("person", "friends", models.ManyToManyField("{to}", through="club.Friendship"))'
    path = project(
        tmp_path, Past((PERSON, CLUB, links, add), (), "Friendship", ("one", "other")), "ada.friends.add(cleo)"
    )
    (tmp_path / "club" / "models.py").write_text(FRIENDS, "utf-8")
    path.write_text(path.read_text("utf-8").replace("club.people.through.objects.create", "dict"), "utf-8")
    before = migrated(tmp_path)
    assert before["club_friendship 0002"][1:] == [[1, 1, 3], [2, 3, 1]][: 2 if to == "self" else 1]
    text = rewritten(tmp_path, path)
    assert "ada.friends.add(cleo)" not in text
    path.write_text(text, "utf-8")
    assert migrated(tmp_path) == before


def test_the_code_names_the_keys_and_the_model_of_the_time(tmp_path: Path) -> None:
    text = rewritten(tmp_path, project(tmp_path, PAST["a model that was another"], *WRITES[2:3], *WRITES[4:5]))
    assert '    Old = apps.get_model("club", "Old")\n    one, many, gone' in text
    assert "    Old.objects.filter(group=gone, one__in=[ada]).delete()\n" in text
    assert "    Old.objects.filter(group=clear).delete()\n" in text
