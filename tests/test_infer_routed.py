"""Does the inference know what a URL gives to a view, and only where nothing else may call it with something else?"""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from inferred import check

HEAD = """
from functools import partial
from django.contrib.auth.decorators import login_required, user_passes_test
from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import redirect
from django.urls import reverse
from django.views import View
from django.views.generic import DetailView
from rest_framework.decorators import action, api_view
from rest_framework.views import APIView
from rest_framework.viewsets import ModelViewSet
from school.models import Course, Student
"""
URLS = """
from django.contrib.auth.decorators import login_required
from django.urls import include, path, re_path
from app import views
from app.views import enrol
urlpatterns = [
    path("a/<int:pk>/<uuid:student>/", views.enrol, name="enrol"),
    re_path(r"^b/(?P<pk>\\d+)/(?P<student>\\d+)/$", view=login_required(views.enrol)),
    path("c/<int:pk>/<slug:student>/", login_required(enrol)),
]
"""
OF_CLASS = URLS.replace("views.enrol", "views.EnrolView.as_view()").replace("(enrol)", "(views.EnrolView.as_view())")
FILES = {"app/__init__.py": "", "app/urls.py": URLS}
FUNCTION = """
def enrol(request, pk, student, again=None, *rest, **kwargs):
    student  # -> {}
"""
METHOD = """
class EnrolView(LoginRequiredMixin, View):
    def post(self, request, pk, student, **kwargs):
        student  # -> {}
"""

KNOWN = {
    "a function": (
        """
        def enrol(request, pk, student: str, again=None, *rest, **kwargs):
            request.user  # -> User
            student  # -> literal
            again  # -> literal
            rest  # -> tuple[literal]
            kwargs["more"]  # -> literal
        """,
        {},
    ),
    "under decorators": (
        """
        @login_required
        @api_view(["POST"])
        def enrol(request, pk: int, student: str):
            student  # -> literal
        """,
        {},
    ),
    "a function that is called too": (
        FUNCTION.format("literal") + "def other(request):\n    enrol(request, 1, student='2')\n",
        {},
    ),
    "a method": (
        """
        class EnrolView(LoginRequiredMixin, View):
            def post(self, request, pk, student: str, **kwargs):
                student  # -> literal
                kwargs["more"]  # -> literal
                kwargs.get("more")  # -> literal
                self.kwargs["student"]  # -> literal
                self.kwargs.get("student")  # -> literal
            def put(self, request, *args, **kwargs):
                kwargs["student"]  # -> literal
                return self.post(request, *args, **kwargs)
            def patch(self, request, pk, student):
                return self.post(request, pk, student)
            def dispatch(self, request, *args, **kwargs):
                return super().dispatch(request, *args, **kwargs)
            def helper(self):
                redirect("enrol", **self.kwargs)
                reverse("enrol", kwargs=self.kwargs)
                self.kwargs["student"]  # -> literal
        """,
        {"app/urls.py": OF_CLASS},
    ),
    "of REST framework": (
        """
        class EnrolView(ModelViewSet):
            def retrieve(self, request, pk=None):
                pk  # -> literal
            @action(detail=True, url_path="enrol/(?P<student>[0-9]+)")
            def enrol(self, request, pk, student: int = 0):
                student  # -> literal
        class OtherView(APIView):
            def get(self, request, student):
                student  # -> literal
        """,
        {},
    ),
    "a view that is called": (
        METHOD.format("literal"),
        {
            "app/urls.py": OF_CLASS,
            "app/tests.py": """
                from app.views import EnrolView
                def test_it(rf, client):
                    client.post("/", Student())
                    EnrolView.as_view()(rf.post("/"), pk=1, student=2)
                    view = EnrolView.as_view()
                    view(rf.post("/"), pk=1, student=2)
            """,
        },
    ),
}
CALLED = "from app.views import *\nfrom school.models import *\ndef test_it(rf):\n    "
CONVERTER = "from django.urls import path, register_converter\n"
UNKNOWN = {
    "a function that is called": (FUNCTION, {"app/tests.py": CALLED + "enrol(rf, 1, Student())"}),
    "a function that is handed on": (FUNCTION + "run(enrol)\n", {}),
    "what more a route gives": (
        FUNCTION,
        {"app/urls.py": URLS.replace(', name="enrol"', ', {"student": Student()}')},
    ),
    "what more a route gives by a name": (FUNCTION, {"app/urls.py": URLS.replace(', name="enrol"', ", more")}),
    "what more an included route gives": (
        FUNCTION,
        {"app/more.py": CONVERTER + 'urlpatterns = [path("x/", include("app.urls"), more)]'},
    ),
    "a converter": (FUNCTION, {"app/urls.py": URLS.replace("<slug:student>", "<student:student>")}),
    "a converter in the place of Django's": (
        FUNCTION,
        {"app/more.py": CONVERTER + 'register_converter(Students, "uuid")'},
    ),
    "a converter further up": (
        FUNCTION,
        {"app/more.py": CONVERTER + 'urlpatterns = [path("<one:student>/", include("app.urls"))]'},
    ),
    "middleware": (
        FUNCTION,
        {"app/more.py": "def process_view(self, request, view, args, kwargs):\n    kwargs['student'] = Student()\n"},
    ),
    "a method that is called": (METHOD + "    def put(self, request):\n        self.post(request, 1, Student())\n", {}),
    "a method that is called by an heir": (
        METHOD,
        {
            "app/more.py": "from app.views import *\nclass More(EnrolView):\n    def post(self, request, pk):\n"
            "        super().post(request, pk, Student())\n"
        },
    ),
    "a parameter that is set anew": (
        METHOD + "    def put(self, request, pk, student):\n        student = Student()\n"
        "        self.post(request, pk, student)\n",
        {},
    ),
    "a view that is called": (
        METHOD,
        {"app/tests.py": CALLED + "EnrolView.as_view()(rf.post('/'), pk=1, student=Student())"},
    ),
    "a view that is kept and called": (
        METHOD,
        {"app/tests.py": CALLED + "view = EnrolView.as_view()\n    view(rf.post('/'), pk=1, student=Student())"},
    ),
    "a view that is handed on": (METHOD, {"app/tests.py": CALLED + "run(EnrolView.as_view())"}),
    "a dispatch of its own": (
        METHOD + "    def dispatch(self, request, *args, **kwargs):\n"
        "        return super().dispatch(request, student=Student(), **kwargs)\n",
        {},
    ),
    "a dispatch that puts something in": (
        METHOD + "    def dispatch(self, request, *args, **kwargs):\n        kwargs['student'] = Student()\n"
        "        return super().dispatch(request, *args, **kwargs)\n",
        {},
    ),
    "a dispatch that fills it": (
        METHOD + "    def dispatch(self, request, *args, **kwargs):\n        kwargs.update(student=Student())\n"
        "        return super().dispatch(request, *args, **kwargs)\n",
        {},
    ),
    "a class that is not known": (METHOD.replace("LoginRequiredMixin", "unheard_of"), {}),
    "a class of another library": (
        "from odd import Mixin\n" + METHOD.replace("LoginRequiredMixin", "Mixin"),
        {},
    ),
    "no view": (METHOD.replace("LoginRequiredMixin, View", ""), {}),
    "kwargs that something is put into": (
        """
class EnrolView(View):
    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.kwargs["student"] = Student()
    def post(self, request, **kwargs):
        self.kwargs["student"]  # -> {}
        """,
        {},
    ),
    "kwargs that are filled": (
        """
class EnrolView(View):
    def get_object(self):
        self.kwargs.update(student=Student())
    def post(self, request, **kwargs):
        self.kwargs["student"]  # -> {}
        """,
        {},
    ),
    "kwargs of a view that is called": (
        """
class EnrolView(View):
    def post(self, request, **kwargs):
        self.kwargs["student"]  # -> {}
        """,
        {"app/tests.py": CALLED + "EnrolView.as_view()(rf.post('/'), pk=1, student=Student())"},
    ),
}


@pytest.mark.parametrize("case", KNOWN.values(), ids=KNOWN)
def test_known(case: tuple[str, dict[str, str]], tmp_path: Path) -> None:
    source, files = case
    check(HEAD + textwrap.dedent(source), tmp_path, {**FILES, **files})


@pytest.mark.parametrize("case", UNKNOWN.values(), ids=UNKNOWN)
def test_what_may_be_given_something_else(case: tuple[str, dict[str, str]], tmp_path: Path) -> None:
    source, files = case
    around = {**FILES, **({"app/urls.py": OF_CLASS} if "class EnrolView" in source else {})}
    with pytest.raises(AssertionError, match=r"but it is: .*(\?|Student)"):
        check(HEAD + textwrap.dedent(source).format("literal"), tmp_path, {**around, **files})
