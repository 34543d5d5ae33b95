"""What does a view of Django's, formtools' or REST framework's pass by itself to the form or serializer that it makes?

https://docs.djangoproject.com/en/stable/ref/class-based-views/mixins-editing/,
https://django-formtools.readthedocs.io/en/latest/wizard.html and
https://www.django-rest-framework.org/api-guide/generic-views/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from through_codemod.infer.classes import lineage
from through_codemod.infer.frameworks import is_a, user_of, view_instances
from through_codemod.infer.values import LITERAL, NONE, Class, Collection, Method, Object, Values, join, unknown

if TYPE_CHECKING:
    from through_codemod.infer.frames import Frame

_OF_ACCOUNTS = frozenset({"LoginView", "PasswordChangeView", "PasswordResetView", "PasswordResetConfirmView"})
_DELETING = frozenset({"DeleteView", "BaseDeleteView"})
_WIZARDS = "formtools.wizard."
METHODS = ("get_form_kwargs",)


def makes_forms(cls: Class) -> bool:
    """Whether it is a view that makes a form, and asks `get_form_kwargs` what to pass to it."""
    others = (name for name in lineage(cls).external if name.startswith(("django.", _WIZARDS)))
    return is_a(cls, "form view") or any(
        name.startswith(_WIZARDS) or name.rpartition(".")[2] in _OF_ACCOUNTS | _DELETING for name in others
    )


def is_wizard(cls: Class) -> bool:
    """Whether it is a view of formtools, which makes forms in steps."""
    return any(name.startswith(_WIZARDS) for name in lineage(cls).external)


def view_attribute(value: Object, name: str) -> Values | None:
    """Return a method by which Django's views say what they pass; None where it is none."""
    return frozenset({Method(value, name)}) if name in METHODS and makes_forms(value.cls) else None


def view_call(frame: Frame, method: Method) -> Values | None:
    """Return what `super().get_form_kwargs()` gives; None where the method is none of those."""
    if not isinstance(method.of, Object) or method.name not in METHODS or not makes_forms(method.of.cls):
        return None
    return form_kwargs(frame, method.of)


def form_kwargs(frame: Frame, view: Object) -> Values:
    """Return the dictionary of what a view passes to its form where the project adds nothing to it."""
    known: dict[str | int, Values] = {}
    lasts = {name.rpartition(".")[2] for name in lineage(view.cls).external}
    if not is_wizard(view.cls):
        known = {name: unknown(f"{name} of {view.cls.name}") for name in ("data", "files", "initial", "prefix")}
    if lasts & _OF_ACCOUNTS:
        known |= {"request": unknown("request"), "user": user_of(frame, f"{view.cls.name} -> user")}
    elif not lasts & _DELETING and is_a(view.cls, "view"):
        known["instance"] = join((view_instances(frame, view), NONE))
    items = tuple(sorted(known.items()))
    return frozenset({Collection("dict", LITERAL, mapped=join(known.values()), known=items)})
