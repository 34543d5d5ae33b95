"""Which calls of `add` are there?"""

from __future__ import annotations

from matrix.forms.form import Form, form

ONE = "source: {S}, target: {T}"
MANY = "source: {S}, targets: list[{T}]"

FORMS: tuple[Form, ...] = (
    form("add", "instance", ONE, "source.{accessor}.add(target)", "s(1), t(1)", "s(1), t(4)", "s(3), t(4)"),
    form(
        "add", "key", "source: {S}, target_id: {K}", "source.{accessor}.add(target_id)", "s(1), key(1)", "s(1), key(4)"
    ),
    form(
        "add",
        "several",
        "source: {S}, a: {T}, b: {T}",
        "source.{accessor}.add(a, b)",
        "s(1), t(2), t(4)",
        "s(3), t(4), t(4)",
    ),
    form(
        "add",
        "list",
        MANY,
        "source.{accessor}.add(*targets)",
        "s(1), [t(1), t(4)]",
        "s(3), []",
        "s(3), [t(4), t(1), t(4)]",
    ),
)
