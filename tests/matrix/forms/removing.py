"""Which calls of `remove` are there?"""

from __future__ import annotations

from matrix.forms.form import Form, form

FORMS: tuple[Form, ...] = (
    form(
        "remove", "instance", "source: {S}, target: {T}", "source.{accessor}.remove(target)", "s(1), t(1)", "s(1), t(4)"
    ),
)
