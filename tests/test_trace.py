"""What does a run record, under which runner, and what becomes of the file that it ends in?"""

from __future__ import annotations

import json
import os
import re
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from textwrap import dedent

import pytest
from traced_project import CHECKOUT, FILES, TRACE, Project

from through_codemod.trace import (
    DEFAULT,
    DESCRIPTORS,
    FORMAT,
    Recorded,
    TraceError,
    Write,
    _Waiting,
    gather,
    read_trace,
)

OTHERS = [path for path in os.environ.get("THROUGH_CODEMOD_PYTHONS", "").split(os.pathsep) if path]
PYTHONS = [pytest.param(sys.executable, id="own"), *(pytest.param(path, id=path) for path in OTHERS)]

TESTS = """
    from django.test import TestCase
    from clubs.models import Band, Club, Person

    class Adding(TestCase):
        def setUp(self):
            self.club, self.person = Club.objects.create(name="c"), Person.objects.create(name="p")

        def test_adding(self):
            for _ in range(3):
                self.club.members.add(self.person)
            self.club.plain.add(self.person)
            self.club.members.add(self.person.pk), self.person.clubs.set([self.club])

        def test_by_the_key(self):
            self.club.members.add(
                self.person.pk,
            )

    class Making(TestCase):
        def test_making(self):
            band = Band.objects.create(name="b")
            band.members.create(name="x")
            with self.assertRaises(TypeError):
                band.members.add(object=1)
            band.members.clear()
"""
FILE = "clubs/test_clubs.py"
SEEN = [
    (FILE, 10, "add", "clubs.Club", ("instance",), 3),
    (FILE, 12, "add", "clubs.Club", ("key",), 1),
    (FILE, 12, "set", "clubs.Person", ("instance",), 1),
    (FILE, 15, "add", "clubs.Club", ("key",), 1),
    (FILE, 22, "create", "clubs.Band", (), 1),
    (FILE, 25, "clear", "clubs.Band", (), 1),
]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project.made(tmp_path, TESTS)


@pytest.mark.parametrize("python", PYTHONS)
def test_every_write_is_recorded_under_the_command(tmp_path: Path, python: str) -> None:
    project = Project.made(tmp_path, TESTS, python)
    done = project.trace("manage.py", "test")
    assert done.returncode == 0, done.stderr
    assert project.lines() == SEEN
    assert "holds 8 writes" in done.stderr


@pytest.mark.parametrize(("how", "since"), [("fork", (3, 2)), ("spawn", (4, 1)), ("forkserver", (6, 0))])
@pytest.mark.parametrize("python", PYTHONS)
def test_the_workers_of_parallel_tests_are_recorded(
    tmp_path: Path, python: str, how: str, since: tuple[int, int]
) -> None:
    project = Project.made(tmp_path, TESTS, python)
    asked = project.run(python, "-c", "import django; print(*django.VERSION[:2])").stdout.strip()
    if tuple(map(int, asked.split())) < since:
        pytest.skip(f"Django {asked} does not start its workers by {how}")
    done = project.trace("manage.py", "test", "--parallel", "2", START=how)
    assert done.returncode == 0, done.stderr
    assert project.lines() == SEEN
    assert list(tmp_path.glob("*.part")) == []


def test_every_write_is_recorded_by_the_plugin_of_pytest(project: Project) -> None:
    done = project.run(sys.executable, "-m", "pytest", "-q", "-p", "through_codemod.trace", "-p", "no:cacheprovider")
    assert done.returncode == 0, done.stdout
    assert project.lines() == SEEN
    assert f"recorded in {project.folder / TRACE}" in done.stdout


def test_the_workers_of_xdist_are_recorded(project: Project) -> None:
    pytest.importorskip("xdist")
    plugin = ("-p", "through_codemod.trace", "-p", "no:cacheprovider")
    done = project.run(sys.executable, "-m", "pytest", "-q", *plugin, "-n", "2")
    assert done.returncode == 0, done.stdout
    assert project.lines() == SEEN
    assert list(project.folder.glob("*.part")) == []


def test_a_trace_under_the_command_and_the_plugin_counts_once(project: Project) -> None:
    done = project.trace("-m", "pytest", "-q", "-p", "through_codemod.trace", "-p", "no:cacheprovider")
    assert done.returncode == 0, done.stdout
    assert project.lines() == SEEN


def test_models_that_are_loaded_already_are_recorded_too(project: Project) -> None:
    project.write(
        "late.py",
        """
        import os

        os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", run_syncdb=True, verbosity=0)
        from clubs.models import Club, Person

        club, person = Club.objects.create(name="c"), Person.objects.create(name="p")
        club.members.add(person)
        from through_codemod import trace

        trace.start()
        club.members.remove(person)
        """,
    )
    done = project.run(sys.executable, "late.py")
    assert done.returncode == 0, done.stderr
    assert project.lines() == [("late.py", 17, "remove", "clubs.Club", ("instance",), 1)]


CHANGING = """
    import os, sys

    os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
    from through_codemod import trace

    trace.start()
    import django

    django.setup()
    from django.apps import apps
    from django.core.management import call_command
    from django.db.migrations.state import ProjectState

    call_command("migrate", run_syncdb=True, verbosity=0)
    from clubs.models import Club, Person

    club, person = Club.objects.create(name="c"), Person.objects.create(name="p")
    ProjectState.from_apps(apps).apps.get_model("clubs", "Club").objects.get().members.add(person.pk)
    with open("made.py", "w") as file:
        file.write("def clear(club):\\n    club.members.clear()\\n")
    import made

    made.clear(club)
    for _ in range(3):
        club.members.remove(person)
    if os.fork() == 0:
        sys.exit()
    os.wait()
"""


def test_neither_models_of_a_migration_nor_sources_made_meanwhile_are_recorded_and_a_fork_counts_for_itself(
    project: Project,
) -> None:
    project.write("changing.py", CHANGING)
    done = project.run(sys.executable, "changing.py", PYTHONPATH=os.pathsep.join([str(CHECKOUT), "."]))
    assert done.returncode == 0, done.stderr
    assert project.lines() == [("changing.py", 25, "remove", "clubs.Club", ("instance",), 3)]


def test_runs_add_up(project: Project) -> None:
    for _ in range(2):
        project.trace("manage.py", "test")
    assert project.lines() == [(*seen[:-1], 2 * seen[-1]) for seen in SEEN]  # type: ignore[misc]


def test_what_was_seen_in_a_file_that_changed_is_forgotten(project: Project) -> None:
    project.trace("manage.py", "test")
    project.write(FILE, TESTS.replace("from django.test", "import os\n    from django.test"))
    project.trace("manage.py", "test", "clubs.test_clubs.Making")
    assert [(line, count) for _, line, *_, count in project.lines()] == [(23, 1), (26, 1)]


ASYNC = """
    import asyncio
    from django.test import TransactionTestCase
    from clubs.models import Club, Person

    class Waiting(TransactionTestCase):
        async def test_waiting(self):
            club, person = await Club.objects.acreate(name="c"), await Person.objects.acreate(name="p")
            await club.members.aadd(person)
            first, second = club.members.aset([person]), club.members.aremove(person.pk)
            await asyncio.gather(first)
            await second
            unused = club.members.aclear()
            unused.close()
"""


def test_what_is_awaited_is_recorded_where_it_is_called_and_once(tmp_path: Path) -> None:
    project = Project.made(tmp_path, ASYNC)
    done = project.trace("-W", "error", "manage.py", "test")
    assert done.returncode == 0, done.stderr
    assert project.lines() == [
        (FILE, 8, "aadd", "clubs.Club", ("instance",), 1),
        (FILE, 9, "aremove", "clubs.Club", ("key",), 1),
        (FILE, 9, "aset", "clubs.Club", ("instance",), 1),
    ]


UNSHOWN = """
    from django import forms
    from django.core import serializers
    from django.db.models.signals import m2m_changed
    from django.test import TestCase
    from clubs.models import Band, Club, Person

    class ClubForm(forms.ModelForm):
        class Meta:
            model = Club
            fields = ["name", "members"]

    class Unshown(TestCase):
        def test_form(self):
            person = Person.objects.create(name="p")
            form = ClubForm({"name": "c", "members": [person.pk]})
            form.save()

        def test_fixture(self):
            Person.objects.create(pk=1, name="p")
            club = {"model": "clubs.club", "pk": 1, "fields": {"name": "c", "members": [1]}}
            [item] = serializers.deserialize("python", [club])
            item.save()

        def test_receiver(self):
            person, band = Person.objects.create(name="p"), Band.objects.create(name="b")

            def join(instance, action, **kwargs):
                if action == "post_add" and not instance.bands.exists():
                    instance.bands.add(band)

            m2m_changed.connect(join, sender=Club.members.through)
            try:
                person.clubs.add(Club.objects.create(name="c"))
            finally:
                m2m_changed.disconnect(join, sender=Club.members.through)
"""


@pytest.mark.parametrize("python", PYTHONS)
def test_a_write_of_django_s_is_told_with_the_project_s_line_and_class(tmp_path: Path, python: str) -> None:
    project = Project.made(tmp_path, UNSHOWN, python)
    done = project.trace("manage.py", "test")
    assert done.returncode == 0, done.stderr
    assert sorted((w.line, w.method, w.relation, w.by, w.actor) for w in project.recorded().counts) == [
        (
            16,
            "set",
            "clubs.Club.members",
            ("django.db.models.fields.related:save_form_data", "django.forms.models:_save_m2m"),
            "clubs.test_clubs.ClubForm",
        ),
        (22, "set", "clubs.Club.members", ("django.core.serializers.base:save",), None),
        (29, "add", "clubs.Band.members", (), None),
        (33, "add", "clubs.Club.members", (), None),
    ]


REQUESTS = """
    from django.core.management import call_command
    from django.test import TestCase
    from clubs.models import Person

    class Loaded(TestCase):
        fixtures = ["one"]

        def test_loaded(self):
            self.client.post("/", {"name": "c", "members": [Person.objects.get().pk]})
"""
VIEWS = """
    from django.urls import path
    from django.views.generic import CreateView
    from clubs.models import Club

    @staticmethod
    def unrelated():
        pass

    class NewClub(CreateView):
        model = Club
        fields = ["name", "members"]
        success_url = "/"
        template_name = "no.html"

    urlpatterns = [path("", NewClub.as_view())]
"""
LOADED = [
    {"model": "clubs.person", "pk": 1, "fields": {"name": "p"}},
    {"model": "clubs.club", "pk": 1, "fields": {"name": "c", "members": [1]}},
]


@pytest.mark.parametrize("python", PYTHONS)
def test_behind_a_request_or_a_command_the_project_s_class_is_the_place(tmp_path: Path, python: str) -> None:
    project = Project.made(tmp_path, REQUESTS, python)
    project.write("clubs/views.py", VIEWS)
    project.write("settings.py", dedent(FILES["settings.py"]) + 'ROOT_URLCONF = "clubs.views"\n')
    (tmp_path / "clubs" / "fixtures").mkdir()
    project.write("clubs/fixtures/one.json", json.dumps(LOADED))
    done = project.trace("manage.py", "test")
    assert done.returncode == 0, done.stderr
    assert {(w.file, w.line, w.actor) for w in project.recorded().counts} == {
        (FILE, 5, "clubs.test_clubs.Loaded"),
        ("clubs/views.py", 9, "clubs.views.NewClub"),
    }


SERIALIZED = """
    from django.test import TestCase
    from rest_framework import serializers
    from clubs.models import Club, Person

    class ClubSerializer(serializers.ModelSerializer):
        members = serializers.PrimaryKeyRelatedField(many=True, queryset=Person.objects.all())

        class Meta:
            model = Club
            fields = ["name", "members"]

    class Serialized(TestCase):
        def test_serialized(self):
            serializer = ClubSerializer(data={"name": "c", "members": [Person.objects.create(name="p").pk]})
            serializer.is_valid(raise_exception=True)
            serializer.save()
"""


def test_a_serializer_s_write_is_told(tmp_path: Path) -> None:
    pytest.importorskip("rest_framework")
    project = Project.made(tmp_path, SERIALIZED)
    done = project.trace("manage.py", "test")
    assert done.returncode == 0, done.stderr
    [write] = project.recorded().counts
    assert (write.line, write.actor) == (16, "clubs.test_clubs.ClubSerializer")
    assert write.by == ("rest_framework.serializers:create",)


MADE = """
    import factory
    from django.test import TestCase
    from clubs.models import Club, Person

    class ClubFactory(factory.django.DjangoModelFactory):
        class Meta:
            model = Club

        @factory.post_generation
        def members(self, create, extracted, **kwargs):
            self.members.add(*extracted)

    class Made(TestCase):
        def test_made(self):
            ClubFactory(members=[Person.objects.create(name="p")])
"""


def test_what_a_factory_calls_is_the_project_s_call(tmp_path: Path) -> None:
    pytest.importorskip("factory")
    project = Project.made(tmp_path, MADE)
    done = project.trace("manage.py", "test")
    assert done.returncode == 0, done.stderr
    assert project.lines() == [(FILE, 11, "add", "clubs.Club", ("instance",), 1)]


def test_the_command_s_own_sitecustomize_is_run(project: Project) -> None:
    project.write("sitecustomize.py", "print('mine')\n")
    done = project.run(
        *(sys.executable, "-m", "through_codemod", "trace", "--", sys.executable, "manage.py", "check"),
        PYTHONPATH=os.pathsep.join([str(CHECKOUT), str(project.folder)]),
    )
    assert "mine" in done.stdout


def test_the_command_s_exit_code_and_streams_are_kept(project: Project) -> None:
    done = project.trace("-c", "import sys; print('out'); print('err', file=sys.stderr); sys.exit(7)")
    assert (done.returncode, done.stdout, done.stderr.splitlines()[0]) == (7, "out\n", "err")
    assert "no Python that the command started has loaded Django" in done.stderr
    done = project.trace("manage.py", "check")
    assert "no write through an accessor" in done.stderr
    assert project.trace("-c", "import os; os.kill(os.getpid(), 9)").returncode == 137


def test_a_command_that_is_none_and_a_file_that_is_no_trace_are_told(project: Project) -> None:
    done = project.run(sys.executable, "-m", "through_codemod", "trace", "--", "no-such-command")
    assert (done.returncode, done.stderr) == (
        2,
        "through-codemod: no-such-command could not be started: No such file or directory\n",
    )
    project.write(TRACE, "{}")
    done = project.trace("manage.py", "test")
    assert done.returncode == 2
    assert f"{TRACE}: not a trace" in done.stderr
    done = project.run(sys.executable, "-m", "pytest", "-p", "through_codemod.trace", "-p", "no:cacheprovider")
    assert done.returncode == 4
    assert f"{TRACE}: not a trace" in done.stderr
    assert (project.folder / TRACE).read_text() == "{}"


def test_a_folder_that_is_not_there_is_told_before_the_tests(project: Project) -> None:
    plugin = ("-p", "through_codemod.trace", "-p", "no:cacheprovider")
    done = project.run(sys.executable, "-m", "pytest", *plugin, THROUGH_CODEMOD_TRACE="/nowhere/at-all.json")
    assert done.returncode == 4
    assert "THROUGH_CODEMOD_TRACE: [Errno 2] No such file or directory: '/nowhere'" in done.stderr
    done = project.run(
        *(sys.executable, "-m", "through_codemod", "trace", "--output", "no/where.json", "--", sys.executable, "-V")
    )
    assert done.returncode == 2
    assert "no/where.json: there is no folder" in done.stderr


def test_a_folder_that_is_gone_does_not_break_the_tests(project: Project) -> None:
    (project.folder / "gone").mkdir()
    project.write("test_first.py", "import os\n\ndef test_first():\n    os.rmdir('gone')\n")
    command = ("pytest", "-p", "through_codemod.trace", "-p", "no:cacheprovider", "test_first.py", "clubs")
    done = project.run(sys.executable, "-m", *command, THROUGH_CODEMOD_TRACE="gone/trace.json")
    assert done.returncode == 0, done.stdout
    assert "writes are not recorded: " in done.stdout


def test_the_command_s_file_is_the_plugin_s(project: Project) -> None:
    done = project.run(sys.executable, "-m", "through_codemod", "trace", "--help")
    assert DEFAULT == TRACE
    assert f"[default: {TRACE}]" in re.sub(r"-\n +", "-", done.stdout)


@pytest.mark.parametrize("python", PYTHONS)
def test_the_plugin_is_imported_with_nothing_else_of_ours(tmp_path: Path, python: str) -> None:
    project = Project.made(tmp_path, "")
    ours = "sorted(name for name in sys.modules if name.partition('.')[0] in {'through_codemod', 'libcst', 'typer'})"
    done = project.run(python, "-c", f"import sys, through_codemod.trace; print({ours})")
    assert done.stdout == "['through_codemod', 'through_codemod.trace']\n", done.stderr


class Slotted:
    __slots__ = ()

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec:
        return ModuleSpec(name, None if path else self)  # type: ignore[arg-type]

    def exec_module(self, module: object) -> None:
        pass


def test_finders_and_loaders_of_other_kinds_find_and_load_as_they_do(monkeypatch: pytest.MonkeyPatch) -> None:
    for path in (None, ["somewhere"]):
        waiting = _Waiting("trace.json")
        monkeypatch.setattr(sys, "meta_path", [waiting, object(), Slotted()])
        assert waiting.find_spec("json") is None
        spec = waiting.find_spec(DESCRIPTORS, path)
        assert (spec.name, waiting in sys.meta_path) == (DESCRIPTORS, False)


# The file and its parts


def written(number: int, digest: str = "d", count: int = 1, **fields: object) -> str:
    write = Write(
        "a.py", number, None, None, None, "add", "members", "c.C.members", "forward", "c.M", "c.C", (), (), None
    )
    return json.dumps({**write._asdict(), "sha256": digest, "count": count, **fields})


def whole(*lines: str) -> str:
    return f'{{"through-codemod trace": {FORMAT}, "writes": [{",".join(lines)}]}}'


def counts(recorded: Recorded) -> dict[int, int]:
    return {write.line: count for write, count in recorded.counts.items()}


def test_the_file_and_the_parts_beside_it_are_read_and_gathered(tmp_path: Path) -> None:
    path = tmp_path / "trace.json"
    path.write_text(whole(written(1), written(2)))
    (tmp_path / "trace.json.7.part").write_text(written(2, count=3) + "\n" + written(3) + "\n" + written(4)[:50])
    (tmp_path / "other.json.7.part").write_text(written(9))
    for _ in range(2):
        assert counts(read_trace(str(path))) == {1: 1, 2: 4, 3: 1}
        gather(str(path))
        assert sorted(entry.name for entry in tmp_path.iterdir()) == ["other.json.7.part", "trace.json"]


def test_where_no_file_can_be_locked_the_parts_stay_and_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "fcntl", None)
    path = tmp_path / "trace.json"
    for part in ("7", "8"):
        (tmp_path / f"trace.json.{part}.part").write_text(written(2) + "\n")
    gather(str(path))
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["trace.json.7.part", "trace.json.8.part"]
    assert counts(read_trace(str(path))) == {2: 2}


def test_a_part_of_a_source_that_changed_takes_the_place_of_what_the_file_says(tmp_path: Path) -> None:
    path = tmp_path / "trace.json"
    path.write_text(whole(written(1), written(2)))
    (tmp_path / "trace.json.7.part").write_text(written(5, "other") + "\n")
    recorded = read_trace(str(path))
    assert (counts(recorded), recorded.digests) == ({5: 1}, {"a.py": "other"})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not a trace"),
        ("[]", "not a trace"),
        ("[" * 100_000, "not a trace"),
        ("{}", "not a trace"),
        ('{"through-codemod trace": 2, "writes": []}', "of format 2"),
        ('{"through-codemod trace": 1}', "a broken trace"),
        (whole("1"), "a broken trace"),
        (whole("{}"), "a broken trace"),
        (whole(written(1, file=None)), "a broken trace"),
        (whole(written(1, line="1")), "a broken trace"),
        (whole(written(1, count=None)), "a broken trace"),
        (whole(written(1, arguments=[1])), "a broken trace"),
        (whole(written(1, by=1)), "a broken trace"),
        (whole(written(1, method="all")), "a broken trace"),
        (whole(written(1, file="a\0.py")), "a broken trace"),
    ],
)
def test_what_is_no_trace_is_told(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "trace.json"
    path.write_text(text)
    with pytest.raises(TraceError, match=said) as caught:
        read_trace(str(path))
    assert str(caught.value).startswith(f"{path}: ")
    (tmp_path / "trace.json.7.part").write_text(written(5))
    with pytest.raises(TraceError):
        gather(str(path))
    assert path.read_text() == text
