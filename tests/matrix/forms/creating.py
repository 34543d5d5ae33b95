"""Which calls of `create`, `get_or_create` and `update_or_create` are there?"""

from __future__ import annotations

from matrix.forms.form import Form, form

FOUND = ('s(1), "{name} 1"', 's(1), "{name} 4"', 's(1), "Zoe"')  # linked, there but not linked, new
DEFAULTS = (
    ("literal", "", '{"grade": "B+"}', "", ""),
    ("None", "", "None", "", ""),
    ("value in a variable", ", grade: str", '{"grade": grade}', ", 'B+'", ""),
    ("value in a variable, a function", ", grade", '{"grade": grade}', ", lambda: tick()", "callable, unseen"),
    ("value made in place", "", '{"grade": tick()}', "", ""),
    ("variable", ", values: dict[str, str]", "values", ", {'grade': 'B+'}", ""),
    ("variable, None", ", values: dict[str, str] | None", "values", ", None", ""),
    ("variable, with a function", ", values: dict[str, str]", "values", ", {'grade': tick}", "callable, unseen"),
    ("variable, with a wrong key", ", values: dict[str, str]", "values", ", {'gradus': 'B+'}", "wrong key, unseen"),
    ("variable, with the pair's key", ", values: dict[str, int]", "values", ", {'student_id': 1}", "pair key, unseen"),
    ("function", "", '{"grade": tick}', "", "callable"),
    ("lambda", "", '{"grade": lambda: tick()}', "", "callable"),
    ("wrong key", "", '{"gradus": "B+"}', "", "wrong key"),
    ("the pair's key", "", '{"student_id": 1}', "", "pair key"),
)

CREATE = (
    form("create", "dropped", "source: {S}", "source.{a}.create({new})", "s(1)", "s(3)"),
    form("create", "returned", "source: {S}", "return source.{a}.create({new})", "s(1)"),
    form("create", "assigned", "source: {S}", "target = source.{a}.create({new})\nreturn target", "s(1)"),
    form("create", "attribute", "source: {S}", "return source.{a}.create({new}).{name}", "s(1)"),
    form("create", "in a list", "source: {S}", "return [source.{a}.create({new}), 1]", "s(1)"),
    form("create", "in a condition", "source: {S}", "return bool(source.{a}.create({new})) and 1", "s(1)"),
    form("create", "in a lambda", "source: {S}", "return (lambda: source.{a}.create({new}))()", "s(1)"),
    form("create", "spread", "source: {S}, values: dict[str, str]", "return source.{a}.create(**values)",
         "s(1), dict({new})"),
    form("create", "spread, with through_defaults", "source: {S}, values: dict[str, object]",
         "return source.{a}.create(**values)", "s(1), dict({new}, through_defaults={'grade': 'B+'})", tags="spread"),
    form("create", "wrong keyword", "source: {S}", "source.{a}.create(wrong=1)", "s(1)"),
    form("create", "positional", "source: {S}", "source.{a}.create(1)", "s(1)"),
    form("create", "unsaved source", "source: {S}", "source.{a}.create({new})", "unsaved_source()",
         tags="unsaved source, unseen"),
    form("create", "unsaved source, made here", "", "source = {S}()\nsource.{a}.create({new})", "",
         tags="unsaved source"),
    form("create", "twice, one of the two fails", "source: {S}",
         "source.{a}.create({new})\nsource.{a}.create(wrong=1)",
         "s(1)"),
    form("create", "in a transaction", "source: {S}",
         "with transaction.atomic():\n    source.{a}.create({new})", "s(1)"),
    *(
        form("create", f"defaults, {how}", f"source: {{S}}{more}",
             f"return source.{{a}}.create({{new}}, through_defaults={value})", f"s(1){given}", f"s(3){given}",
                  tags=tags)
        for how, more, value, given, tags in DEFAULTS
    ),
    form("create", "defaults first", "source: {S}",
         'return source.{a}.create(through_defaults={"grade": tick()}, {new})', "s(1)"),
)  # fmt: skip

GET = tuple(
    item
    for verb in ("get_or_create", "update_or_create")
    for item in (
        form(verb, "dropped", "source: {S}, word: str", f"source.{{a}}.{verb}({{name}}=word{{fill}})", *FOUND),
        form(verb, "returned", "source: {S}, word: str", f"return source.{{a}}.{verb}({{name}}=word{{fill}})", *FOUND),
        form(verb, "unpacked", "source: {S}, word: str",
             f"target, created = source.{{a}}.{verb}({{name}}=word{{fill}})\nreturn target, created", *FOUND),
        form(verb, "unpacked, the second unread", "source: {S}, word: str",
             f"target, _ = source.{{a}}.{verb}({{name}}=word{{fill}})\nreturn target", *FOUND),
        form(verb, "indexed", "source: {S}, word: str",
             f"return source.{{a}}.{verb}({{name}}=word{{fill}})[0]", *FOUND),
        form(verb, "in a tuple", "source: {S}, word: str",
             f"return 1, source.{{a}}.{verb}({{name}}=word{{fill}})", *FOUND),
        form(verb, "assigned", "source: {S}, word: str",
             f"pair = source.{{a}}.{verb}({{name}}=word{{fill}})\nreturn pair", *FOUND),
        form(verb, "by key", "source: {S}, target: {T}",
             f"return source.{{a}}.{verb}(pk=target.pk, defaults=dict({{new}}))", "s(1), t(1)", "s(1), t(4)"),
        form(verb, "defaults of the target", "source: {S}, word: str",
             f'return source.{{a}}.{verb}({{name}}__exact=word, defaults=dict({{new}}))', *FOUND),
        form(verb, "spread", "source: {S}, values: dict[str, str]", f"return source.{{a}}.{verb}(**values)",
             "s(1), dict({name}='{name} 1')", "s(1), dict({new})"),
        form(verb, "wrong keyword", "source: {S}", f"source.{{a}}.{verb}(wrong=1)", "s(1)"),
        form(verb, "several found", "source: {S}", f'source.{{a}}.{verb}({{name}}__contains=" ")', "s(1)", "s(2)"),
        form(verb, "unsaved source", "source: {S}", f"source.{{a}}.{verb}({{new}})", "unsaved_source()",
             tags="unsaved source, unseen"),
        form(verb, "unsaved source, made here", "", f"source = {{S}}()\nsource.{{a}}.{verb}({{new}})", "",
             tags="unsaved source"),
        *(
            form(verb, f"through_defaults, {how}", f"source: {{S}}, word: str{more}",
                 f"return source.{{a}}.{verb}({{name}}=word{{fill}}, through_defaults={value})",
                 *(text + given for text in FOUND), tags=tags)
            for how, more, value, given, tags in DEFAULTS
        ),
    )
)  # fmt: skip

FORMS: tuple[Form, ...] = (*CREATE, *GET)
