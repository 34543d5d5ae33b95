"""Does the inference know what a view makes its forms with, and only where it sees all that do?"""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from inferred import check

FORM = """
from django import forms
class EnrolForm(forms.Form):
    {signature}
    def enrol(self):
        self.course.students  # -> {expected}
"""
POPPED = """def __init__(self, *args, **kwargs):
        self.course = kwargs.pop("course")
        super().__init__(*args, **kwargs)"""
SIGNATURES = {
    "popped": POPPED,
    "popped with a default": POPPED.replace('"course"', '"course", None'),
    "got": POPPED.replace("pop", "get"),
    "subscript": POPPED.replace('kwargs.pop("course")', 'kwargs["course"]'),
    "keyword only": "def __init__(self, *args, course, **kwargs):\n        self.course = course",
    "with a default": "def __init__(self, *args, course=None, **kwargs):\n        self.course = course",
    "first": "def __init__(self, course, *args, **kwargs):\n        self.course = course",
    "class-wide": 'course = None\n    def __init__(self, *a, **kw):\n        self.course = kw.pop("course")',
}
HEAD = """
from django.shortcuts import get_object_or_404
from django.views.generic import CreateView, FormView, UpdateView, View
from app.forms import *
from school.models import Course, Club
"""
VIEW = """
class EnrolView(FormView):
    form_class = EnrolForm
    def dispatch(self, request, *args, **kwargs):
        self.course = get_object_or_404(Course, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)
    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        kwargs["course"] = self.course
        return kwargs
"""
GIVING = {
    "update": 'kwargs = super().get_form_kwargs(); kwargs.update({"course": self.course}); return kwargs',
    "update by keyword": "kwargs = super().get_form_kwargs(); kwargs.update(course=self.course); return kwargs",
    "setdefault": 'kwargs = super().get_form_kwargs(); kwargs.setdefault("course", self.course); return kwargs',
    "a display": 'return {**super().get_form_kwargs(), "course": self.course}',
    "a union": 'return super().get_form_kwargs() | {"course": self.course}',
    "dict": "return dict(super().get_form_kwargs(), course=self.course)",
    "dict of more": "return dict(**super().get_form_kwargs(), course=self.course)",
    "augmented": 'kwargs = super().get_form_kwargs(); kwargs |= {"course": self.course}; return kwargs',
    "with the class": 'a = super(EnrolView, self).get_form_kwargs(); a["course"] = self.course; return a',
    "without super": 'return {"data": self.request.POST, "course": self.course}',
}
AFTER = VIEW.partition("        kwargs = super")[0] + "        {}\n"


def checked(signature: str, views: str, expected: str, root: Path, **files: str) -> None:
    """Assert what `self.course.students` is in a form that views construct."""
    form = FORM.format(signature=signature, expected=expected)
    others = {f"app/{name}.py": text for name, text in files.items()}
    whole = {"app/__init__.py": "", "app/forms.py": form, "app/views.py": HEAD + textwrap.dedent(views), **others}
    check(form, root, whole, "app/forms.py")


@pytest.mark.parametrize("signature", SIGNATURES.values(), ids=SIGNATURES.keys())
def test_parameters(signature: str, tmp_path: Path) -> None:
    checked(signature, VIEW, "Course.students", tmp_path)


@pytest.mark.parametrize("giving", GIVING.values(), ids=GIVING.keys())
@pytest.mark.parametrize("signature", ["popped", "with a default"])
def test_dictionaries(signature: str, giving: str, tmp_path: Path) -> None:
    checked(SIGNATURES[signature], AFTER.format(giving), "Course.students", tmp_path)
    checked(SIGNATURES[signature], AFTER.format(giving.replace("self.course", "unheard")), "?", tmp_path)


MORE = """
    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        kwargs["course"] = Course.objects.get(pk=self.kwargs["pk"])
        return kwargs
"""
OTHER = MORE.replace("Course.objects", "Club.objects")
KNOWN = {
    "by a method": f"class EnrolView(FormView):\n    def get_form_class(self):\n        return EnrolForm{MORE}",
    "one of several": f"""
class OtherForm(forms.Form):
    pass
class EnrolView(FormView):
    def get_form_class(self):
        if self.request.GET:
            return OtherForm
        return EnrolForm if self.kwargs else OtherForm{MORE}""",
    "made in get_form": """
class EnrolView(FormView):
    form_class = EnrolForm
    def get_form(self, form_class=None):
        if form_class is None:
            form_class = self.get_form_class()
        return form_class(course=Course(), **self.get_form_kwargs())""",
    "made in get_form by its attribute": """
class EnrolView(FormView):
    form_class = EnrolForm
    def get_form(self):
        return self.form_class(self.request.POST, course=Course())""",
    "get_form and what it calls": f"""
class EnrolView(FormView):
    form_class = EnrolForm
    def get_form(self, form_class=None):
        form = super().get_form(form_class or self.form_class)
        return form{MORE}""",
    "a plain view": """
class EnrolView(View):
    form_class = EnrolForm
    def get(self, request, pk):
        self.course = Course.objects.get(pk=pk)
        form = self.form_class(course=self.course)
    def post(self, request, pk):
        self.course = Course.objects.get(pk=pk)
        form = self.form_class(request.POST, course=self.course)""",
    "set in the constructor": f"""
class EnrolView(FormView):
    def setup(self, request, *args, **kwargs):
        self.form_class = EnrolForm{MORE}""",
    "as_view": f"""
class EnrolView(FormView):
    {MORE.strip()}
urls = [EnrolView.as_view(form_class=EnrolForm)]""",
    "a mixin that passes it": f"""
class CourseMixin:
    {MORE.strip()}
class EnrolView(CourseMixin, FormView):
    form_class = EnrolForm""",
    "a mixin that names it": f"""
class EnrolMixin:
    form_class = EnrolForm
class EnrolView(EnrolMixin, FormView):
    {MORE.strip()}""",
    "a view to be inherited from": f"""
class BaseView(FormView):
    form_class = EnrolForm
class EnrolView(BaseView):
    {MORE.strip()}
class LeaveView(BaseView):
    {MORE.strip()}""",
    "an heir with another form": f"""
class OtherForm(forms.Form):
    pass
class EnrolView(FormView):
    form_class = EnrolForm
    {MORE.strip()}
class OtherView(EnrolView):
    form_class = OtherForm
    {OTHER.strip()}""",
    "several views": f"""
class EnrolView(FormView):
    form_class = EnrolForm{MORE}
class LeaveView(FormView):
    form_class = EnrolForm{MORE}
EnrolForm(course=Course.objects.first())""",
    "a local name": "def view(request):\n    form_class = EnrolForm\n    form_class(request.POST, course=Course())",
    "tests that name it": f"class EnrolView(FormView):\n    form_class = EnrolForm{MORE}\n"
    "def test_it(self, view):\n    self.assertIsInstance(view, (int, EnrolForm))\n"
    "    assert isinstance(view, EnrolForm)",
    "an heir of the form": f"""
class MoreForm(EnrolForm):
    more = forms.CharField()
class EnrolView(FormView):
    form_class = MoreForm{MORE}
class LeaveView(FormView):
    form_class = EnrolForm{MORE}""",
    "an heir of the form that passes more": f"""
class MoreForm(EnrolForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
class LastForm(MoreForm):
    def __init__(self, *args, pk, **kwargs):
        super().__init__(*args, course=Course.objects.get(pk=pk), **kwargs)
class EnrolView(FormView):
    form_class = MoreForm{MORE}
LastForm(pk=1)""",
    "a mixin that makes it of what its heirs have": """
class EnrolMixin:
    form_class = EnrolForm
    def get(self, request):
        return self.form_class(course=self.course)
class EnrolView(EnrolMixin, View):
    course = Course.objects.first()""",
    "nothing of get_form_kwargs": f"""
class EnrolView(FormView):
    form_class = EnrolForm
    def get_form(self):
        return self.form_class(course=Course())
    {OTHER.strip()}""",
    "the view's object": """
class EnrolView(UpdateView):
    form_class = EnrolForm
    model = Course
    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "course": self.object}""",
}


@pytest.mark.parametrize("views", KNOWN.values(), ids=KNOWN.keys())
def test_known(views: str, tmp_path: Path) -> None:
    checked(POPPED, views, "Course.students", tmp_path)


UNKNOWN = {
    "nothing makes it": "",
    "a view that cannot be followed": f"import them\nclass EnrolView(them.FormView):\n    form_class = EnrolForm{MORE}",
    "something in front of it": f"import them\nclass V(them.Mixin, FormView):\n    form_class = EnrolForm{MORE}",
    "a mixin of braces that adds": f"""
from braces.views import UserFormKwargsMixin
class EnrolView(UserFormKwargsMixin, FormView):
    form_class = EnrolForm{MORE}""",
    "what the view has is unknown": """
class EnrolView(FormView):
    form_class = EnrolForm
    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "course": unheard_of}""",
    "any dictionary": """
class EnrolView(FormView):
    form_class = EnrolForm
    def get_form_kwargs(self):
        return unheard_of(super().get_form_kwargs())""",
    "handed on": "unheard_of(EnrolForm)",
    "given by another method": "class EnrolView(FormView):\n    def get_it(self):\n        return EnrolForm",
    "in a list": "FORMS = [EnrolForm]",
    "of the module": "form_class = EnrolForm",
    "an admin": "from django.contrib import admin\nclass EnrolAdmin(admin.ModelAdmin):\n    add_form = EnrolForm",
    "what a library reads in Meta": "class Mutation:\n    class Meta:\n        form_class = EnrolForm",
    "an enumeration": "import enum\nclass Kinds(enum.Enum):\n    form_class = EnrolForm\n"
    "Kinds.form_class.value(course=Course())",
    "given to another view": "class Test:\n    def f(self, view):\n        view.get_form(EnrolForm)",
    "a global name": "def f():\n    global made\n    made = EnrolForm\ndef g():\n    made(course=Course())",
    "a view's kwargs that a library makes": """
from braces.views import UserFormKwargsMixin
class EnrolView(UserFormKwargsMixin, FormView):
    def get(self):
        return EnrolForm(**self.get_form_kwargs())""",
    "a wizard's": "from formtools.wizard.views import WizardView\nclass V(WizardView):\n    form_list = [EnrolForm]",
}
PARTLY = {
    "another view": f"class OtherView(FormView):\n    form_class = EnrolForm{OTHER}",
    "another view's unknown": "class OtherView(FormView):\n    form_class = EnrolForm\n"
    "    def get_form_kwargs(self):\n        return {'course': unheard_of}",
    "a call with anything": "EnrolForm(**unheard_of)",
    "handed on": "unheard_of(EnrolForm)",
    "an heir of the view": f"class OtherView(EnrolView):{OTHER}",
    "an heir's object": "class OtherView(EnrolView):\n    def dispatch(self, request):\n        self.course = Club()",
    "the view hands it on": "class OtherView(EnrolView):\n    def get(self, r):\n        unheard_of(self.form_class)",
    "its getter is handed on": "class V(EnrolView):\n    def get(self):\n        unheard_of(self.get_form_class)",
    "an heir that makes it": "class OtherView(EnrolView):\n    def get(self):\n        self.form_class(course=Club())",
    "an heir that makes it by a name": "class OtherView(EnrolView):\n    def get(self, r):\n"
    "        made = self.get_form_class()\n        made(course=Club())",
    "made from outside": "EnrolView.form_class(course=Club())",
    "made from outside of what is unknown": "view = unheard_of(EnrolView)\nview.form_class(course=Club())",
    "a view of another kind": "from django.views.generic.edit import BaseFormView\nclass OtherView(BaseFormView):\n"
    f"    form_class = EnrolForm{OTHER}",
    "what is called by an assertion": "def f(self):\n    self.assertRaises(TypeError, EnrolForm, course=Club())",
    "an heir that has another form, and makes this one": "class OtherView(EnrolView):\n    form_class = forms.Form\n"
    "    def get(self):\n        return super().form_class(course=Club())",
    "an heir that has another form, and not by its getter": "class BaseView(FormView):\n    def get_form_class(self):\n"
    f"        return EnrolForm\nclass OtherView(BaseView):\n    form_class = forms.Form{OTHER}",
    "an heir that has another form, which is set anew": "class BaseView(FormView):\n    def setup(self, request):\n"
    f"        self.form_class = EnrolForm\nclass OtherView(BaseView):\n    form_class = forms.Form{OTHER}",
    "an admin": "from django.contrib import admin\nclass A(admin.ModelAdmin):\n    form = EnrolForm",
    "what a library reads in Meta": "class Mutation:\n    class Meta:\n        form_class = EnrolForm",
    "a global name": "def f():\n    global made\n    made = EnrolForm\ndef g():\n    made(course=Club())",
    "what get_form is given": "class OtherView(EnrolView):\n    def get_form(self, form_class):\n"
    "        return form_class(course=Club())",
    "kwargs that a library makes": "from braces.views import UserFormKwargsMixin\n"
    "class OtherView(UserFormKwargsMixin, FormView):\n    def get(self):\n"
    "        return EnrolForm(**self.get_form_kwargs())",
    "too many heirs": "".join(f"class View{n}(EnrolView): pass\n" for n in range(31)),
    "too many heirs of the form": "".join(f"class Form{n}(EnrolForm): pass\n" for n in range(31)),
    "an heir of an heir of the view": f"class OneView(EnrolView): pass\nclass TwoView(OneView):{OTHER}",
    "by its name": "getattr(EnrolView, 'form_class')(course=Club())",
    "an heir of the form": "class Below(EnrolForm): pass\nBelow(course=Club())",
    "an heir of the form that passes it": "class Below(EnrolForm):\n    def __init__(self, **kwargs):\n"
    "        super().__init__(course=Club(), **kwargs)",
    "an heir of the form that calls it": "class Below(EnrolForm):\n    def __init__(self, **kwargs):\n"
    "        EnrolForm.__init__(self, course=Club(), **kwargs)",
    "an heir of the form that anybody makes": "import them\nclass Below(EnrolForm, them.Form): pass",
    "an heir of an heir": "class Below(EnrolForm): pass\nclass Last(Below): pass\nunheard_of(Last)",
    "a mixin of an heir": "class Mixin:\n    def __init__(self, **kwargs):\n"
    "        super().__init__(course=Club(), **kwargs)\nclass Below(Mixin, EnrolForm): pass\nBelow()",
}


@pytest.mark.parametrize("views", UNKNOWN.values(), ids=UNKNOWN.keys())
def test_unknown(views: str, tmp_path: Path) -> None:
    checked(POPPED, views, "?", tmp_path)


@pytest.mark.parametrize("more", PARTLY.values(), ids=PARTLY.keys())
def test_not_only_that(more: str, tmp_path: Path) -> None:
    """One view passes a course; `more` passes something else, or what is not known."""
    checked(POPPED, VIEW, "Course.students", tmp_path)
    with pytest.raises(AssertionError, match=r"but it is: .*(\?|manager)"):
        checked(POPPED, VIEW + more, "Course.students", tmp_path)
    with pytest.raises(AssertionError, match=r"but it is: .*(\?|manager)"):
        checked(POPPED, VIEW, "Course.students", tmp_path, more=HEAD + "from app.views import *\n" + more)


def test_what_the_view_edits(tmp_path: Path) -> None:
    views = "class EnrolView(UpdateView):\n    form_class = EnrolForm\n    model = Course\n"
    checked(POPPED.replace('"course"', '"instance"'), views, "Course.students", tmp_path)


@pytest.mark.parametrize(
    ("base", "below"),
    [
        ("from app.views import EnrolView as Base", f"class OtherView(Base):{OTHER}"),
        ("from app.middle import MiddleView", f"class OtherView(MiddleView):{OTHER}"),
    ],
    ids=["by another name", "by way of another file"],
)
def test_heirs_in_other_files(base: str, below: str, tmp_path: Path) -> None:
    middle = "from app.views import EnrolView\nclass MiddleView(EnrolView): pass"
    with pytest.raises(AssertionError, match="manager"):
        checked(POPPED, VIEW, "Course.students", tmp_path, middle=middle, more=f"{HEAD}{base}\n{below}")


def test_heirs_that_a_call_makes(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=r"\?"):
        checked(POPPED, VIEW + "type('Made', (EnrolView,), {'course': Club()})", "Course.students", tmp_path)


def test_dictionaries_that_are_put_together(tmp_path: Path) -> None:
    source = """
        from school.models import Club, Course
        from them import unheard
        def f(a=None, b=None, **rest):
            return a, b, rest
        one = {"course": Course()}
        may = dict(unheard)
        (one | unheard)["course"]  # -> ?
        ({"more": 1} | one)["course"]  # -> Course
        (one | {"course": Club()})["course"]  # -> Club | Course
        ({"course": Club()} | dict(one))["course"]  # -> Club | Course
        dict(one, course=Club())["course"]  # -> Club
        dict(one, more=Club())["course"]  # -> Course
        dict(unheard, more=Club())["course"]  # -> ? | Club
        dict(**one)["course"]  # -> Course
        dict(**unheard, course=Club())["more"]  # -> ? | Club
        f(**{"a": Course()})[0]  # -> Course | None
        f(**{"a": Course()})[1]  # -> None
        f(**{"a": Course()}, **unheard)[0]  # -> Course | None
        f(**unheard)[0]  # -> ? | Course | None
        f(**one)[2]["course"]  # -> Course
        f(course=Club(), **one)[2].get("more")  # -> None
        f(course=Course(), **unheard)[2]["course"]  # -> Course
        f(course=Course(), **unheard)[2].get("more")  # -> ?
        open_ended = f(course=Course(), **unheard)[2]
        (open_ended | {"more": Club()})["course"]  # -> Course
        ({"more": Club()} | open_ended)["more"]  # -> ? | Club | Course
        ({"more": Club()} | open_ended).get("other")  # -> ?
        f(**(one if pk else unheard))[2]["course"]  # -> ?
        f(**({"a": Course()} if pk else open_ended))[0]  # -> ? | Course | None
        """
    check(source, tmp_path, {"app/views.py": textwrap.dedent(source)})
