"""Which calls of `create`, `get_or_create` and `update_or_create` are there?"""

from __future__ import annotations

from matrix.forms.form import Form, form

FORMS: tuple[Form, ...] = (
    form("create", "returned", "source: {S}", 'return source.{accessor}.create({name}="Zoe")', "s(1)"),
)
