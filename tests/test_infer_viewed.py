"""Is an attribute of a view what anybody may set it to: a method, `as_view` in another file, `setattr`?"""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from inferred import check

VIEWS = """
from django.views.generic import FormView, UpdateView, View
from school.models import Club, Course
class EnrolView(UpdateView):
    model = Course
    def post(self, request):
        self.get_object()  # -> {0}
class HelpedView(View):
    helper = Course
    def post(self, request):
        self.helper.objects.get()  # -> {1}
class OtherView(UpdateView):
    model = Course
    def post(self, request):
        self.get_object()  # -> Course
"""
BOTH = "Club | Course"
GIVEN = {
    "nothing": ("EnrolView.as_view()", "Course", "Course"),
    "a model": ("views.EnrolView.as_view(model=Club)", BOTH, "Course"),
    "a model of an heir": ("class Heir(EnrolView): pass\nHeir.as_view(model=Club)", BOTH, "Course"),
    "a queryset": ("EnrolView.as_view(queryset=Club.objects.filter(pk=1))", BOTH, "Course"),
    "what the project's own code reads": ("HelpedView.as_view(helper=Club)", "Course", BOTH),
    "a dictionary": ("HelpedView.as_view(**{'helper': Club})", "Course", BOTH),
    "another key of a dictionary": ("HelpedView.as_view(**{'another': Club})", "Course", "Course"),
    "any dictionary": ("from elsewhere import given\nHelpedView.as_view(**given)", "Course", "? | Course"),
    "calls within": ("HelpedView.as_view(x=f(g(1)), helper=Club)", "Course", BOTH),
    "more than one": ("EnrolView.as_view()\nHelpedView.as_view(\n    helper=Club,\n)", "Course", BOTH),
    "a method that is not called": ("use(HelpedView.as_view, helper=Club)", "Course", "Course"),
}


@pytest.mark.parametrize(("urls", "model", "helper"), GIVEN.values(), ids=GIVEN)
@pytest.mark.parametrize("path", ["app/urls.py", "app/views.py"])
def test_as_view(path: str, urls: str, model: str, helper: str, tmp_path: Path) -> None:
    source = VIEWS.format(model, helper)
    if path == "app/views.py":
        check(source + urls.replace("views.", ""), tmp_path)
    else:
        header = "from app import views\nfrom app.views import *\nfrom school.models import Club\n"
        check(source, tmp_path, {"app/__init__.py": "", path: header + urls})


SET = {
    "model": """
        class EnrolView(UpdateView):
            model = Course
            def dispatch(self, request):
                self.model = Club
                return super().dispatch(request)
            def post(self, request):
                self.get_object()  # -> Club | Course
    """,
    "queryset": """
        class EnrolView(UpdateView):
            model = Course
            def __init__(self, **kwargs):
                super().__init__(**kwargs)
                self.queryset = Club.objects.all()
            def post(self, request):
                self.get_object()  # -> Club | Course
    """,
    "form class": """
        from django import forms
        class CourseForm(forms.ModelForm):
            class Meta:
                model = Course
        class ClubForm(forms.ModelForm):
            class Meta:
                model = Club
        class EnrolView(UpdateView):
            form_class = CourseForm
            def post(self, request):
                if request.GET:
                    self.form_class = ClubForm
                self.get_form().save()  # -> Club | Course
    """,
    "any name": """
        class EnrolView(UpdateView):
            model = Course
            def post(self, request):
                for name, value in given():
                    setattr(self, name, value)
                self.object  # -> ? | Course
                self.get_object()  # -> Course
    """,
}


@pytest.mark.parametrize("source", SET.values(), ids=SET)
def test_methods(source: str, tmp_path: Path) -> None:
    header = "from django.views.generic import UpdateView\nfrom school.models import Club, Course\n"
    check(header + textwrap.dedent(source), tmp_path)
