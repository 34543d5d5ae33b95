"""Which calls of `clear` are there?"""

from __future__ import annotations

from matrix.forms.form import Form, form

FORMS: tuple[Form, ...] = (form("clear", "plain", "source: {S}", "source.{accessor}.clear()", "s(1)", "s(3)"),)
