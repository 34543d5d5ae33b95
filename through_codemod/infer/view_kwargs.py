"""What does a view of Django's pass by itself to the form that it makes?

https://docs.djangoproject.com/en/stable/ref/class-based-views/mixins-editing/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from through_codemod.infer.classes import FAMILIAR, lineage
from through_codemod.infer.frameworks import user_of, view_instances
from through_codemod.infer.routed import url_kwargs
from through_codemod.infer.values import (
    LITERAL,
    NONE,
    NOTHING,
    Class,
    Collection,
    Method,
    Object,
    Values,
    join,
    unknown,
)

if TYPE_CHECKING:
    from through_codemod.infer.frames import Frame

_OF_MODELS = frozenset({"ModelFormMixin", "BaseCreateView", "CreateView", "BaseUpdateView", "UpdateView"})
_OF_ACCOUNTS = frozenset({"LoginView", "PasswordChangeView", "PasswordResetView", "PasswordResetConfirmView"})
_OTHERS = frozenset({"FormMixin", "BaseFormView", "FormView", "BaseDeleteView", "DeleteView"})
_PLAIN = (  # roots of classes that make forms in no other way
    *(root for root in FAMILIAR if root != "enum."),
    *("django.views.", "django.contrib.auth.mixins.", "django.contrib.auth.views.", "django.contrib.messages.views."),
    *("django.contrib.admin.", "django.contrib.auth.admin.", "braces.views."),
    *("guardian.mixins.", "rules.contrib.", "reversion.", "waffle.mixins.", "view_breadcrumbs.", "django_tables2."),
)
_ADDING = ("UserFormKwargsMixin",)  # to what `get_form_kwargs` gives


def is_familiar(cls: Class) -> bool:
    """Whether a class inherits from nothing that is not known to make forms as Django's views do."""
    behind = lineage(cls)
    return behind.whole and all(name.startswith(_PLAIN) and not name.endswith(_ADDING) for name in behind.external)


def makes_forms(cls: Class) -> bool:
    """Whether it is a view that makes a form, and asks `get_form_kwargs` what to pass to it."""
    return bool(_names(cls) & (_OF_MODELS | _OF_ACCOUNTS | _OTHERS))


def _names(cls: Class) -> set[str]:
    return {name.rpartition(".")[2] for name in lineage(cls).external}


def view_attribute(value: Object, name: str) -> Values | None:
    """Return a method by which Django's views say what they pass, or what a URL gives them; None for anything else."""
    if name == "kwargs":
        return url_kwargs(value)
    return frozenset({Method(value, name)}) if name == "get_form_kwargs" and makes_forms(value.cls) else None


def view_call(frame: Frame, method: Method) -> Values | None:
    """Return what `super().get_form_kwargs()` gives; None for another method."""
    if method.name == "get_form_kwargs" and isinstance(method.of, Object) and makes_forms(method.of.cls):
        return form_kwargs(frame, method.of)
    return None


def form_kwargs(frame: Frame, view: Object) -> Values:
    """Return the dictionary of what a view passes to its form where the project adds nothing to it."""
    names = _names(view.cls)
    known = dict.fromkeys(("data", "files", "initial", "prefix"), unknown("of a view"))
    if names & _OF_ACCOUNTS:
        known |= {"request": unknown("request"), "user": user_of(frame, f"{view.cls.name} -> user")}
    if names & _OF_MODELS:
        known["instance"] = join((view_instances(frame, view), NONE))
    more = not is_familiar(view.cls)
    mapped = join((*known.values(), unknown("what a view adds") if more else NOTHING))
    return frozenset({Collection("dict", LITERAL, mapped=mapped, known=tuple(sorted(known.items())), more=more)})
