"""Which calls are there? Verb, arguments and place, as text in which a shape's own names are put."""

from __future__ import annotations

from matrix.forms import adding, clearing, creating, removing, setting
from matrix.forms.form import Form

FORMS: tuple[Form, ...] = (
    *adding.FORMS,
    *removing.FORMS,
    *setting.FORMS,
    *clearing.FORMS,
    *creating.FORMS,
)
