"""In which places do calls stand, and what happens around them?"""

from __future__ import annotations

from matrix.forms.form import Form, form

ONE = "source: {S}, target: {T}"
VERBS = (
    ("add", "add(target)"),
    ("remove", "remove(target)"),
    ("set", "set([target])"),
    ("clear", "clear()"),
)
GIVEN = ("s(1), t(1)", "s(1), t(4)")
NARROWED = (
    'sources = {S}._base_manager.prefetch_related(Prefetch("{a}", queryset={T}.{manager}.filter(pk=target.pk)))\n'
    "for source in sources.filter(pk=source.pk):\n"
)
NONE = "source = {S}._base_manager.filter(pk=None).first()\n"
FAILING = (
    ("add", "add(target, {T}())"),
    ("set", "set([target, {T}()])"),
)

FORMS: tuple[Form, ...] = (
    *(
        item
        for verb, call in VERBS
        for item in (
            form(verb, "value returned", ONE, f"return source.{{a}}.{call}", *GIVEN),
            form(verb, "value assigned", ONE, f"done = source.{{a}}.{call}\nreturn done", *GIVEN),
            form(verb, "value in an expression", ONE, f"return source.{{a}}.{call} or 1", *GIVEN),
            form(verb, "value of a lambda", ONE, f"return (lambda: source.{{a}}.{call})()", *GIVEN),
            form(verb, "in a comprehension", "source: {S}, targets: list[{T}]",
                 f"[source.{{a}}.{call} for target in targets]", "s(1), [t(1), t(4)]"),
            form(verb, "in a condition", ONE + ", wanted: bool", f"if wanted:\n    source.{{a}}.{call}",
                 "s(1), t(4), True", "s(1), t(4), False"),
            form(verb, "in a loop over sources", "target: {T}",
                 f"for source in {{S}}._base_manager.all():\n    source.{{a}}.{call}", "t(1)", "t(4)"),
            form(verb, "on a source made in place", "key: object, target: {T}",
                 f"{{S}}._base_manager.get(pk=key).{{a}}.{call}", "s(1).pk, t(1)", "s(1).pk, t(4)"),
            form(verb, "in a transaction", ONE, f"with transaction.atomic():\n    source.{{a}}.{call}", *GIVEN),
            form(verb, "in a transaction that fails", ONE,
                 f"with transaction.atomic():\n    source.{{a}}.{call}\n    raise KeyError", *GIVEN),
            form(verb, "prefetched and read", ONE,
                 "sources = {S}._base_manager.prefetch_related(\"{a}\").filter(pk=source.pk)\n"
                 "for source in sources:\n"
                 f"    source.{{a}}.{call}\n"
                 "    return sorted(found.pk for found in source.{a}.all())", *GIVEN, tags="prefetched"),
            form(verb, "prefetched and not read", ONE,
                 "for source in {S}._base_manager.prefetch_related(\"{a}\").filter(pk=source.pk):\n"
                 f"    source.{{a}}.{call}", *GIVEN, tags="prefetched"),
            form(verb, "prefetched by the caller", ONE,
                 f"source.{{a}}.{call}\nreturn sorted(found.pk for found in source.{{a}}.all())",
                 "prefetched(1), t(1)", "prefetched(1), t(4)", tags="prefetched, unseen"),
            form(verb, "prefetched by the caller and read in the next turn", ONE,
                 f"for _ in range(2):\n    seen = sorted(found.pk for found in source.{{a}}.all())\n"
                 f"    source.{{a}}.{call}\nreturn seen",
                 "prefetched(1), t(1)", "prefetched(1), t(4)", tags="prefetched, unseen"),
        )
    ),
    *(
        item
        for verb, call in VERBS
        for item in (
            form(verb, "narrowed by a Prefetch, and filtered afterwards", ONE,
                 f"{NARROWED}    source.{{a}}.{call}\n"
                 "    return sorted(found.pk for found in source.{a}.filter(pk__isnull=False))", *GIVEN,
                 tags="prefetched, narrowed"),
            form(verb, "narrowed by a Prefetch, and all are read afterwards", ONE,
                 f"{NARROWED}    source.{{a}}.{call}\n    return sorted(found.pk for found in source.{{a}}.all())",
                 *GIVEN, tags="prefetched, narrowed"),
        )
    ),
    *(
        item
        for verb, call in (*VERBS, ("create", "create({new})"))
        for item in (
            form(verb, "source or None, None", "source: {S} | None, target: {T}", f"source.{{a}}.{call}",
                 "None, t(1)", "None, t(4)", tags="no source, unseen"),
            form(verb, "first, which finds none", "target: {T}", f"{NONE}source.{{a}}.{call}", "t(1)",
                 tags="no source, unseen"),
            form(verb, "None where an instance is annotated as the source", ONE, f"source.{{a}}.{call}", "None, t(1)",
                 tags="no source, annotated source, unseen"),
        )
    ),
    *(
        item
        for verb, call in FAILING
        for item in (
            form(verb, "failure caught", ONE,
                 f"try:\n    source.{{a}}.{call}\nexcept ValueError:\n    return 1", "s(1), t(4)",
                      tags="unsaved target"),
            form(verb, "failure caught in a transaction, and more written", ONE + ", other: {S}",
                 f"with transaction.atomic():\n    try:\n        source.{{a}}.{call}\n"
                 "    except ValueError:\n        pass\n    other.{a}.clear()", "s(1), t(4), s(2)",
                 tags="unsaved target, caught"),
        )
    ),
)  # fmt: skip
