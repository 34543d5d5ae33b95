"""Does the inference ask the callers of a function, and only where it sees them all?"""

from __future__ import annotations

import ast
import json
import textwrap
from pathlib import Path
from typing import Any

import pytest
from command_line import through_codemod
from inferred import check, inference, shown
from school_map import SCHOOL

from through_codemod.infer import Inference, Module, Modules
from through_codemod.infer.files import LEAST_NAMES, MOST_MENTIONS

HEAD = "from school.models import Course, Student, Club\n"

KNOWN = {
    "in the module": (
        """
        def enrol(course, student, *, grade=None):
            course.students  # -> Course.students
            student.courses  # -> Student.courses
            grade.students  # -> ?
        def view(request, pk):
            enrol(Course.objects.get(pk=pk), student=Student.objects.first())
        for course in Course.objects.all():
            enrol(course, Student(), grade=None)
        """,
        {},
    ),
    "in another module": (
        """
        def enrol(course):
            course.students  # -> Course.students
        def helper(course):
            course.students  # -> Course.students
        """,
        {
            "app/__init__.py": "",
            "app/one.py": """
                from app.views import enrol as add, helper
                from school.models import Course
                add(Course())
                helper(Course())
                """,
            "app/two.py": """
                from app import views
                from school.models import Course
                def more(pk):
                    for course in Course.objects.all():
                        views.enrol(course)
                """,
            "app/tests.py": """
                from unittest.mock import patch
                @patch("app.views.helper")
                def test_it(mocked):
                    pass
                """,
        },
    ),
    "an annotation that does not say what is in it": (
        """
        from typing import Any
        def enrol(context: dict, courses: list, options: dict[str, Any]):
            context["course"].students  # -> Course.students
            for course in courses:
                course.students  # -> Course.students
            options["club"].students  # -> ?
        def view(request, pk):
            context = {"course": Course.objects.get(pk=pk)}
            enrol(context, [Course()], request.GET)
        """,
        {},
    ),
    "an annotation that says a key": (
        """
        def enrol(pk: int, keys: list[int], others: list[str], *more: int, said: str = "1"):
            pk  # -> key Student.id
            keys  # -> list(Student)
            others  # -> list[said key]
            more  # -> tuple(literal)
            said  # -> literal
        def view(request, others: list[str]):
            enrol(Student.objects.get().pk, [Student()], others, 3)
        """,
        {},
    ),
    "through several": (
        """
        def outer(course):
            inner(course)
        def inner(course):
            course.students  # -> Course.students
        outer(Course())
        """,
        {},
    ),
    "recursive": (
        """
        def walk(course, n):
            course.students  # -> Course.students
            if n:
                walk(course, n - 1)
        walk(Course(), 3)
        def even(course):
            odd(course)
        def odd(course):
            course.students  # -> Course.students
            even(course)
        even(Course())
        """,
        {},
    ),
    "methods": (
        """
        from django.test import TestCase
        class Tests(TestCase):
            def add(self, course):
                course.students  # -> Course.students
            def test(self):
                self.add(Course())
        class Service:
            def __init__(self, course):
                self.course = course
            def enrol(self):
                self.course.students  # -> Course.students
            @staticmethod
            def one(course):
                course.students  # -> Course.students
            @classmethod
            def two(cls, course):
                course.students  # -> Course.students
                return cls(course)
        def f(service: Service):
            Service(Course()).enrol()
            Service.one(Course())
            Service.two(course=Course())
        """,
        {},
    ),
    "private methods": (
        """
        class Service:
            def __enrol(self, course):
                course.students  # -> Course.students
            def run(self):
                self.__enrol(Course())
        """,
        {},
    ),
    "forms": (
        """
        from django import forms
        class EnrolForm(forms.Form):
            def __init__(self, *args, **kwargs):
                self.course = kwargs.pop("course")
                super(EnrolForm, self).__init__(*args, **kwargs)
            def enrol(self):
                self.course.students  # -> Course.students
        class CourseForm(forms.ModelForm):
            def __init__(self, student, *args, **kwargs):
                student.courses  # -> Student.courses
        def view(request):
            EnrolForm(request.POST, course=Course()).enrol()
            CourseForm(Student(), instance=unheard_of)
        """,
        {},
    ),
    "methods of decorated classes": (
        """
        import pytest
        from unittest import mock
        @pytest.mark.django_db
        class TestEnrolment:
            def enrol(self, course):
                course.students  # -> Course.students
            def test_it(self):
                self.enrol(Course())
        @mock.patch("app.views.other")
        class TestMocked:
            def enrol(self, course):
                course.students  # -> Course.students
            def test_it(self, mocked):
                self.enrol(Course())
        """,
        {},
    ),
    "several models": (
        """
        def add(to, student):
            to  # -> Club | Course
        add(Course(), Student())
        add(Club(), Student())
        """,
        {},
    ),
    "by atomic": (
        """
        from django.db import transaction
        @transaction.atomic
        def enrol(course):
            course.students  # -> Course.students
        enrol(Course())
        """,
        {},
    ),
    "by others that pass nothing": (
        """
        import reversion
        from django.test import override_settings
        from django.test.utils import override_settings as overriding
        from freezegun import freeze_time
        from elsewhere import task
        @freeze_time("2020-01-01")
        @override_settings(DEBUG=True)
        @overriding(DEBUG=False)
        @reversion.create_revision()
        def enrol(course):
            course.students  # -> Course.students
        @task
        def later(course):
            course.students  # -> ?
        enrol(Course())
        later(Course())
        """,
        {},
    ),
    "nested": (
        """
        def view(request):
            def enrol(course):
                course.students  # -> Course.students
            enrol(Course())
        """,
        {},
    ),
    "what heirs elsewhere set": (
        """
        class Mixin:
            def test(self):
                self.course.students  # -> Course.students
                self.made().members  # -> Club.members
                self.both  # -> Club | Course
                self.odd  # -> ? | Course
        """,
        {
            "app/__init__.py": "",
            "app/one.py": """
                from app.views import Mixin
                from django.test import TestCase
                from school.models import Club, Course
                class Base(Mixin, TestCase):
                    def setUp(self):
                        self.course = Course()
                    def made(self):
                        return Club()
                """,
            "app/two.py": """
                from app import one
                from app.views import Mixin
                from school.models import Club, Course
                class Below(one.Base):
                    both = Course()
                    odd = Course()
                class More(one.Base):
                    both = Club()
                class Other(Mixin):
                    odd = unheard_of
                    course = Course()
                    both = Club()
                    def made(self):
                        return Club()
                """,
        },
    ),
    "the one of that name": (
        """
        def enrol(course):
            course.students  # -> Course.students
        enrol(Course())
        """,
        {"app/other.py": "def enrol(course):\n    pass\nenrol(1)\nenrol"},
    ),
    "an action of an admin": (
        """
        from django.contrib import admin
        def enrol(modeladmin, request, queryset):
            queryset  # -> rows Course
        @admin.action(description="Close")
        def close(admin, request, courses):
            for course in courses:
                course.students  # -> Course.students
        enrol.short_description = "Enrol"
        class CourseAdmin(admin.ModelAdmin):
            actions = [enrol, close]
        admin.site.register(Course, CourseAdmin)
        """,
        {},
    ),
    "an action of an admin of a library": (
        """
        from django.contrib import admin
        from simple_history.admin import SimpleHistoryAdmin
        @admin.register(Course)
        class CourseAdmin(SimpleHistoryAdmin):
            @admin.action(description="Close")
            def close(self, request, queryset):
                for course in queryset:
                    course.students  # -> Course.students
            def save_related(self, request, form, formsets, change):
                form.instance.students  # -> Course.students
        """,
        {},
    ),
    "an action of admins elsewhere": (
        """
        def enrol(modeladmin, request, queryset):
            queryset.first().students  # -> Course.students
        """,
        {
            "app/__init__.py": "",
            "app/admin.py": """
                from django.contrib import admin
                from app import views
                from app.views import enrol
                from school.models import Course
                @admin.register(Course)
                class CourseAdmin(admin.ModelAdmin):
                    actions = (enrol,)
                class Other(admin.ModelAdmin):
                    actions = [views.enrol]
                admin.site.register(Course, Other)
                """,
        },
    ),
}

UNKNOWN = {
    **{
        f"an action that {how}": f"""
        from django.contrib import admin
        def enrol(modeladmin, request, queryset):
            queryset.first().students  # -> ?
        @admin.register(Course)
        class CourseAdmin(admin.ModelAdmin):
            actions = [enrol]
        {more}
        """
        for how, more in {
            "is every admin's": "admin.site.add_action(enrol)",
            "is handed on": "others = [enrol]",
            "an admin of nothing has as well": "class Other(admin.ModelAdmin): actions = [enrol]",
            "another class has as well": "class Other: actions = [enrol]",
            "an admin takes from another": "class Other(admin.ModelAdmin): actions = CourseAdmin.actions + []",
            "has another name": "from app.views import enrol as act",
        }.items()
    },
    "an action of no admin": """
        def enrol(modeladmin, request, queryset):
            queryset.first().students  # -> ?
        class Queue:
            actions = [enrol]
        """,
    "nobody calls it": "def enrol(course):\n    course.students  # -> ?",
    "somebody passes something unknown": """
        def enrol(course):
            course.students  # -> ? | Course.students
        enrol(Course())
        enrol(unheard_of)
        """,
    "handed on": """
        def enrol(course):
            course.students  # -> ? | Course.students
        enrol(Course())
        callbacks = [enrol]
        """,
    "a thread's": """
        from threading import Thread
        def enrol(course):
            course.students  # -> ? | Course.students
        enrol(Course())
        Thread(target=enrol, args=[1])
        """,
    "a task": """
        from celery import shared_task
        @shared_task
        def enrol(course):
            course.students  # -> ?
        enrol(Course())
        """,
    "called later": """
        def enrol(course):
            course.students  # -> ? | Course.students
        enrol(Course())
        enrol.delay(1)
        """,
    "named in a string": """
        def enrol(course):
            course.students  # -> ?
        enrol(Course())
        run("app.views.enrol", 1)
        """,
    "a view's": """
        from django.views import View
        class Enrol(View):
            def post(self, course):
                course.students  # -> ?
            def call(self):
                self.post(Course())
        """,
    "a method of something unknown": """
        class Service:
            def enrol(self, course):
                course.students  # -> ? | Course.students
        Service().enrol(Course())
        def f(x):
            x.enrol(1)
            x.enrol(unheard_of)
        """,
    "a class that a decorator hands on": """
        from somewhere import registered
        @registered("x")
        class Service:
            def enrol(self, course):
                course.students  # -> ?
        Service().enrol(Course())
        """,
    "a hook of a model's manager": """
        from django.db import models
        class Rows(models.Manager):
            def create(self, course):
                course.students  # -> ?
        Rows().create(Course())
        """,
    "a private method from outside": """
        class Service:
            def __enrol(self, course):
                course.students  # -> ?
            def run(self):
                self.__enrol(Course())
        def f(x):
            x._Service__enrol(unheard_of)
        """,
    "a form that a view makes": """
        from django import forms
        from formviews import FormView
        class EnrolForm(forms.Form):
            def __init__(self, course, *args):
                course.students  # -> ? | Course.students
        EnrolForm(Course())
        class EnrolView(FormView):
            form_class = EnrolForm
        """,
    "a view that Django makes": """
        from django.views import View
        class EnrolView(View):
            def __init__(self, course):
                course.students  # -> ?
        EnrolView(Course())
        """,
    "a class with heirs": """
        class Service:
            def __init__(self, course):
                course.students  # -> ? | Course.students
        class Below(Service):
            pass
        Service(Course())
        Below(unheard_of)
        """,
    "a class whose heirs are looked up": """
        class Service:
            def __init__(self, course):
                course.students  # -> ?
        class Below(Service):
            pass
        Below(Course())
        for kind in Service.__subclasses__():
            kind(Club())
        """,
    "a class that looks up its heirs": """
        class Service:
            def __init__(self, course):
                course.students  # -> ?
            @classmethod
            def each(cls):
                return [kind(Club()) for kind in cls.__subclasses__()]
        class Below(Service):
            pass
        Below(Course())
        """,
    "starred": """
        def enrol(course):
            course.students  # -> ?
        enrol(*unheard_of)
        enrol(Course())
        """,
    "a test's own": """
        def test_it(course):
            course.students  # -> ?
        test_it(Course())
        """,
    "a lambda's": """
        enrol = lambda course: course.students  # course.students -> ?
        enrol(Course())
        """,
}


@pytest.mark.parametrize(("source", "files"), KNOWN.values(), ids=KNOWN.keys())
def test_known(source: str, files: dict[str, str], tmp_path: Path) -> None:
    check(HEAD + textwrap.dedent(source), tmp_path, {**files, "app/views.py": HEAD + textwrap.dedent(source)})


@pytest.mark.parametrize("source", UNKNOWN.values(), ids=UNKNOWN.keys())
def test_unknown(source: str, tmp_path: Path) -> None:
    source = HEAD + textwrap.dedent(source)
    check(source, tmp_path, {"app/views.py": source})


MODELS = """
    from django.db import models
    class Student(models.Model):
        pass
    class Course(models.Model):
        students = models.ManyToManyField(Student, through="Enrollment")
    class Club(models.Model):
        students = models.ManyToManyField(Student)
    class Enrollment(models.Model):
        course = models.ForeignKey(Course, models.CASCADE)
        student = models.ForeignKey(Student, models.CASCADE)
        class Meta:
            unique_together = [("course", "student")]
    """
WORK = "def enrol(course, student):\n    course.students.add(student)\n"
CALLS = """from app.models import *
from app.work import enrol
def f(pk):
    enrol(Course.objects.get(pk=pk), Student())
"""


@pytest.mark.parametrize("paths", [["."], ["app/work.py"]])
@pytest.mark.parametrize(("more", "applicability"), [("", "safe"), ("    enrol(Club(), Student())\n", "left")])
def test_a_project(
    paths: list[str], more: str, applicability: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The callers are looked for in all of the project, whichever files the run is about."""
    (finding,) = findings({"app/work.py": WORK, "app/calls.py": CALLS + more}, paths, tmp_path, monkeypatch)
    assert finding["applicability"] == applicability
    if applicability == "safe":
        assert finding["known_by"] == "what all callers pass for course <- Course.objects.get(...)"
        assert finding["arguments"] == ["instance"]


@pytest.mark.parametrize(
    ("calls", "applicability", "kind"),
    [
        ("", "unsafe", "key"),
        ("    enrol(Course.objects.get(pk=pk), [student.pk for student in Student.objects.all()])", "safe", "key"),
        ("    enrol(Course.objects.get(pk=pk), list(Student.objects.all()))", "safe", "instance"),
        ("    enrol(Course.objects.get(pk=pk), pk)", "unsafe", "key"),
    ],
)
@pytest.mark.parametrize(("verb", "star"), [("set", ""), ("add", "*"), ("remove", "*")])
def test_an_annotation_is_no_proof_of_keys(
    calls: str,
    applicability: str,
    kind: str,
    verb: str,
    star: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    work = f"def enrol(course: Course, ids: list[int]):\n    course.students.{verb}({star}ids)\n"
    work = f"from app.models import Course\n{work}"
    called = f"from app.models import *\nfrom app.work import enrol\ndef f(pk):\n    pass\n{calls}\n"
    (finding,) = findings({"app/work.py": work, "app/calls.py": called}, ["."], tmp_path, monkeypatch)
    assert finding["applicability"] == ("safe" if verb == "remove" else applicability)
    assert finding["arguments"] == [kind]
    assert [caveat["name"] for caveat in finding["caveats"]] == ["argument-kind"] * (finding["applicability"] != "safe")


def findings(
    files: dict[str, str], paths: list[str], root: Path, monkeypatch: pytest.MonkeyPatch
) -> list[dict[str, Any]]:
    """Return what `check` says of a project with these files beside its models."""
    around = {
        "settings.py": 'INSTALLED_APPS = ["app"]',
        "app/__init__.py": "",
        "app/models.py": textwrap.dedent(MODELS),
    }
    for name, text in {**around, **files}.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text)
    monkeypatch.chdir(root)
    done = through_codemod("check", *paths, "--static", "--output-format", "json")
    found: list[dict[str, Any]] = json.loads(done.output)["findings"]
    return found


UNSEEN = {
    "a file that cannot be parsed": "from app.work import enrol\nenrol(Club(), 1\n",
    "its name, given to getattr": "from app import work\ngetattr(work, 'enrol')(Club(), 1)\n",
    "its name, in the module's dictionary": "from app import work\nvars(work)['enrol'](Club(), 1)\n",
    "a computed name": "from app import work\ndef f(name):\n    getattr(work, name)(Club(), 1)\n",
    "a computed name, behind another": "from app import work as w\ndef f(n):\n    getattr(w, n)(Club(), 1)\n",
    "a computed name of all": "from app.work import *\ndef f(name):\n    globals()[name](Club(), 1)\n",
    "a computed name, of a module among many": "from app import (  # all (of it)\n    models,\n    work,\n)\n"
    "def f(name):\n    getattr(work, name)(Club(), 1)\n",
    "a computed name, of a module by its whole name": "import app.work\ndef f(name):\n"
    "    getattr(app.work, name)(Club(), 1)\n",
    "a computed name, of a module that another one holds": "import app.work\nwork = app.work\ndef f(name):\n"
    "    getattr(work, name)(Club(), 1)\n",
    "a computed name, of a module among everything": "from app import *\ndef f(name):\n"
    "    getattr(work, name)(Club(), 1)\n",
    "a name that begins with a text": "from app import work\ndef f(n):\n    getattr(work, 'en' + n)(Club(), 1)\n",
    "a name that is put into a text": "from app import work\ndef f(n):\n    getattr(work, 'en%s' % n)(Club(), 1)\n",
    "a computed name, by getattr as something else": "from app import work\nread = getattr\n"
    "def f(n):\n    read(work, 'en' + n)(Club(), 1)\n",
    "a computed name, of a module that is loaded": "import importlib\ndef f(n, app):\n"
    "    getattr(importlib.import_module(f'{app}.work'), n)(Club(), 1)\n",
    "a computed name, in what is loaded already": "import sys\nheld = sys.modules['app.work']\n"
    "def f(n):\n    vars(held)[n](Club(), 1)\n",
    "a computed path": "from django.utils.module_loading import import_string\n"
    "def f(n):\n    import_string(f'app.work.{n}')(Club(), 1)\n",
    "a computed name of all, called later": "from app.work import *\ndef f(n):\n"
    "    found = globals()[n]\n    found(Club(), 1)\n",
    "all names by another one": "from app.work import *\nnames = globals()\ndef f(n):\n    names[n](Club(), 1)\n",
    "all that is in the module": "import inspect, app.work\n[f(Club(), 1) for _, f in inspect.getmembers(app.work)]\n",
    "a module that is loaded": "import importlib\nimportlib.import_module('app.work').enrol(Club(), 1)\n",
    "a module that makes it when asked": "from app.lazy import enrol\nenrol(Club(), 1)\n",
    "another name": "from app.again import add_them\nadd_them(Club(), 1)\n",
    "another name, behind the module": "from app import again\nagain.add_them(Club(), 1)\n",
    "its name in wide letters": "from app.work import \uff45nrol\n\uff45nrol(Club(), 1)\n",
    "another name in wide letters": "from app.work import enrol as \uff41dd_all\nadd_all(Club(), 1)\n",
    "the module by another path": "from project.app.work import enrol\nenrol(Club(), 1)\n",
    "its path": "load('app.work.enrol')(Club(), 1)\n",
    "its path, as of an entry point": "load('app.work:enrol')(Club(), 1)\n",
    "its path, from beside": "load('work:enrol')(Club(), 1)\n",
    "its path, where it is imported": "from app.work import enrol\nload('app.more:enrol')(Club(), 1)\n",
    "the module from beside": "import work\nwork.enrol(Club(), 1)\n",
}


@pytest.mark.parametrize("caller", UNSEEN.values(), ids=UNSEEN.keys())
def test_callers_by_other_ways(caller: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A caller that reaches the function by another way than its name is no reason to think that there is none."""
    files = {
        "settings.py": 'INSTALLED_APPS = ["app"]',
        "app/__init__.py": "",
        "app/models.py": textwrap.dedent(MODELS),
        "app/work.py": WORK,
        "app/calls.py": CALLS,
        "app/again.py": "from app.work import enrol as add_them\n",
        "app/lazy.py": "from importlib import reload\ndef __getattr__(name):\n    return reload(name)\n",
        "app/more.py": f"from app.models import Club\n{caller}",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    done = through_codemod("check", "app/work.py", "--static", "--output-format", "json")
    (finding,) = json.loads(done.output)["findings"]
    assert finding["applicability"] == "left"


@pytest.mark.parametrize(
    "text",
    [
        "def f(work, name):\n    getattr(work, name)(Club(), 1)\n",
        "def f(self, name):\n    getattr(self.work, name)(Club(), 1)\n",
        "from app.views import works\nfor work in works():\n    print(dir(work), work.__dict__)\n",
        "reverse('app:enrol')\n",
        "success_url = 'clubs:enrol'\n",
    ],
)
def test_what_has_the_name_of_the_module(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {
        "settings.py": 'INSTALLED_APPS = ["app"]',
        "app/__init__.py": "",
        "app/models.py": textwrap.dedent(MODELS),
        "app/work.py": WORK,
        "app/calls.py": CALLS,
        "app/more.py": f"from app.models import Club\n{text}",
    }
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content)
    monkeypatch.chdir(tmp_path)
    done = through_codemod("check", "app/work.py", "--static", "--output-format", "json")
    (finding,) = json.loads(done.output)["findings"]
    assert finding["known_by"].startswith("what all callers pass for course")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("found = globals()[name]; found(course)", "?"),
        ("names = globals()\n    names[name](course)", "?"),
        ("vars(sys.modules[__name__])[name](course)", "?"),
        ("sys.modules[__name__].__dict__[name](course)", "?"),
        ("eval(name)(course)", "?"),
        ("exec(name, {'course': course})", "?"),
        ("globals()['other'] = 1", "Course.students"),
        ("model.exec(name)", "Course.students"),
        ("sys.modules[name] = 1", "Course.students"),
    ],
)
def test_functions_that_their_own_file_looks_up(line: str, expected: str, tmp_path: Path) -> None:
    source = f"""{HEAD}
import sys
def enrol(course):
    course.students  # -> {expected}
def f(model, name, course):
    enrol(Course())
    {line}
"""
    check(source, tmp_path)


HANDLERS = """
from django.contrib import admin
from django.db.models.signals import post_save
from app.models import Course
class CourseAdmin(admin.ModelAdmin):
    def save_model(self, request, obj, form, change):
        obj.students.add(1)
admin.site.register(Course, CourseAdmin)
def saved(sender, instance, **kwargs):
    instance.students.add(1)
post_save.connect(saved, sender=Course)
"""


@pytest.mark.parametrize(
    ("more", "admins", "signals"),
    [
        ("", "safe", "safe"),
        ("admin.site.register(Club, CourseAdmin)\n", "left", "safe"),
        ("class ClubAdmin(CourseAdmin):\n    pass\n", "left", "safe"),
        ("post_save.connect(saved, sender=Club)\n", "safe", "left"),
        ("post_save.connect(\n    saved,\n    sender=Club,\n)\n", "safe", "left"),
    ],
)
def test_what_other_files_register(
    more: str, admins: str, signals: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a framework passes is known of what one file registers, unless another registers the same for more."""
    files = {"settings.py": 'INSTALLED_APPS = ["app"]', "app/__init__.py": "", "app/models.py": textwrap.dedent(MODELS)}
    for name, text in {**files, "app/work.py": HANDLERS, "app/more.py": f"from app.work import *\n{more}"}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    done = through_codemod("check", "app/work.py", "--static", "--output-format", "json")
    found = json.loads(done.output)["findings"]
    assert [item["applicability"] for item in found] == [admins, signals]


@pytest.mark.parametrize(
    ("computed", "expected"),
    [
        ('getattr(self, f"add_{name}")(1)', "?"),
        ('getattr(self, "add_" + name)(1)', "?"),
        ('getattr(self, "add_%s" % name)(1)', "?"),
        ('getattr(self, "add_{}".format(name))(1)', "?"),
        ("method = getattr(self, name); method(1)", "?"),
        ('globals()["Serv" + name]()', "Course.students"),
        ('getattr(self, f"take_{name}")(1)', "Course.students"),
        ("print(getattr(self, name))", "Course.students"),
        ("getattr(self, name)()", "Course.students"),
        ("getattr(self, name)(1, 2, 3)", "Course.students"),
        ("getattr(self, name)(1, other=2)", "Course.students"),
        ("getattr(self, name)(course=1)", "?"),
        ("getattr(self, name)(*name)", "?"),
        ("getattr(self, name)(**name)", "?"),
        ("method = getattr(self, name); method()", "Course.students"),
        ("method = getattr(self, name); method(); method(1)", "?"),
    ],
)
def test_methods_by_computed_names(computed: str, expected: str, tmp_path: Path) -> None:
    source = f"""{HEAD}
class Service:
    def add_one(self, course):
        course.students  # -> {expected}
    def run(self, name):
        self.add_one(Course())
        {computed}
Service().run("one")
"""
    check(source, tmp_path, {"app/views.py": source})


@pytest.mark.parametrize("enough", [True, False])
def test_how_many_names_are_searched_for(enough: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Callers are asked for however many functions, as long as the files that are read for them are not too large."""
    names = [f"enrol_{number}" for number in range(LEAST_NAMES + 9)]
    if not enough:
        monkeypatch.setattr("through_codemod.infer.files.MOST_READ", 1)
    expected = ["Course.students" if enough or number < LEAST_NAMES else "?" for number in range(len(names))]
    source = "".join(
        f"def {name}(course):\n    course.students  # -> {what}\n" for name, what in zip(names, expected, strict=True)
    )
    calls = "".join(f"{name}(Course.objects.get())\n" for name in names)
    imports = f"from app.enrolling import {', '.join(names)}\nfrom school.models import Course\n"
    check(source, tmp_path, {"app/calls.py": imports + calls}, "app/enrolling.py")


def test_a_draft_of_a_file_does_not_stand_for_it(tmp_path: Path) -> None:
    """What a file imports from another is what that holds, also while callers are asked for a draft of the other."""
    files = {
        "app/made.py": """
            from school.models import Course
            def make():
                return Course.objects.get()
            """,
        "app/used.py": """
            from app.made import make
            def enrol(course):
                course.students
            enrol(make())
            """,
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(textwrap.dedent(text))
    modules = Modules([tmp_path], SCHOOL)
    modules.files.listing = lambda: [str(tmp_path / name) for name in files]
    draft = "def enrol(course):\n    course.students\n"  # `make` is blanked in it

    def asked(name: str, text: str, is_draft: bool) -> tuple[Inference, str]:
        tree = ast.parse(text)
        place = str(tmp_path / name)
        infer = Inference(Module.of(modules.name_of(place), place, tree, text.encode()), SCHOOL, modules, is_draft)
        return infer, shown(infer.asked(next(node for node in ast.walk(tree) if isinstance(node, ast.Attribute))))

    kept, nobody = asked("app/made.py", draft, is_draft=True)
    _, found = asked("app/used.py", (tmp_path / "app/used.py").read_text(), is_draft=False)
    assert (nobody, found) == ("?", "Course.students")
    kept.close()


ELSEWHERE = {
    "an heir": (
        "class Heir(Service):\n    def go(self, x):\n        getattr(self, f'_add_{x}')(Club())",
        "? | Course.students",
    ),
    "an heir, by any name": (
        "class Heir(Service):\n    def go(self, x):\n        getattr(self, x)(Club())",
        "? | Course.students",
    ),
    "a base": ("class Base:\n    def go(self, x):\n        getattr(self, '_add_' + x)(Club())", "? | Course.students"),
    "a base of an heir": (
        """
class Near:
    def go(self, x):
        getattr(self, '_add_%s' % x)(Club())
class Heir(Service, Near):
    pass
""",
        "? | Course.students",
    ),
    "an object": ("service = Service()\nmethod = getattr(service, name)\nmethod(Club())", "? | Course.students"),
    "an object, where there is such a method": (
        "method = getattr(Service(), name, None) or print\nmethod(Club())",
        "? | Course.students",
    ),
    "something unknown": ("def go(what, x):\n    getattr(what, '_add_{}'.format(x))(Club())", "? | Course.students"),
    "something unknown, by any name": ("def go(what, x):\n    getattr(what, x)(Club())", "? | Course.students"),
    "handed on": ("calls = [getattr(Service(), f'_add_{x}') for x in 'abc']", "? | Course.students"),
    "not called": ("print(getattr(Service(), name))", "Course.students"),
    "another name": ("getattr(Service(), f'_drop_{x}')(Club())", "Course.students"),
    "another end": ("getattr(Service(), f'_add_{x}_now')(Club())", "Course.students"),
    "another object": ("class Other:\n    pass\ngetattr(Other(), f'_add_{x}')(Club())", "Course.students"),
    "another model": ("getattr(Club(), f'_add_{x}')(Club())", "Course.students"),
    "a name that is written down": ("getattr(Service(), '_drop_one')(Club())", "Course.students"),
    "with room in front of the parenthesis": ("getattr (Service(), f'_add_{x}')(Club())", "? | Course.students"),
    "by an operator": ("methodcaller(f'_add_{x}', Club())(Service())", "? | Course.students"),
    "by an operator of its module": ("operator.attrgetter('_add_' + x)(what)(Club())", "? | Course.students"),
    "by an operator, another name": ("methodcaller(f'_drop_{x}', Club())(Service())", "Course.students"),
    "by an operator, any name": ("methodcaller(x, Club())(what)", "? | Course.students"),
    "by the method of every object": ("Service().__getattribute__('_add_' + x)(Club())", "? | Course.students"),
    "by the method of object": ("object.__getattribute__(Service(), '_add_' + x)(Club())", "? | Course.students"),
    "among all members": ("[one(Club()) for _, one in inspect.getmembers(Service())]", "? | Course.students"),
    "among all members of another": ("[one(Club()) for _, one in inspect.getmembers(Club())]", "Course.students"),
    "by its class's dictionary": ("vars(Service)['_add_' + x](Service(), Club())", "? | Course.students"),
    "by its class's attribute": ("Service.__dict__[f'_add_{x}'](Service(), Club())", "? | Course.students"),
    "by its class's attribute, another name": ("Service.__dict__[f'_drop_{x}'](Club())", "Course.students"),
    "in its class's dictionary": ("for one in vars(Service).values():\n    one(None, Club())", "? | Course.students"),
    "in an object's dictionary": ("for one in vars(Service()).values():\n    one(None, Club())", "Course.students"),
}


@pytest.mark.parametrize(("text", "expected"), ELSEWHERE.values(), ids=ELSEWHERE.keys())
def test_methods_that_another_file_calls_by_computed_names(text: str, expected: str, tmp_path: Path) -> None:
    base = "from app.more import Base\n" if "class Base" in text else "Base = object\n"
    source = f"""{HEAD}{base}
class Service(Base):
    def _add_one(self, course):
        course.students  # -> {expected}
    def run(self, name):
        self._add_one(Course())
"""
    head = HEAD if "class Base" in text else f"{HEAD}from app.views import Service\n"
    check(source, tmp_path, {"app/views.py": source, "app/__init__.py": "", "app/more.py": f"{head}{text}\n"})


def test_no_class_that_is_named_and_no_part_of_the_name(tmp_path: Path) -> None:
    source = f"""{HEAD}
class Service:
    def _add_one(self, course):
        course.students  # -> Course.students
    def run(self, name):
        self._add_one(Course())
"""
    check(source, tmp_path, {"app/views.py": source, "app/more.py": "def go(what, x):\n    getattr(what, x)(1)\n"})


def test_a_file_that_may_call_a_method_and_cannot_be_parsed(tmp_path: Path) -> None:
    source = f"""{HEAD}
class Service:
    def _add_one(self, course):
        course.students  # -> ? | Course.students
    def run(self, name):
        self._add_one(Course())
"""
    check(source, tmp_path, {"app/views.py": source, "app/more.py": "getattr(what, '_add_' + x)(1\n"})


AMBIGUOUS = "Course.students | manager Student"


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("", "Course.students"),
        ("class Below(Ours):\n    def enrol(self, one):\n        super().enrol(Club())", AMBIGUOUS),
        ("class Both(Mixin, Ours): pass", AMBIGUOUS),
        ("class Both(unseen.make(), Ours): pass", "?"),
    ],
)
def test_a_method_that_many_classes_have(more: str, expected: str, tmp_path: Path) -> None:
    source = f"""{HEAD}from app.base import Base
class Ours(Base):
    def enrol(self, one):
        one.students  # -> {expected}
"""
    heir = "from app.base import Base\nclass Heir(Base):\n    def enrol(self, one):\n        super().enrol(one)\n"
    files = {
        "app/__init__.py": "",
        "app/base.py": f"{HEAD}class Base:\n    def run(self):\n        self.enrol(Course())\n",
        "app/mixin.py": f"{HEAD}class Mixin:\n    def enrol(self, one):\n        super().enrol(Club())\n",
        "app/stranger.py": f"{heir}    def again(self):\n        self.enrol(Club())\n".replace(
            "(one)\n   ", "(Club())\n   "
        ),
        "app/views.py": source,
        "app/more.py": f"{HEAD}from app.views import Ours\nfrom app.mixin import Mixin\nimport unseen\n{more}\n",
        **{f"app/heir{number}.py": heir for number in range(MOST_MENTIONS)},
    }
    check(source, tmp_path, files)


def test_super_where_not_all_heirs_are_seen(tmp_path: Path) -> None:
    """Anyone's may lead to a method then, but for those of the class itself and of what it inherits from."""
    source = f"""{HEAD}from app.base import Base
class Ours(Base):
    def enrol(self, one):
        one.students  # -> Course.students{{}}
        super().enrol(Student())
"""
    files = {
        "app/__init__.py": "",
        "app/base.py": f"""{HEAD}
class Root:
    def enrol(self, one): ...
class Base(Root):
    def enrol(self, one):
        super().enrol(Student())
    def run(self):
        self.enrol(Course())
""",
        "app/more.py": "import unseen\nfrom app.views import Ours\nclass Both(unseen.make(), Ours): pass\n",
    }
    mixin = f"{HEAD}class Mixin:\n    def enrol(self, one):\n        super().enrol(Club())\n"
    for more, expected in (("", ""), (mixin, " | manager Student")):
        marked = source.format(expected)
        check(marked, tmp_path / str(bool(more)), {**files, "app/mixin.py": more, "app/views.py": marked})


@pytest.mark.parametrize(
    ("calls", "expected"),
    [
        ("Work(Club()); Work(thing=Course())", "Club | Course | None"),
        ("Work(Course()); Work(thing=Course())", "Course | None"),
        ("Work(Club()); Work(**{'thing': Course()})", "Club | Course | None"),
        ("Work(*unheard_of(), **{'thing': Course()})", "? | Course | None"),
    ],
)
def test_what_stars_may_pass(calls: str, expected: str, tmp_path: Path) -> None:
    source = f"""{HEAD}
class Base:
    def __init__(self, thing=None, other=None):
        thing  # -> {expected}
class Work(Base):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
def f():
    {calls}
"""
    check(source, tmp_path)


@pytest.mark.parametrize(
    ("calls", "expected"),
    [
        ("for a, k in (((Club(),), {}), ((), {'thing': Course()})): enrol(*a, **k)", "Club | Course | None"),
        ("for a in ((Club(), 1), (Course(),)): enrol(*a)", "Club | Course | None"),
        ("for a in ((), (1,)): enrol(*a, Course())", "?"),
        ("for a in ((), (1,)): enrol(*a, *(Course(),))", "?"),
    ],
)
def test_what_one_of_several_tuples_passes(calls: str, expected: str, tmp_path: Path) -> None:
    check(f"{HEAD}\ndef enrol(thing=None, other=None):\n    thing  # -> {expected}\ndef f():\n    {calls}\n", tmp_path)


def test_what_stands_behind_a_star_of_a_partial_call(tmp_path: Path) -> None:
    source = f"""{HEAD}
from functools import partial
def enrol(course, student=None):
    course  # -> ?
    return course
def f(names):
    partial(enrol, *names)(Course())  # -> ?
"""
    check(source, tmp_path)


@pytest.mark.parametrize("call", ["enrol(thing=Course())", "enrol(**{'thing': Course()})"])
def test_what_stands_by_place_alone_is_not_given_by_name(call: str, tmp_path: Path) -> None:
    check(f"{HEAD}\ndef enrol(thing=None, /, **more):\n    thing  # -> None\n{call}\n", tmp_path)


def test_of_a_mixin_only_those_are_asked_that_inherit_from_it(tmp_path: Path) -> None:
    """A file that has its name for another reason is not read."""
    source = "class Mixin:\n    def test(self):\n        self.course.students\n"
    files = {
        "app/__init__.py": "",
        "app/heir.py": f"{HEAD}from app.views import Mixin\nclass Heir(Mixin):\n    course = Course()\n",
        "app/user.py": "from app.views import Mixin\nMixin().test()\n",
    }
    infer, tree = inference(source, tmp_path, files)
    node = next(node for node in ast.walk(tree) if isinstance(node, ast.Attribute))
    assert shown(infer.asked(node)) == "Course.students"
    assert infer._asking is not None
    assert {Path(path).name for path in infer._asking._source.modules._files} == {"heir.py"}


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ("", None),
        (
            "class Club2(Enrolling, models.Model):\n    students = models.ManyToManyField(Student)\n",
            "ambiguous-receiver",
        ),
        (
            "Base = mixins.Enrolling\nclass C(Base, models.Model):\n    students = models.ManyToManyField(Student)\n",
            "ambiguous-receiver",
        ),
        ("class Desk(Enrolling):\n    students = set()\n", "unknown-receiver"),
        ("class Part(Enrolling):\n    pass\nclass C(Part, Course):\n    pass\n", None),
    ],
)
@pytest.mark.parametrize("base", ["", "(object)", "(abc.ABC)"])
def test_a_plain_class_that_models_inherit_from(
    more: str, reason: str | None, base: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mixin = f"import abc\nclass Enrolling{base}:\n    def leave(self):\n        self.students.clear()\n"
    head = "from django.db import models\nfrom app import mixins\nfrom app.mixins import Enrolling\n"
    course = textwrap.dedent(MODELS).replace("class Course(models.Model)", "class Course(Enrolling, models.Model)")
    models = {"app/mixins.py": mixin, "app/models.py": f"{head}{course}{more}"}
    (finding,) = findings(models, ["app/mixins.py"], tmp_path, monkeypatch)
    assert (finding["reason"] or {}).get("name") == reason
    assert finding["applicability"] == ("left" if reason else "safe")
