"""Which calls are left alone, whatever could be planned: those that raise today, and those that mean something else?"""

from __future__ import annotations

import re
from collections.abc import Sequence

from through_codemod.defaults import pair_named
from through_codemod.expressions import Expression
from through_codemod.reasons import LeaveError, Reason
from through_codemod.relations import Relation
from through_codemod.sites import CallSite, Verb
from through_codemod.slots import Use

_MANY_TO_MANY_FIELD = re.compile(r"django\.db\.models\.(?:[\w.]+\.)?ManyToManyField")


def refuse_site(site: CallSite) -> None:
    """Raise `LeaveError` where the relation or the call as a whole has no explicit form."""
    if site.relation.implicit:
        raise LeaveError(Reason.IMPLICIT_THROUGH, site.relation.through_label)
    if site.relation.unread:
        raise LeaveError(Reason.UNREAD_THROUGH, site.relation.unread)
    if not _MANY_TO_MANY_FIELD.fullmatch(site.relation.field_class):
        raise LeaveError(Reason.CUSTOM_FIELD, site.relation.field_class)
    if any(argument.keyword == "**" for argument in site.arguments) and site.verb in {Verb.ADD, Verb.SET}:
        raise LeaveError(Reason.SPREAD_ARGUMENTS)
    defaults = site.keyword("through_defaults")
    if defaults is not None and (named := pair_named(defaults, site.relation)):
        raise LeaveError(Reason.DEFAULTS_NAME_PAIR, named)
    if defaults is not None and not site.apps and (strange := _unknown_key(defaults, site.relation)):
        raise LeaveError(Reason.DEFAULTS_UNKNOWN, f"{site.relation.through_label} has no `{strange}`")
    if site.method not in set(Verb) and not site.awaited and site.slot.use is not Use.IGNORED:
        raise LeaveError(Reason.NOT_AWAITED)


def _unknown_key(defaults: Expression, relation: Relation) -> str:
    """Return the first key that `defaults` is known to have and the through model does not take, or an empty text."""
    known = relation.through_keywords
    keys = (*(entry.key for entry in defaults.entries or ()), *defaults.keys)
    return next((key for key in keys if known and key not in known), "")


def refuse_keywords(site: CallSite, *allowed: str) -> None:
    """Raise `LeaveError` where the call has a keyword that is not among `allowed`."""
    for argument in site.arguments:
        if argument.keyword is not None and argument.keyword not in allowed:
            raise LeaveError(Reason.INVALID_CALL, f"`{site.method}` takes no `{argument.keyword}`")


def refuse_arguments(site: CallSite, arguments: Sequence[Expression]) -> None:
    """Raise `LeaveError` where one of `arguments` is known to be nothing that the relation could link."""
    for argument in arguments:
        if argument.none:
            raise LeaveError(Reason.NONE_ARGUMENT)
        if argument.starred and argument.single:
            raise LeaveError(Reason.INVALID_CALL, f"`{argument.text}` is not iterable")
        if argument.iterable and not argument.starred and site.verb is not Verb.SET:
            raise LeaveError(Reason.INVALID_CALL, f"`{argument.text}` wants a star")
        if argument.wrong is not None:
            raise LeaveError(Reason.WRONG_MODEL, f"`{argument.text}` is an instance of {argument.wrong}")
