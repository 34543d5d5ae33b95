"""Which rewrites look right, and are not? Section 7 of SEMANTICS, each in place of what the tool writes for a cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import dedent

UNTIL = (9, 9)


@dataclass(frozen=True)
class Trap:
    """A body for the cell of a shape and a form, on Djangos before `until`.

    Its links are `{L}`s, each of a `course`, the source, and a `student`, the target.
    """

    title: str
    shape: str
    form: str
    body: str
    until: tuple[int, int] = UNTIL

    def __str__(self) -> str:
        return self.title


def trap(title: str, shape: str, form: str, body: str, until: tuple[int, int] = UNTIL) -> Trap:
    return Trap(title, shape, form, dedent(body).strip(), until)


TRAPS: Sequence[Trap] = (
    trap(
        "set without list(): a queryset is evaluated again after the delete",
        "unique together",
        "set: queryset of those that are missing, in a variable",
        """
        targets = {T}.objects.exclude(courses=source)
        with transaction.atomic():
            {L}.objects.filter(course=source).exclude(student__in=targets).delete()
            for target in targets:
                {L}.objects.get_or_create(course=source, student=target)
        return len(targets)
        """,
    ),
    trap(
        "set without list(): a generator is eaten by exclude()",
        "unique together",
        "set: iterable, a generator",
        """
        with transaction.atomic():
            {L}.objects.filter(course=source).exclude(student__in=targets).delete()
            for target in targets:
                {L}.objects.get_or_create(course=source, student=target)
        """,
    ),
    trap(
        "set by a difference of keys in Python: texts are none of the keys, and grades are lost",
        "unique together",
        "set: key texts",
        """
        linked = set({L}.objects.filter(course=source).values_list("student_id", flat=True))
        with transaction.atomic():
            {L}.objects.filter(course=source, student_id__in=linked - set(target_ids)).delete()
            for target_id in target_ids:
                {L}.objects.get_or_create(course=source, student_id=target_id)
        """,
    ),
    trap(
        "set by deleting all: those who stay lose their grades",
        "unique together",
        "set: list",
        """
        with transaction.atomic():
            {L}.objects.filter(course=source).delete()
            for target in targets:
                {L}.objects.create(course=source, student=target)
        """,
    ),
    trap(
        "set(clear=True) by create(): fails where one is given twice",
        "unique together",
        "set: clear, list",
        """
        with transaction.atomic():
            {L}.objects.filter(course=source).delete()
            for target in targets:
                {L}.objects.create(course=source, student=target)
        """,
    ),
    trap(
        "get_or_create() where the pair is not unique",
        "no constraint",
        "add: instance",
        "{L}.objects.get_or_create(course=source, student=target)",
    ),
    trap(
        "a key as the instance",
        "unique together",
        "add: key",
        "{L}.objects.get_or_create(course=source, student=target_id)",
    ),
    trap(
        "bulk_create() of one that is given twice",
        "save of the link",
        "add: list, one twice",
        """
        linked = set({L}.objects.filter(course=source).values_list("student_id", flat=True))
        {L}.objects.bulk_create([{L}(course=source, student=target) for target in targets if target.pk not in linked])
        """,
    ),
    trap(
        "ignore_conflicts without a constraint",
        "no constraint",
        "add: list",
        "{L}.objects.bulk_create([{L}(course=source, student=target) for target in targets], ignore_conflicts=True)",
    ),
    trap(
        "ignore_conflicts hides a column that must be given",
        "required number",
        "add: several",
        "{L}.objects.bulk_create([{L}(course=source, student=target) for target in (a, b)], ignore_conflicts=True)",
    ),
    trap(
        "through_defaults in the look-up",
        "unique together",
        "add: defaults, literal",
        '{L}.objects.get_or_create(course=source, student=target, grade="B+")',
    ),
    trap(
        "update_or_create() for add: a grade that is there is overwritten",
        "unique together",
        "add: defaults, literal",
        '{L}.objects.update_or_create(course=source, student=target, defaults={"grade": "B+"})',
    ),
    trap(
        "create() for add",
        "unique together",
        "add: instance",
        "{L}.objects.create(course=source, student=target)",
    ),
    trap(
        "a loop without a transaction: the first stay when the last fails",
        "unique together",
        "add: list, the last unsaved",
        """
        for target in targets:
            {L}.objects.get_or_create(course=source, student=target)
        """,
    ),
    trap(
        "a set without a transaction: what was deleted is gone when the last fails",
        "unique together",
        "set: key list, the last nobody's",
        """
        {L}.objects.filter(course=source).exclude(student_id__in=target_ids).delete()
        for target_id in target_ids:
            {L}.objects.get_or_create(course=source, student_id=target_id)
        """,
    ),
    trap(
        "removing None where links may have no target",
        "nullable",
        "remove: instance or None, None",
        "{L}.objects.filter(course=source, student=target).delete()",
    ),
    trap(
        "clearing a source that is not saved, where links may have no source",
        "nullable",
        "clear: unsaved source, made here",
        """
        source = {S}()
        {L}.objects.filter(course=source).delete()
        """,
        until=(5, 0),
    ),
    trap(
        "removing an instance that is not saved, where links may have no target",
        "nullable",
        "remove: who knows: unsaved",
        "{L}.objects.filter(course=source, student=target).delete()",
        until=(5, 0),
    ),
    trap(
        "set([]) as clear(): links without a target go as well",
        "nullable",
        "set: empty",
        "{L}.objects.filter(course=source).delete()",
    ),
    trap(
        "exclude() without isnull: links without a target go as well",
        "nullable",
        "set: list",
        """
        with transaction.atomic():
            {L}.objects.filter(course=source).exclude(student__in=targets).delete()
            for target in targets:
                {L}.objects.get_or_create(course=source, student=target)
        """,
    ),
    trap(
        "clear() of targets that are hidden",
        "hidden targets",
        "clear: plain",
        "{L}.objects.filter(course=source).delete()",
    ),
    trap(
        "remove() of targets that are hidden",
        "hidden targets",
        "remove: key texts and keys",
        "{L}.objects.filter(course=source, student__in=target_ids).delete()",
    ),
    trap(
        "set() with targets that are hidden",
        "hidden targets",
        "set: list",
        """
        with transaction.atomic():
            {L}.objects.filter(course=source).exclude(student__in=targets).delete()
            for target in targets:
                {L}.objects.get_or_create(course=source, student=target)
        """,
    ),
    trap(
        "looking among all targets, not among the linked ones",
        "unique together",
        "get_or_create: returned",
        """
        target, created = {T}.objects.get_or_create(name=word)
        if created:
            {L}.objects.create(course=source, student=target)
        return target, created
        """,
    ),
    trap(
        "a function as a value of create(), which does not call it",
        "no constraint",
        "add: defaults, function",
        """
        if not {L}.objects.filter(course=source, student=target).exists():
            {L}.objects.create(course=source, student=target, grade=tick)
        """,
    ),
    trap(
        "a function that is called for each row",
        "unique together",
        "add: defaults for a list, function",
        """
        with transaction.atomic():
            for target in targets:
                {L}.objects.get_or_create(course=source, student=target, defaults={"grade": tick})
        """,
    ),
    trap(
        "one row for a symmetrical relation",
        "symmetrical",
        "add: instance",
        "{L}.objects.get_or_create(course=source, student=target)",
    ),
    trap(
        "one row deleted of a symmetrical relation",
        "symmetrical",
        "remove: instance",
        "{L}.objects.filter(course=source, student=target).delete()",
    ),
    trap(
        "get_or_create() where save() does something",
        "save of the link",
        "add: instance",
        "{L}.objects.get_or_create(course=source, student=target)",
    ),
    trap(
        "`objects` where it is not the default manager",
        "objects shows all, the default does not",
        "clear: plain",
        "{L}.objects.filter(course=source).delete()",
    ),
    trap(
        "the primary key where links hold another column",
        "to a text field",
        "add: who knows: instance",
        '{L}.objects.get_or_create(course=source, student_id=getattr(target, "pk", target))',
    ),
    trap(
        "a child's own key",
        "target is a child with its own key",
        "add: who knows: instance",
        '{L}.objects.get_or_create(course=source, student_id=getattr(target, "pk", target))',
    ),
)
