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
        check(source, tmp_path, {"app/__init__.py": "", "app/views.py": source, path: header + urls})


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


FORMS = """
from django import forms
from django.views.generic import CreateView, UpdateView
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from school.models import Club, Course
class CourseForm(forms.ModelForm):
    class Meta:
        model = Course
class ClubForm(forms.ModelForm):
    class Meta:
        model = Club
class CourseSerializer(serializers.ModelSerializer):
    class Meta:
        model = Course
class ClubSerializer(serializers.ModelSerializer):
    class Meta:
        model = Club
"""
PASSED = {
    "a form that the view makes by itself": """
        class EnrolView(UpdateView):
            model = Course
            def get_form(self, form_class=None):
                return ClubForm(self.request.POST)
            def form_valid(self, form):
                form.save()  # -> Club
    """,
    "a form that the view changes": """
        class EnrolView(UpdateView):
            model = Course
            def get_form(self, form_class=None):
                form = super().get_form(form_class)
                form.fields.pop("name")
                return form
            def form_valid(self, form):
                form.save()  # -> Course
    """,
    "a form that nobody knows": """
        class EnrolView(UpdateView):
            model = Course
            def get_form(self, form_class=None):
                return made(self)
            def form_invalid(self, form):
                form.save()  # -> ?
    """,
    "another form": """
        class EnrolView(CreateView):
            form_class = CourseForm
            def post(self, request):
                form = ClubForm(request.POST)
                return self.form_valid(form)
            def form_valid(self, form):
                form.save()  # -> Club | Course
    """,
    "another form by keyword": """
        class Both:
            def post(self, request):
                self.form_valid(form=ClubForm(request.POST))
        class EnrolView(Both, CreateView):
            form_class = CourseForm
            def form_valid(self, form):
                form.save()  # -> Club | Course
                return super().form_valid(ClubForm())
        class OtherView(CreateView):
            form_class = CourseForm
            def form_valid(self, form):
                form.save()  # -> Course
    """,
    "the view's own form": """
        class EnrolView(CreateView):
            form_class = CourseForm
            def post(self, request):
                form = self.get_form(self.get_form_class())
                return self.form_valid(form) if form.is_valid() else self.form_invalid(self.form_class(request.POST))
            def form_valid(self, form):
                form.save()  # -> Course
            def form_invalid(self, form):
                form.save()  # -> Course
    """,
    "views on views": """
        class One(CreateView):
            form_class = CourseForm
            def form_valid(self, form):
                form.save()  # -> Course
                return self.form_valid(form)
        class Two(One):
            def form_valid(self, form):
                form.save()  # -> Course
                return self.form_valid(form)
    """,
    "another method's parameter": """
        class EnrolView(CreateView):
            form_class = CourseForm
            def both_valid(self, form):
                return self.form_valid(form)
            def form_valid(self, form):
                form.save()  # -> ? | Course
    """,
    "what a base makes by self": """
        class Base(viewsets.ModelViewSet):
            def create(self, request):
                serializer = self.get_serializer(data=request.data)
                serializer.is_valid(raise_exception=True)
                self.perform_create(serializer)
        class Courses(Base):
            serializer_class = CourseSerializer
            def perform_create(self, serializer):
                serializer.save()  # -> Club | Course
        class Clubs(Base):
            serializer_class = ClubSerializer
            def perform_create(self, serializer):
                serializer.save()  # -> Club
        class Below(Courses):
            serializer_class = ClubSerializer
            def create(self, request):
                serializer = self.get_serializer(data=request.data)
                self.perform_create(serializer)
    """,
    "serializers": """
        class Own(viewsets.ModelViewSet):
            serializer_class = CourseSerializer
            def get_serializer(self, *args, **kwargs):
                return ClubSerializer(*args, **kwargs)
            def perform_create(self, serializer):
                serializer.save()  # -> Club
        class Same(viewsets.ModelViewSet):
            serializer_class = CourseSerializer
            def get_serializer(self, *args, **kwargs):
                return super().get_serializer(*args, **kwargs)
            def perform_create(self, serializer):
                serializer.save()  # -> Course
        class Other(viewsets.ModelViewSet):
            serializer_class = CourseSerializer
            def create(self, request):
                self.perform_create(ClubSerializer(data=request.data))
            def perform_create(self, serializer):
                serializer.save()  # -> Club | Course
        class Marked(viewsets.ModelViewSet):
            queryset = Course.objects.all()
            serializer_class = CourseSerializer
            @action(detail=True, serializer_class=ClubSerializer)
            def club(self, request):
                self.get_serializer(data=request.data).save()  # -> Club
                self.get_serializer_class()(data=request.data).save()  # -> Club
                self.get_serializer(data=request.data, many=True).save()  # -> ?
                self.get_object()  # -> Course
            @action(detail=True, queryset=Club.objects)
            def other(self, request):
                self.get_object()  # -> Club
                self.get_queryset()  # -> rows Club
                self.get_serializer(data=request.data).save()  # -> Course
            @action(detail=True, queryset=given())
            def another(self, request):
                self.get_object()  # -> ?
        class Any(viewsets.ModelViewSet):
            serializer_class = CourseSerializer
            def create(self, request):
                self.perform_update(*given(request))
            def perform_update(self, serializer):
                serializer.save()  # -> ? | Course
    """,
}


@pytest.mark.parametrize("source", PASSED.values(), ids=PASSED)
def test_what_views_pass(source: str, tmp_path: Path) -> None:
    check(FORMS + textwrap.dedent(source), tmp_path)


def test_long_chains_of_views(tmp_path: Path) -> None:
    """Each method hands on what it gets, to any of them: that is asked of none of the others."""
    source = FORMS + "class View0(UpdateView):\n    model = Course\n"
    for number in range(1, 25):
        source += f"class View{number}(View{number - 1}):\n    model = Course\n    def form_valid(self, form):\n"
        source += "        form.save()  # -> Course\n        return self.form_valid(form)\n"
    check(source, tmp_path)


@pytest.mark.parametrize(
    "heir",
    [
        "queryset = Club.objects.all()",
        "model = Club",
        "def get_queryset(self):\n        return Club.objects.all()",
    ],
)
def test_what_an_heir_is_about_hides_nothing_of_what_the_view_is(heir: str, tmp_path: Path) -> None:
    source = f"""
from django.views.generic import View
from django.views.generic.detail import SingleObjectMixin
from school.models import Club, Course
class EnrolView(SingleObjectMixin, View):
    model = Course
    def post(self, request):
        self.get_object()  # -> Club | Course
class ClubView(EnrolView):
    {heir}
"""
    check(source, tmp_path)


@pytest.mark.parametrize(
    ("named", "expected"),
    [("queryset = Course.objects.all()", "Course"), ("queryset = unheard_of()", "?"), ("queryset = None", "Club")],
)
def test_a_view_is_about_its_queryset_and_then_its_model(named: str, expected: str, tmp_path: Path) -> None:
    source = f"""
from django.views.generic import DetailView
from school.models import Club, Course
class EnrolView(DetailView):
    {named}
    model = Club
    def post(self, request):
        self.get_object()  # -> {expected}
"""
    check(source, tmp_path)


def test_a_view_that_names_no_model_works_by_its_heirs(tmp_path: Path) -> None:
    source = """
from django.views.generic import DetailView
from school.models import Club, Course
class EnrolView(DetailView):
    def post(self, request):
        self.get_object()  # -> Club | Course
        self.object  # -> Club | Course
class ClubView(EnrolView):
    model = Club
class CourseView(EnrolView):
    queryset = Course.objects.all()
"""
    check(source, tmp_path)


HEADER = """
from django import forms
from django.contrib import admin
from django.views.generic import DetailView, ListView, UpdateView
from rest_framework import generics, serializers
from school.models import Club, Course
class CourseForm(forms.ModelForm):
    class Meta:
        model = Course
class ClubForm(forms.ModelForm):
    class Meta:
        model = Club
class CourseSerializer(serializers.ModelSerializer):
    class Meta:
        model = Course
class ClubSerializer(serializers.ModelSerializer):
    class Meta:
        model = Club
"""
OF_FORMS = "    def form_valid(self, form):\n        form.save()  # -> {0}\n"
OF_SERIALIZERS = "    def perform_update(self, serializer):\n        serializer.save()  # -> {0}\n"
HIDING = {  # the base, what it names, what its heir says, what the base asks, and its other methods
    "get_object": ("DetailView", "model = Course", "def get_object(self): return Club()", "self.get_object()", ""),
    "get_object of an API": (
        "generics.UpdateAPIView",
        "queryset = Course.objects.all()",
        "def get_object(self): return Club()",
        "self.get_object()",
        "",
    ),
    "get_queryset": (
        "ListView",
        "model = Course",
        "def get_queryset(self): return Club.objects.all()",
        "self.get_queryset().get()",
        "",
    ),
    "form_class": ("UpdateView", "model = Course", "form_class = ClubForm", "self.get_form().save()", OF_FORMS),
    "get_form_class": (
        "UpdateView",
        "form_class = CourseForm",
        "def get_form_class(self): return ClubForm",
        "self.get_form_class()().save()",
        OF_FORMS,
    ),
    "get_form_class beside a model": (
        "UpdateView",
        "model = Course",
        "def get_form_class(self): return ClubForm",
        "self.get_form().save()",
        OF_FORMS,
    ),
    "get_form": (
        "UpdateView",
        "form_class = CourseForm",
        "def get_form(self): return ClubForm()",
        "self.get_form().save()",
        OF_FORMS,
    ),
    "get_serializer_class": (
        "generics.UpdateAPIView",
        "serializer_class = CourseSerializer",
        "def get_serializer_class(self): return ClubSerializer",
        "self.get_serializer_class()().save()",
        OF_SERIALIZERS,
    ),
    "what get_serializer_class makes": (
        "generics.UpdateAPIView",
        "serializer_class = CourseSerializer",
        "def get_serializer_class(self): return ClubSerializer",
        "self.get_serializer().save()",
        OF_SERIALIZERS,
    ),
    "get_serializer": (
        "generics.UpdateAPIView",
        "serializer_class = CourseSerializer",
        "def get_serializer(self): return ClubSerializer()",
        "self.get_serializer().save()",
        OF_SERIALIZERS,
    ),
    "save of a form": (
        "forms.ModelForm",
        "Meta = CourseForm.Meta",
        "def save(self): return Club()",
        "self.save()",
        "",
    ),
}


@pytest.mark.parametrize("names", [True, False], ids=["concrete", "abstract"])
@pytest.mark.parametrize(("base", "own", "heir", "asked", "more"), HIDING.values(), ids=HIDING)
def test_a_method_of_an_heir_hides_none_of_the_framework(
    base: str, own: str, heir: str, asked: str, more: str, names: bool, tmp_path: Path
) -> None:
    expected = "Club | Course" if names else "Club"
    source = HEADER + f"class EnrolView({base}):\n"
    source += f"    {own}\n" if names else ""
    source += f"    def enrol(self):\n        {asked}  # -> {expected}\n{more.format(expected)}"
    check(f"{source}class ClubView(EnrolView):\n    {heir}\n", tmp_path)


def test_a_form_class_of_an_heir_is_not_that_of_a_view_that_makes_one_of_its_model(tmp_path: Path) -> None:
    source = """
class EnrolView(UpdateView):
    model = Course
    def enrol(self):
        self.get_form_class()().save()  # -> ? | Club
class ClubView(EnrolView):
    form_class = ClubForm
"""
    check(HEADER + source, tmp_path)


def test_a_method_of_an_heir_hides_nothing_of_an_admin(tmp_path: Path) -> None:
    source = """
@admin.register(Course)
class CourseAdmin(admin.ModelAdmin):
    def enrol(self, request):
        self.get_object(request, 1)  # -> Club | Course
        self.get_queryset(request).get()  # -> Club | Course
class ClubAdmin(CourseAdmin):
    def get_object(self, request, pk):
        return Club.objects.get()
    def get_queryset(self, request):
        return Club.objects.all()
"""
    check(HEADER + source, tmp_path)


def test_a_method_of_an_heir_of_a_mixin_hides_nothing_of_other_heirs(tmp_path: Path) -> None:
    source = """
class Mixin:
    def enrol(self):
        self.get_object()  # -> Club | Course
class CourseView(Mixin, DetailView):
    model = Course
class ClubView(Mixin, DetailView):
    def get_object(self):
        return Club.objects.get()
"""
    check(HEADER + source, tmp_path)


def test_what_a_view_keeps_and_destroys_is_what_its_own_get_object_gives(tmp_path: Path) -> None:
    source = """
class EnrolView(DetailView):
    model = Course
    def enrol(self):
        self.object  # -> Club | Course
class ClubView(EnrolView):
    def get_object(self):
        return Club.objects.get()
    def enrol_club(self):
        self.object  # -> Club
class ChangeView(UpdateView):
    model = Course
    def get_object(self):
        return super().get_object()
    def enrol(self):
        self.object  # -> Course
class EndView(generics.DestroyAPIView):
    queryset = Course.objects.all()
    def get_object(self):
        return Club.objects.get()
    def perform_destroy(self, instance):
        instance  # -> Club
class BothView(generics.DestroyAPIView):
    queryset = Course.objects.all()
    def perform_destroy(self, instance):
        instance  # -> Club | Course
class HeirView(BothView):
    def get_object(self):
        return Club.objects.get()
"""
    check(HEADER + source, tmp_path)
