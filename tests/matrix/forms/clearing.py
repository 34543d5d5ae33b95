"""Which calls of `clear` are there?"""

from __future__ import annotations

from matrix.forms.form import Form, form

FORMS: tuple[Form, ...] = (
    form("clear", "plain", "source: {S}", "source.{a}.clear()", "s(1)", "s(2)", "s(3)"),
    form("clear", "lazy source", "source: {S}", "source.{a}.clear()", "lazy(s(1))"),
    form("clear", "unsaved source", "source: {S}", "source.{a}.clear()", "unsaved_source()",
         tags="unsaved source, unseen"),
    form("clear", "unsaved source, made here", "", "source = {S}()\nsource.{a}.clear()", "", tags="unsaved source"),
    form("clear", "source saved here", "", "source = {S}()\nsource.save()\nsource.{a}.clear()", ""),
    form("clear", "source deleted here", "source: {S}", "source.delete()\nsource.{a}.clear()", "s(1)",
         tags="unsaved source"),
    form("clear", "with an argument", "source: {S}, target: {T}", "source.{a}.clear(target)", "s(1), t(1)"),
    form("clear", "twice", "source: {S}, other: {S}", "source.{a}.clear()\nother.{a}.clear()", "s(1), s(2)"),
)  # fmt: skip
