"""Is a write in a migration settled by what it is given, where another app's migrations leave two relations open?"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from through_codemod.codemod import Result, rewrite
from through_codemod.config import Config
from through_codemod.findings import Finding
from through_codemod.infer.modules import Modules
from through_codemod.relations.static import Sources, read_relations

MODELS = """
from django.db import models
class User(models.Model):
    name = models.CharField(max_length=9)
class Group(models.Model):
    name = models.CharField(max_length=9)
    people = models.ManyToManyField(User, through="Seat")
class Seat(models.Model):
    group = models.ForeignKey(Group, models.CASCADE)
    user = models.ForeignKey(User, models.CASCADE)
"""
NAMED = '("id", models.AutoField(primary_key=True)), ("name", models.CharField(max_length=9))'
FIRST = f"""
from django.db import migrations, models
class Migration(migrations.Migration):
    dependencies = [("old", "0001_first")]
    operations = [
        migrations.CreateModel("User", [{NAMED}]),
        migrations.CreateModel("Group", [{NAMED}]),
        migrations.CreateModel("Seat", [
            ("id", models.AutoField(primary_key=True)),
            ("group", models.ForeignKey("Group", models.CASCADE)),
            ("student", models.ForeignKey("old.Student", models.CASCADE, null=True)),
        ]),
        migrations.AddField("group", "people", models.ManyToManyField("old.Student", through="group.Seat")),
    ]
"""
LATER = """
from django.db import migrations, models
class Migration(migrations.Migration):
    dependencies = [("group", "0001_first")]
    operations = [
        migrations.AddField("seat", "user", models.ForeignKey("User", models.CASCADE, null=True)),
        migrations.AlterField("group", "people", models.ManyToManyField("User", through="group.Seat")),
        migrations.RemoveField("seat", "student"),
    ]
"""
OLD = f"""
from django.db import migrations, models
class Migration(migrations.Migration):
    operations = [
        migrations.CreateModel("Student", [{NAMED}]),
        migrations.CreateModel("Club", [{NAMED}]),
        migrations.CreateModel("Member", [
            ("id", models.AutoField(primary_key=True)),
            ("club", models.ForeignKey("Club", models.CASCADE)),
            ("student", models.ForeignKey("old.Student", models.CASCADE)),
        ]),
    ]
"""
HERE = """
from django.db import migrations
def fill(apps, schema_editor):
    Club, Student = apps.get_model("old", "Club"), apps.get_model("old", "Student")
    Member = apps.get_model("old", "Member")
    Member.objects.create(club=Club.objects.create(name="chess"), student=Student.objects.create(name="ada"))
def write(apps, schema_editor):
    Club = apps.get_model("old", "Club")
    Group = apps.get_model("group", "Group")
    for club in Club.objects.all():
        group = Group.objects.create(name=club.name)
        for member in club.member_set.all():
            group.people.add(member.student)
class Migration(migrations.Migration):
    dependencies = [("old", "0001_first"), ("group", "0001_first")]
    operations = [migrations.RunPython(fill), migrations.RunPython(write)]
"""
RUN = """
import json, sys
sys.path.insert(0, sys.argv[1])
import django
from django.conf import settings
settings.configure(
    INSTALLED_APPS=["group", "old"], DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
)
django.setup()
from django.core.management import call_command
from django.db import connection
raised, rows = False, []
try:
    for target in sys.argv[2:]:
        call_command("migrate", *target.split(), verbosity=0)
        if target.startswith("old"):
            with connection.cursor() as cursor:
                cursor.execute("SELECT * FROM group_seat")
                rows = [list(row) for row in cursor.fetchall()]
except Exception:
    raised = True
print(json.dumps([raised, rows]))
"""


def write(root: Path, *changes: tuple[str, str]) -> Path:
    """Write the project with `changes` of its texts, and return the path of the migration that writes."""
    files = {
        "settings.py": "INSTALLED_APPS = ['group', 'old']\n",
        "group/models.py": MODELS,
        "old/models.py": "",
        "group/migrations/0001_first.py": FIRST,
        "group/migrations/0002_later.py": LATER,
        "old/migrations/0001_first.py": OLD,
        "old/migrations/0002_here.py": HERE,
    }
    files |= {f"{name}/__init__.py": "" for name in ("group", "old", "group/migrations", "old/migrations")}
    for name, text in files.items():
        for before, after in changes:
            text = text.replace(before, after)
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    return root / "old/migrations/0002_here.py"


def checked(root: Path, path: Path) -> Result:
    """Return what the tool makes of the migration."""
    relations = read_relations(Sources([str(file) for file in root.rglob("*.py")], [root], (), "settings"))
    modules, config = Modules([root], relations), Config(unsafe_fixes=True)
    result = rewrite(str(path), path.read_bytes(), relations, config, modules)
    assert isinstance(result, Result), result
    return result


def migrated(root: Path, *targets: str) -> list[object]:
    """Return whether migrating raises, and the rows of the through model behind the migration that writes."""
    command = [sys.executable, "-c", RUN, str(root), *targets]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: list[object] = json.loads(done.stdout)
    return found


def test_what_the_call_refuses_does_not_count(tmp_path: Path) -> None:
    """Where the later migration of the other app has run, both the call and the explicit form raise."""
    path = write(tmp_path)
    orders = [("old 0002",), ("group", "old 0002")]
    before = [migrated(tmp_path, *order) for order in orders]
    assert before == [[False, [[1, 1, 1]]], [True, []]]
    text = checked(tmp_path, path).output.decode()
    assert "if not Seat.objects.filter(group=group, student=member.student).exists():" in text
    path.write_text(text, "utf-8")
    assert [migrated(tmp_path, *order) for order in orders] == before


BOTH = (
    "through group.Seat with the keys `group` and `student`, or through group.Seat with the keys `group` and `user` if "
)


@pytest.mark.parametrize(
    "change",
    [
        ("add(member.student)", "add(load(member))"),
        ("add(member.student)", "add(*[member.student])"),
        ("add(member.student)", "set([member.student])"),
        ("add(member.student)", "remove(member.student)"),
        ("add(member.student)", 'add(apps.get_model("group", "User").objects.get())'),
        ('migrations.RemoveField("seat", "student"),', ""),
        ('CreateModel("Student", [', 'CreateModel("Student", bases=("group.user",), fields=['),
        ('CreateModel("Student", [', 'CreateModel("Student", bases=BASES, fields=['),
        (
            '("club", models.ForeignKey("Club", models.CASCADE))',
            '("club", models.ForeignKey("Club", related_name="x"))',
        ),
        ('("club", models.ForeignKey("Club", models.CASCADE))', '("club", models.OneToOneField("Club"))'),
    ],
)
def test_what_may_be_written_in_both_counts(change: tuple[str, str], tmp_path: Path) -> None:
    result = checked(tmp_path, write(tmp_path, change))
    (finding,) = (one for one in result.findings if isinstance(one, Finding))
    assert finding.reason is not None
    assert finding.reason.message.endswith(f"{BOTH}group.0002_later has run before")


@pytest.mark.parametrize(
    "text",
    [
        "def write(apps, schema_editor):\n    group = apps.get_model('group', 'Group').objects.get()\n"
        "    for apps in (1, 2):\n        group.people.add(1)\n",
        "class Step:\n    def __init__(self, apps):\n        self.apps = apps\n    def run(self):\n"
        "        self.apps.get_model('group', 'Group').objects.get().people.add(1)\n"
        "def write(apps, schema_editor):\n    Step(apps).run()\n",
        "def write(apps, schema_editor):\n    group = apps.get_model('group', 'Group').objects.get()\n    apps = None\n"
        "    group.people.add(1)\n",
    ],
)
def test_the_registry_has_to_be_there_by_its_name(text: str, tmp_path: Path) -> None:
    """What is written asks it for the through model."""
    path = write(tmp_path)
    path.write_text(f"from django.db import migrations\n{text}{HERE[HERE.index('class Migration') :]}", "utf-8")
    (finding,) = (one for one in checked(tmp_path, path).findings if isinstance(one, Finding))
    assert finding.reason is not None
    assert finding.reason.message.endswith("`apps`, which its historical model is of, is not the same here")
