"""A project whose tests write through accessors in every way that a run can show, for each Django and Python."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from through_codemod.trace import Recorded, read_trace

CHECKOUT = Path(__file__).parent.parent
TRACE = "through-trace.json"

FILES = {
    "manage.py": """
        import multiprocessing, os, sys

        if __name__ == "__main__":
            if "START" in os.environ:
                multiprocessing.set_start_method(os.environ["START"])
            os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
            from django.core.management import execute_from_command_line
            execute_from_command_line(sys.argv)
    """,
    "settings.py": """
        SECRET_KEY = "x"
        INSTALLED_APPS = ["clubs"]
        DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
        DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
        USE_TZ = True
    """,
    "conftest.py": """
        import os

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", run_syncdb=True, verbosity=0)
    """,
    "clubs/__init__.py": "",
    "clubs/models.py": """
        from django.db import models

        class Person(models.Model):
            name = models.CharField(max_length=50)

        class Club(models.Model):
            name = models.CharField(max_length=50)
            members = models.ManyToManyField(Person, through="Membership", related_name="clubs")
            plain = models.ManyToManyField(Person, related_name="+")

        class Band(models.Model):
            name = models.CharField(max_length=50)
            members = models.ManyToManyField(Person, through="Playing", related_name="bands")

        class Membership(models.Model):
            club = models.ForeignKey(Club, on_delete=models.CASCADE)
            person = models.ForeignKey(Person, on_delete=models.CASCADE)

            class Meta:
                unique_together = [("club", "person")]

        class Playing(models.Model):
            band = models.ForeignKey(Band, on_delete=models.CASCADE)
            person = models.ForeignKey(Person, on_delete=models.CASCADE)

            class Meta:
                unique_together = [("band", "person")]
    """,
}


@dataclass(frozen=True, slots=True)
class Project:
    """A small Django project in a folder."""

    folder: Path
    python: str = sys.executable

    @classmethod
    def made(cls, folder: Path, tests: str, python: str = sys.executable) -> Project:
        """Write the project with `tests` as its `clubs/test_clubs.py`."""
        for name, text in {**FILES, "clubs/test_clubs.py": tests}.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(_left(text), "utf-8")
            os.utime(path, (1, 1))  # older than any process
        return cls(folder, python)

    def write(self, name: str, text: str) -> None:
        """Write one more file."""
        (self.folder / name).write_text(_left(text), "utf-8")
        os.utime(self.folder / name, (1, 1))

    def run(self, *command: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a command in the folder."""
        env = {
            name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "PYTEST_", "THROUGH_"))
        }
        env |= {"PYTHONPATH": str(CHECKOUT), "PYTHONDONTWRITEBYTECODE": "1", **environment}
        return subprocess.run(command, cwd=self.folder, env=env, capture_output=True, text=True, check=False)

    def trace(self, *command: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run `through-codemod trace -- COMMAND` with the project's interpreter as the command's first word."""
        ours = (sys.executable, "-m", "through_codemod", "trace", "--")
        return self.run(*ours, self.python, *command, **environment)

    def through_codemod(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the tool."""
        return self.run(sys.executable, "-m", "through_codemod", *arguments, "--python", self.python)

    def recorded(self) -> Recorded:
        """Return what the trace holds."""
        return read_trace(str(self.folder / TRACE))

    def lines(self) -> Sequence[tuple[str, int, str, str, tuple[str, ...], int]]:
        """Return file, line, method, receiver, kinds of arguments and count of each kind of write, sorted."""
        return sorted(
            (write.file, write.line, write.method, write.receiver, write.arguments, count)
            for write, count in self.recorded().counts.items()
        )


def _left(text: str) -> str:
    from textwrap import dedent

    return dedent(text).lstrip("\n")
