"""Which calls of `set` are there?"""

from __future__ import annotations

from matrix.forms.form import Form, form

FORMS: tuple[Form, ...] = (
    form(
        "set",
        "list",
        "source: {S}, targets: list[{T}]",
        "source.{accessor}.set(targets)",
        "s(1), [t(1), t(4)]",
        "s(1), []",
    ),
)
