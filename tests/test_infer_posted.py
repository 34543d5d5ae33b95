"""Does the inference know what a request of REST framework brings along, and only where nothing else is put into it?"""

from __future__ import annotations

import json
import textwrap
from pathlib import Path

import pytest
from command_line import through_codemod
from inferred import check

HEAD = """
from rest_framework import serializers
from rest_framework.response import Response
from app.helpers import *
from app.odd import *
from school.models import Course, Student
class EnrolSerializer(serializers.ModelSerializer):
    class Meta:
        model = Course
"""
HELPERS = """
from school.models import Course, Student
def read(data):
    return data["course"]
def change(data):
    data["course"] = Course.objects.first()
"""
ODD = """
from rest_framework import serializers
from school.models import Course
class Changing(serializers.Serializer):
    def run_validation(self, data):
        data["course"] = Course.objects.first()
        return super().run_validation(data)
class Keeping(serializers.Serializer):
    def keep(self):
        self.initial_data["course"] = Course.objects.first()
"""
FILES = {"app/__init__.py": "", "app/helpers.py": HELPERS, "app/odd.py": ODD}

KNOWN = {
    "what is in it": """
        def view(request, pk):
            request.data  # -> Json
            request.data["course"]  # -> Json
            request.data["courses"][0]["id"]  # -> Json
            request.data.get("course")  # -> Json
            request.data.get("course", None)  # -> Json | None
            request.data.get("course", Course())  # -> Course | Json
            request.data.pop("course", unheard_of)  # -> ? | Json
            request.data.getlist("courses")  # -> Json
            int(request.data["course"])  # -> literal
            list(request.data["courses"])  # -> list[Json]
            request.query_params["course"]  # -> literal
            request.query_params.getlist("course")  # -> list[literal]
            for item in request.data["items"]:
                item.get("id")  # -> Json
            for name, item in request.data.items():
                item["id"]  # -> Json
            first, *rest = request.data["items"]
            first  # -> Json
        """,
    "a method of a view": """
        class EnrolView:
            def post(self, request):
                data = self.request.data
                data["course"]  # -> Json
                request.data["course"]  # -> Json
        """,
    "what only reads it": """
        def view(request):
            serializer = EnrolSerializer(data=request.data)
            read(request.data)
            print(request.data)
            request.data["course"]  # -> Json
            return Response(request.data)
        """,
    "keys that are put in": """
        def view(request):
            request.data["owner"] = request.user.pk
            request.data.update(name="x")
            request.data["course"]  # -> Json
        def other(request):
            data = request.data.copy()
            data["owner"] = 7
            data["course"]  # -> Json
        """,
}
UNKNOWN = {
    "an instance that is put in": """
        def view(request):
            request.data["student"] = Student.objects.first()
            request.data["student"]  # -> ?
        """,
    "by another name": """
        def view(request):
            data = request.data
            data["student"] = Student.objects.first()
            data["student"]  # -> ?
        """,
    "in what lies in it": """
        def view(request):
            data = request.data
            for item in data["items"]:
                item["student"] = Student.objects.first()
            data["items"]  # -> ?
        """,
    "by a function": """
        def view(request):
            change(request.data)
            request.data["course"]  # -> ?
        """,
    "by a serializer": """
        def view(request):
            Changing(data=request.data).is_valid()
            request.data["course"]  # -> ?
        """,
    "by a serializer that keeps it": """
        def view(request):
            Keeping(data=request.data).keep()
            request.data["course"]  # -> ?
        """,
    "by a serializer of another library": """
        from registration import RegisterSerializer
        class Register(RegisterSerializer, serializers.Serializer):
            pass
        def view(request):
            Register(data=request.data)
            request.data["course"]  # -> ?
        """,
    "something else in its place": """
        def view(request):
            request.data = {"course": Course.objects.first()}
            request.data["course"]  # -> ?
        """,
    "no request of a view": """
        def helper(course, student, request):
            request.data["course"]  # -> ?
        def other(response):
            response.data["course"]  # -> ?
        """,
}
ELSEWHERE = {
    "put in": "def mix(request):\n    request.data['course'] = 1",
    "put in with others": "def mix(self):\n    self.request.data.update(course=course)",
    "made anew": "def middleware(request):\n    request.data = load(request)",
    "set by its name": "def middleware(request):\n    setattr(request, 'data', load(request))",
    "changed by a serializer": "class S(Base):\n    def to_internal_value(self, data):\n        data['c'] = load()\n",
}


@pytest.mark.parametrize("source", [*KNOWN.values(), *UNKNOWN.values()], ids=[*KNOWN, *UNKNOWN])
def test_the_data_of_requests(source: str, tmp_path: Path) -> None:
    check(HEAD + textwrap.dedent(source), tmp_path, FILES)


@pytest.mark.parametrize("elsewhere", ELSEWHERE.values(), ids=ELSEWHERE)
def test_what_other_files_do_to_it(elsewhere: str, tmp_path: Path) -> None:
    source = 'def view(request):\n    request.data["course"]  # -> ?\n'
    check(HEAD + source, tmp_path, {**FILES, "app/mixins.py": elsewhere})


MODELS = """
from django.db import models
class Student(models.Model):
    pass
class Course(models.Model):
    students = models.ManyToManyField(Student, through="Enrollment")
class Enrollment(models.Model):
    course = models.ForeignKey(Course, models.CASCADE)
    student = models.ForeignKey(Student, models.CASCADE{null})
    class Meta:
        unique_together = [("course", "student")]
"""
VIEWS = """
from app.models import Course
def view(request, pk):
    course = Course.objects.get(pk=pk)
    course.students.{call}
"""


@pytest.mark.parametrize(
    ("call", "null", "kind"),
    [
        ('add(request.data["student"])', "", "key"),
        ('add(*request.data["students"])', "", "key"),
        ('set(request.POST["students"])', "", "key"),
        ('set(request.data.get("students", []))', "", "key"),
        ('add(request.data["student"])', ", null=True", "unknown"),
    ],
)
def test_it_holds_keys(call: str, null: str, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Null, which JSON may say, is no key where the column takes it."""
    files = {"settings.py": 'INSTALLED_APPS = ["app"]', "app/__init__.py": ""}
    files |= {"app/models.py": MODELS.format(null=null), "app/views.py": VIEWS.format(call=call)}
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    (finding,) = json.loads(through_codemod("check", ".", "--static", "--output-format", "json").output)["findings"]
    assert finding["arguments"] == [kind]
    assert ("getattr" in finding["replacement"]) == (kind == "unknown")
