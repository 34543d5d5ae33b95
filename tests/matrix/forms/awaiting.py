"""Which calls are awaited?"""

from __future__ import annotations

from matrix.forms.form import Form, form

ONE = "source: {S}, target: {T}"
MANY = "source: {S}, targets: list[{T}]"
SINCE = (4, 2)

FORMS: tuple[Form, ...] = tuple(
    form(verb, title, parameters, f"await source.{{a}}.{call}", *given, tags=tags, since=SINCE)
    for verb, title, parameters, call, given, tags in (
        ("aadd", "instance", ONE, "aadd(target)", ("s(1), t(1)", "s(1), t(4)"), ""),
        ("aadd", "who knows", "source: {S}, target", "aadd(target)", ("s(1), t(1)", "s(1), key(4)"), ""),
        ("aadd", "list", MANY, "aadd(*targets)", ("s(1), [t(1), t(4)]", "s(3), [t(4), t(4)]"), ""),
        ("aadd", "list, the last unsaved", MANY, "aadd(*targets)", ("s(1), [t(4), unsaved()]",),
             "unsaved target, unseen"),
        ("aadd", "queryset", "source: {S}, targets: QuerySet[{T}]", "aadd(*[x async for x in targets])",
         ("s(1), numbered(1, 4)",), ""),
        ("aadd", "defaults", ONE, 'aadd(target, through_defaults={"grade": tick})', ("s(1), t(1)", "s(1), t(4)"),
             "callable"),
        ("aremove", "instance", ONE, "aremove(target)", ("s(1), t(1)", "s(1), t(4)"), ""),
        ("aremove", "list", MANY, "aremove(*targets)", ("s(1), [t(1), t(4)]",), ""),
        ("aset", "list", MANY, "aset(targets)", ("s(1), [t(1), t(4)]", "s(1), []", "s(3), [t(4), t(4)]"), ""),
        ("aset", "list, the last unsaved", MANY, "aset(targets)", ("s(1), [t(4), unsaved()]",),
             "unsaved target, unseen"),
        ("aset", "queryset", "source: {S}, targets: QuerySet[{T}]", "aset(targets)", ("s(1), numbered(1, 4)",), ""),
        ("aset", "one", ONE, "aset([target])", ("s(1), t(1)", "s(1), t(4)"), ""),
        ("aset", "empty", "source: {S}", "aset([])", ("s(1)",), ""),
        ("aset", "clear", MANY, "aset(targets, clear=True)", ("s(1), [t(1), t(4)]",), ""),
        ("aclear", "plain", "source: {S}", "aclear()", ("s(1)",), ""),
        ("acreate", "dropped", "source: {S}", "acreate({new})", ("s(1)",), ""),
        ("acreate", "defaults", "source: {S}", 'acreate({new}, through_defaults={"grade": tick})', ("s(1)",),
             "callable"),
        ("aget_or_create", "dropped", "source: {S}, word: str", "aget_or_create({name}=word{fill})",
         ('s(1), "{name} 1"', 's(1), "{name} 4"', 's(1), "Zoe"'), ""),
        ("aupdate_or_create", "dropped", "source: {S}, word: str", "aupdate_or_create({name}=word{fill})",
         ('s(1), "{name} 1"', 's(1), "{name} 4"', 's(1), "Zoe"'), ""),
    )
)  # fmt: skip
