"""Does the inference know what a form has cleaned?"""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from inferred import check

from through_codemod.infer import forms

HEAD = """
from django import forms
from school.models import Course, Student, Club
"""

KNOWN = {
    "fields that give models": """
        class EnrolForm(forms.Form):
            course = forms.ModelChoiceField(queryset=Course.objects.all())
            club = forms.ModelChoiceField(Club.objects.none(), required=False)
            students = forms.ModelMultipleChoiceField(queryset=Student.objects.none())
            name = forms.CharField()
            def __init__(self, *args, **kwargs):
                super().__init__(*args, **kwargs)
                self.fields["students"].queryset = Student.objects.filter(active=True)
            def save(self):
                self.cleaned_data["course"].students  # -> Course.students
        def view(request):
            form = EnrolForm(request.POST)
            form.cleaned_data["course"].students  # -> Course.students
            form.cleaned_data.get("course").students  # -> Course.students
            form.cleaned_data["club"].members  # -> Club.members
            form.cleaned_data["students"]  # -> rows Student
            form.cleaned_data["name"]  # -> literal
            form.cleaned_data["other"]  # -> ?
            data = form.cleaned_data
            data["course"].students  # -> Course.students
        """,
    "a view's form": """
        from django.views.generic import FormView
        class CourseField(forms.ModelChoiceField):
            widget = forms.HiddenInput
        class EnrolForm(forms.Form):
            course = CourseField(queryset=Course.objects.all())
        class Enrol(FormView):
            form_class = EnrolForm
            def form_valid(self, form):
                form.cleaned_data["course"].students  # -> Course.students
        """,
    "a model's form": """
        class EnrolmentForm(forms.ModelForm):
            class Meta:
                model = Course
                fields = ["students", "teacher"]
        def view(request):
            form = EnrolmentForm(request.POST)
            form.cleaned_data["students"]  # -> rows Student
            form.cleaned_data["teacher"]  # -> None | Teacher
            form.cleaned_data["nothing"]  # -> ?
        """,
    "what a field's own method makes of it": """
        class EnrolForm(forms.Form):
            course = forms.CharField()
            club = forms.CharField()
            either = forms.ModelChoiceField(queryset=Club.objects.all())
            def clean_course(self):
                return Course.objects.get(code=self.cleaned_data["course"])
            def clean_club(self):
                name = self.cleaned_data["club"]
                if name.startswith("x"):
                    return name
                return Club.objects.get(name=name)
            def clean_either(self):
                found = self.cleaned_data.get("either")
                return found or Course.objects.first()
        def view(request):
            form = EnrolForm(request.POST)
            form.cleaned_data["course"].students  # -> Course.students
            form.cleaned_data["club"]  # -> Club | literal
            form.cleaned_data["club"].members  # -> Club.members
            form.cleaned_data["either"]  # -> Club | Course
        """,
}

UNKNOWN = {
    "what heirs and the form itself make of the fields": """
        class EnrolForm(forms.Form):
            course = forms.ModelChoiceField(queryset=Course.objects.all())
            def save(self):
                self.cleaned_data["course"]  # -> Club | Course
        class ClubForm(EnrolForm):
            course = forms.ModelChoiceField(queryset=Club.objects.all())
        class Named(forms.ModelForm):
            class Meta:
                model = Course
                field_classes = {"students": Odd}
        class Bound(forms.ModelForm):
            students = ODD
            teacher: forms.Field = forms.CharField()
            class Meta:
                model = Course
        def view(request):
            EnrolForm(request.POST).cleaned_data["course"]  # -> Course
            ClubForm(request.POST).cleaned_data["course"]  # -> Club
            Named(request.POST).cleaned_data["students"]  # -> ?
            Bound(request.POST).cleaned_data["students"]  # -> ?
            Bound(request.POST).cleaned_data["teacher"]  # -> literal
        """,
    "set anew": """
        class EnrolForm(forms.Form):
            course = forms.ModelChoiceField(queryset=Course.objects.all())
            club = forms.ModelChoiceField(queryset=Club.objects.all())
            third = forms.ModelChoiceField(queryset=Club.objects.all())
            def __init__(self, *args, **kwargs):
                self.fields["club"] = kwargs.pop("field")
                self.fields["third"].queryset = kwargs.pop("rows")
            def clean(self):
                cleaned = super().clean()
                cleaned["course"] = unheard_of()
                return cleaned
        def view(request):
            form = EnrolForm(request.POST, field=unheard_of, rows=unheard_of)
            form.cleaned_data["course"]  # -> ?
            form.cleaned_data["club"]  # -> ?
            form.cleaned_data["third"]  # -> ? | Club
        """,
    "set anew by any name": """
        class EnrolForm(forms.Form):
            course = forms.ModelChoiceField(queryset=Course.objects.all())
            def clean(self):
                cleaned = super().clean()
                for name in self.names:
                    cleaned[name] = unheard_of()
                return cleaned
        class Updated(forms.Form):
            course = forms.ModelChoiceField(queryset=Course.objects.all())
            def clean(self):
                self.cleaned_data.update(unheard_of())
        class Returned(forms.Form):
            course = forms.ModelChoiceField(queryset=Course.objects.all())
            def clean(self):
                return {"course": unheard_of()}
        def view(request):
            EnrolForm(request.POST).cleaned_data["course"]  # -> ?
            Updated(request.POST).cleaned_data["course"]  # -> ?
            Returned(request.POST).cleaned_data["course"]  # -> ?
        """,
    "fields of one's own": """
        from somewhere import Field, Form
        class Odd(forms.ModelChoiceField):
            def clean(self, value):
                return unheard_of(value)
        class EnrolForm(forms.Form):
            course = Odd(queryset=Course.objects.all())
            club = Field(queryset=Club.objects.all())
            third = forms.ModelChoiceField(queryset=unheard_of())
        class NoForm:
            course = forms.ModelChoiceField(queryset=Course.objects.all())
        def view(request):
            form = EnrolForm(request.POST)
            form.cleaned_data["course"]  # -> ?
            form.cleaned_data["club"]  # -> ?
            form.cleaned_data["third"]  # -> ?
            NoForm().cleaned_data["course"]  # -> ?
        """,
}


@pytest.mark.parametrize("case", [*KNOWN, *UNKNOWN])
def test_cleaned(case: str, tmp_path: Path) -> None:
    """Fields say what they give; what they are set to anew, or made of in an unknown way, is unknown."""
    check(HEAD + textwrap.dedent((KNOWN | UNKNOWN)[case]), tmp_path)


ANEW = {
    "the rows, by the class": ("CourseForm.base_fields['course'].queryset = Club.objects.all()", "?"),
    "the rows, by the class, declared": ("CourseForm.declared_fields['course'].queryset = Club.objects.all()", "?"),
    "the field, by the class": ("CourseForm.base_fields['course'] = forms.CharField()", "?"),
    "all fields, by the class": ("CourseForm.base_fields.update(more)", "?"),
    "all fields": ("CourseForm.base_fields = more", "?"),
    "a field of any name": ("CourseForm.base_fields[name].queryset = Club.objects.all()", "?"),
    "by an heir, whose fields are the same objects": (
        "class Heir(CourseForm):\n    pass\nHeir.base_fields['course'].queryset = Club.objects.all()",
        "?",
    ),
    "in a function, by what may be any form": (
        "def prepare(form):\n    form.fields['course'].queryset = Club.objects.all()",
        "?",
    ),
    "by another name": (
        "def prepare(form):\n    field = form.fields['course']\n    field.queryset = Club.objects.all()",
        "?",
    ),
    "rows that nobody knows": ("def prepare(form, rows):\n    form.fields['course'].queryset = rows", "?"),
    "rows of the same model": (
        "CourseForm.base_fields['course'].queryset = Course.objects.filter(name='x')",
        "Course.students",
    ),
    "another field": ("CourseForm.base_fields['club'].queryset = Club.objects.all()", "Course.students"),
    "another form": (
        """
class Other(forms.Form):
    pass
Other.base_fields['course'].queryset = Club.objects.all()
""",
        "Course.students",
    ),
    "an heir's own": (
        """
class Heir(CourseForm):
    def __init__(self):
        self.fields['course'].queryset = Club.objects.all()
""",
        "Course.students",
    ),
    "something else": ("CourseForm.base_fields['course'].label = 'Course'", "Course.students"),
}
FORM = f"""{HEAD}
class CourseForm(forms.Form):
    course = forms.ModelChoiceField(queryset=Course.objects.all())
"""
USE = f"""{HEAD}
from app.forms import CourseForm
def view(request):
    form = CourseForm(request.POST){{0}}
    form.cleaned_data["course"].students  # -> {{1}}
"""


@pytest.mark.parametrize(("text", "expected"), ANEW.values(), ids=ANEW.keys())
@pytest.mark.parametrize("place", ["elsewhere", "beside the form", "beside the view"])
def test_fields_that_are_set_anew_outside_of_the_form(text: str, expected: str, place: str, tmp_path: Path) -> None:
    form, view = FORM, USE.format("", expected)
    files = {"app/__init__.py": "", "app/forms.py": form}
    match place:
        case "elsewhere":
            files["app/more.py"] = f"{HEAD}from app.forms import CourseForm\n{text}\n"
        case "beside the form":
            files["app/forms.py"] = f"{form}{text}\n"
        case _:
            view = f"{view}{text}\n"
    check(view, tmp_path, files)


def test_what_a_file_does_to_forms_of_which_it_knows_nothing(tmp_path: Path) -> None:
    """Rows that nobody knows, of a form that nobody knows, are those of another form."""
    text = "def prepare(form, rows):\n    form.fields['course'].queryset = {}\n"
    files = {"app/__init__.py": "", "app/forms.py": FORM, "app/more.py": HEAD + text.format("rows")}
    check(USE.format("", "Course.students"), tmp_path, files)
    files["app/more.py"] = HEAD + text.format("Club.objects.all()")
    check(USE.format("", "?"), tmp_path, files)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("form.fields['course'].queryset = Club.objects.all()", "?"),
        ("form.fields['course'] = forms.ModelChoiceField(queryset=Club.objects.all())", "?"),
        ("form.fields['course'].queryset = Course.objects.none()", "Course.students"),
    ],
)
def test_fields_that_the_view_sets_anew(line: str, expected: str, tmp_path: Path) -> None:
    check(USE.format(f"\n    {line}", expected), tmp_path, {"app/__init__.py": "", "app/forms.py": FORM})


def test_a_field_of_a_class_that_gets_its_rows_otherwise(tmp_path: Path) -> None:
    source = f"""{HEAD}
class Field(forms.ModelChoiceField):
    queryset = property(lambda self: Club.objects.all(), lambda self, rows: None)
class CourseForm(forms.Form):
    course = Field(queryset=Course.objects.all())
def view(request):
    form = CourseForm(request.POST)
    form.cleaned_data["course"].students  # -> ?
"""
    check(source, tmp_path)


def test_meta_of_a_form_that_sets_by_any_name(tmp_path: Path) -> None:
    """A `Meta` in the class stays what it is, whatever else of an instance has a computed name."""
    source = """
        class Base(forms.ModelForm):
            def save(self, commit=True):
                result = super().save(commit)
                result.students  # -> Course.students
                return result
            def keep(self, name):
                setattr(self.instance, name, 1)
            class Meta:
                model = Course
                fields = ["name"]
        class Longer(Base):
            class Meta(Base.Meta):
                fields = ["name", "size"]
        def view(request):
            Longer(request.POST).save().students  # -> Course.students
        """
    check(HEAD + textwrap.dedent(source), tmp_path)


SAVED = """
        class CourseForm(forms.ModelForm):
            class Meta:
                model = Course
            def save(self, commit=True):
                super().save(commit).students  # -> {saved}
                self.instance.students  # -> {saved}
            {method}
        """
TWO = "Course.students | manager Student"
INSTANCES = {
    "nowhere": ("", "pass", "Course.students"),
    "in a method": ("", "def before(self):\n        self.instance = Club()", TWO),
    "in a view": ("def view(request):\n    form = CourseForm(request.POST)\n    form.instance = Club()\n", "pass", TWO),
    "of the same": ("def view():\n    form = CourseForm()\n    form.instance = Course()\n", "pass", "Course.students"),
    "to anything": ("def view(x):\n    form = CourseForm()\n    form.instance = x\n", "pass", "? | Course.students"),
    "of anything, to anything": ("def view(form, x):\n    form.instance = x\n", "pass", "Course.students"),
    "of anything": ("def view(form):\n    form.instance = Club()\n", "pass", TWO),
    "of another": (
        "class Other(forms.Form):\n    pass\ndef view():\n    form = Other()\n    form.instance = Club()\n",
        "pass",
        "Course.students",
    ),
}


@pytest.mark.parametrize(("text", "method", "expected"), INSTANCES.values(), ids=INSTANCES)
def test_instances_that_are_set(text: str, method: str, expected: str, tmp_path: Path) -> None:
    form = HEAD + textwrap.dedent(SAVED).format(saved=expected, method=method)
    view = f"{HEAD}from app.forms import CourseForm\n{text}"
    check(form, tmp_path, {"app/__init__.py": "", "app/views.py": view}, "app/forms.py")
    form = form.replace("self.instance.students  # ->", "pass  #")
    check(form + text, tmp_path / "beside", {"app/__init__.py": ""}, "app/forms.py")


def test_only_the_fields_that_are_read_are_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A form of fifty fields takes no longer than one of two, where a view reads one of them."""
    asked: list[str] = []
    monkeypatch.setattr(forms, "renewed", lambda user, cls, given: asked.extend(given) or set())
    form = f"{FORM}    club = forms.ModelChoiceField(queryset=Club.objects.all())\n"
    view = """
        form.cleaned_data.get("course").students  # -> Course.students
        form.cleaned_data["nothing"].students  # -> ?
    """
    files = {"app/__init__.py": "", "app/forms.py": form}
    check(USE.format("", "Course.students") + textwrap.indent(textwrap.dedent(view), "    "), tmp_path, files)
    assert set(asked) == {"course"}
