"""Does the inference know what a form has cleaned?"""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from inferred import check

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
            form.cleaned_data["club"].members  # -> ? | Club.members
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
            form = EnrolForm(request.POST)
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
