"""Is what a class's body defines not taken for known where code outside of the class puts something else there?"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from inferred import check

from through_codemod.infer.files import Files

MODELS = """
from django.db import models
class Course(models.Model):
    def newest(self):
        return Course.objects.first()
    @property
    def oldest(self):
        return Course.objects.last()
class Club(models.Model):
    def newest(self):
        return Club.objects.first()
"""
SOURCE = """
from school.models import Club, Course
{0}
class Work:
    def made(self):
        return Course.objects.first()
def view(course: Course, club: Club, work: Work):
    course.newest()  # -> {1}
    course.oldest  # -> {2}
    club.newest()  # -> Club
    work.made()  # -> {3}
"""
HEAD = "from unheard_of import get\nfrom school.models import Club, Course\n"
ELSEWHERE = {
    "nothing": ("Course.newest()", "Course", "Course", "Course"),
    "a method": ("Course.newest = get", "? | Course", "Course", "Course"),
    "by the module": ("from school import models\nmodels.Course.newest = get", "? | Course", "Course", "Course"),
    "when the app is ready": (
        "class A:\n    def ready(self):\n        Course.oldest = get",
        "Course",
        "? | Course",
        "Course",
    ),
    "by a text": ("setattr(Course, 'newest', get)", "? | Course", "Course", "Course"),
    "by Django": ("Course.add_to_class('newest', get)", "? | Course", "Course", "Course"),
    "by a class of its name": ("Course = get()\nCourse.newest = get", "? | Course", "Course", "Course"),
    "of a plain class": ("from app.views import Work\nWork.made = get", "Course", "Course", "? | Course"),
    "of something else": ("class Other:\n    pass\nOther.newest = Other.made = get", "Course", "Course", "Course"),
    "under another name": ("Course.newest_of = get", "Course", "Course", "Course"),
}


@pytest.mark.parametrize(("text", "newest", "oldest", "made"), ELSEWHERE.values(), ids=ELSEWHERE)
def test_what_another_file_sets(text: str, newest: str, oldest: str, made: str, tmp_path: Path) -> None:
    files = {"school/models.py": MODELS, "school/__init__.py": "", "app/__init__.py": "", "app/more.py": HEAD + text}
    check(SOURCE.format("", newest, oldest, made), tmp_path, files)


def test_a_project_that_lies_in_a_folder_of_tests(tmp_path: Path) -> None:
    files = {"school/models.py": MODELS, "school/__init__.py": "", "app/more.py": f"{HEAD}Course.newest = get\n"}
    check(SOURCE.format("", "? | Course", "Course", "Course"), tmp_path / "tests", files)


def test_what_tests_set(tmp_path: Path) -> None:
    """A test puts it back, and what it calls itself is what it has put there."""
    files = {"school/models.py": MODELS, "school/__init__.py": "", "app/test_it.py": f"{HEAD}Course.newest = get\n"}
    check(SOURCE.format("", "Course", "Course", "Course"), tmp_path, files)
    source = SOURCE.format("Course.newest = get", "? | Course", "Course", "Course")
    check(source, tmp_path, {"school/models.py": MODELS}, "app/test_more.py")


def test_what_the_texts_of_files_tell(tmp_path: Path) -> None:
    texts = {
        "more.py": "\nCourse.\ufb01rst = get\n",  # Python reads the ligature as two letters
        "tests/more.py": "\nCourse.first = get\n",
        "called.py": "setattr(Course, 'first', get)",
        "heir.py": "from school.models import Course as Base\nclass More(Base): ...",
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    more, _, called, heir = listed = [str(tmp_path / name) for name in texts]
    files = Files(tmp_path)
    files.listing = lambda: listed
    assert files.setting("first") == {more, called}
    assert files.inheriting("Course") == {heir}
    assert files.put(more, b"class More(Course): ...")
    assert not files.put(called, b"setattr(Course, 'first', other)")
    assert files.setting("first") == {called}
    assert files.inheriting("Course") == {heir, more}


def test_a_text_that_has_been_seen_is_not_read_again(tmp_path: Path) -> None:
    files = Files(tmp_path)
    files.listing = lambda: ["more.py"]
    files.seen = {"more.py": b"class More(Course): ..."}
    assert files.inheriting("Course") == {os.path.abspath("more.py")}


def test_texts_for_which_there_is_no_room_are_read_twice_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    monkeypatch.setattr("through_codemod.infer.files.held", lambda path: read.append(path) or b"class More(Club): ...")
    files = Files()
    files.listing = lambda: ["more.py"]
    files._texts.room = 0
    found = [files.inheriting(name) for name in ("Course", "Club", "Student")]
    assert found == [frozenset(), {os.path.abspath("more.py")}, frozenset()]
    assert len(read) == 2


def test_what_the_file_sets_on_one(tmp_path: Path) -> None:
    files = {"school/models.py": MODELS, "school/__init__.py": ""}
    text = "def prepare(course: Course):\n    course.newest = get"
    check(SOURCE.format(text, "? | Course", "Course", "Course"), tmp_path, files)


@pytest.mark.parametrize("path", ["app/views.py", "app/test_views.py"])
@pytest.mark.parametrize("text", ["setattr(Course, 'newest', get)", "Course.add_to_class('newest', get)"])
def test_what_the_file_itself_sets_by_a_text(text: str, path: str, tmp_path: Path) -> None:
    files = {"school/models.py": MODELS, "school/__init__.py": ""}
    check(SOURCE.format(text, "? | Course", "Course", "Course"), tmp_path, files, path)
