"""How is `through_defaults` written in the explicit form, where it may be needed once, often, or as keywords?

The accessor calls each callable among the values once for each call, whether or not a row is made:
https://docs.djangoproject.com/en/stable/ref/models/relations/#django.db.models.fields.related.RelatedManager.add
"""

from __future__ import annotations

import ast
import keyword
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple, Protocol

from through_codemod.code import Assign
from through_codemod.expressions import Expression
from through_codemod.reasons import CaveatName, LeaveError, Reason
from through_codemod.relations import Relation
from through_codemod.sites import CallSite


class Planner(Protocol):
    """What is needed of the plan under way."""

    def hoist(self, text: str, *wanted: str) -> str:
        """Bind `text` to a fresh name before the operations, and return the name."""

    def fresh(self, *wanted: str) -> str:
        """Return the first of `wanted` that is free, or a name made from them."""

    def warn(self, name: CaveatName, message: str) -> None:
        """Record a caveat."""


class Called(StrEnum):
    """When a callable among the values is called."""

    HERE = "in the statement of each link"
    FIRST = "once, in front of the links"
    NEEDED = "for each new row"


def configured_for(site: CallSite, fields: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return the fields and expressions of the configuration that the site's new links get: those it does not give.

    Where it gives a dictionary that is not written out, nobody knows which those are. Raises `LeaveError` for a field
    that the through model does not have, or that is one of the pair.
    """
    given = site.keyword("through_defaults")
    if site.apps or not (given is None or given.none or given.entries is not None):
        return ()
    relation = site.relation
    taken = {name for key in (relation.source_key, relation.target_key) for name in (key.field, key.attname)}
    for name in fields:
        if name in taken or (relation.through_keywords and name not in relation.through_keywords):
            raise LeaveError(Reason.DEFAULTS_CONFIGURED, f"`{name}` of {relation.through_label}")
    named = {entry.key for entry in (given.entries if given else None) or ()}
    return tuple((name, text.strip()) for name, text in fields.items() if name not in named)


def free_names(text: str) -> tuple[str, ...]:
    """Return the names that the expression reads and does not bind itself."""
    nodes = list(ast.walk(ast.parse(text, mode="eval")))
    inside = {node.id for node in nodes if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)}
    inside |= {node.arg for node in nodes if isinstance(node, ast.arg)}
    return tuple(dict.fromkeys(node.id for node in nodes if isinstance(node, ast.Name) and node.id not in inside))


def pair_named(defaults: Expression, relation: Relation) -> str:
    """Return the first key that `defaults` is known to have and that is a foreign key of the pair, or an empty text."""
    keys = (relation.source_key, relation.target_key)
    taken = {name for key in keys for name in (key.field, key.attname)}
    return next((key for key in (*(entry.key for entry in defaults.entries or ()), *defaults.keys) if key in taken), "")


class Defaults(NamedTuple):
    """The values that a new row gets beside its pair.

    `mapping` is the text of a dictionary for `defaults=`, empty where there is none. `uncertain` says that some value
    may be a callable, which `get_or_create` would call and `create` would not. `configured` are fields and expressions
    of the configuration, for what the site does not give. `first` is what runs in front of the links.
    """

    expression: Expression | None
    configured: tuple[tuple[str, str], ...] = ()
    entries: tuple[tuple[str, str], ...] | None = None
    mapping: str = ""
    uncertain: bool = False
    first: tuple[Assign, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """The source texts that it takes."""
        return (self.mapping,)

    @property
    def calls(self) -> tuple[str, ...]:
        """The callables among the values, as far as they are known and do more than give a value."""
        entries = (self.expression and self.expression.entries) or ()
        return tuple(entry.value.text for entry in entries if entry.value.calls and not _given(entry.value))

    def once(self, planner: Planner) -> Defaults:
        """Return it for a single link: evaluated where it stands."""
        return self._prepared(planner, Called.HERE, repeated=False, settle=False)

    def repeated(self, planner: Planner) -> Defaults:
        """Return it for a loop: what does something when it is evaluated gets a name in front of the loop."""
        return self._prepared(planner, Called.FIRST, repeated=True, settle=True)

    def settled(self, planner: Planner, called: Called) -> Defaults:
        """Return it for a link that follows another call: what must be evaluated before that call gets a name."""
        return self._prepared(planner, called, repeated=False, settle=True)

    def _prepared(self, planner: Planner, called: Called, *, repeated: bool, settle: bool) -> Defaults:
        expression = self.expression
        if expression is None or expression.none or expression.entries == ():
            return Defaults(None, self.configured, (), _dictionary(self.configured))
        entries = expression.entries
        if entries is None or any(keyword.iskeyword(entry.key) for entry in entries):
            text = expression.text
            if settle and not expression.stable:
                text = planner.hoist(text, "defaults", "through_defaults")
            each = "for each new row instead of once" if repeated else "for a new row only"
            planner.warn(
                CaveatName.DEFAULTS_OPAQUE,
                f"what `{text}` holds is not known: a callable in it would be called {each}, and a key of the pair, "
                "which the call refuses, be written; write the values out",
            )
            return self._replace(mapping=text, uncertain=True)
        pairs: list[tuple[str, str]] = []
        first: list[Assign] = []
        uncertain = False
        for entry in entries:
            value, text = entry.value, _text(entry.value, called)
            uncertain |= value.calls is None and (repeated or value.stable or not settle)
            if repeated and value.calls is None:
                planner.warn(
                    CaveatName.DEFAULTS_CALLABLE,
                    f"`{text}` may be a callable, which would be called for each new row instead of once; call it, if "
                    "so",
                )
            if called is Called.FIRST and value.calls and not _given(value):
                first.append(Assign(planner.fresh(entry.key, f"default_{entry.key}"), text))
                text = first[-1].target
            elif settle and not value.stable:
                text = planner.hoist(text, entry.key, f"default_{entry.key}")
            pairs.append((entry.key, text))
        changed = [text for _, text in pairs] != [entry.value.text for entry in entries]
        mapping = _dictionary((*pairs, *self.configured)) if changed or self.configured else expression.text
        return self._replace(entries=tuple(pairs), mapping=mapping, uncertain=uncertain, first=tuple(first))

    def keywords(self, warn: Callable[[CaveatName, str], None]) -> tuple[str, ...]:
        """Return it as keyword arguments for `create`, which calls no callable."""
        if self.entries is None:
            if not self.mapping:
                return ()
            warn(
                CaveatName.DEFAULTS_OPAQUE,
                f"a callable among the values of `{self.mapping}` would be stored, not called; write the values out",
            )
            opaque = self.expression
            return (f"**({self.mapping} or {{}})" if opaque and opaque.dotted else f"**{self.mapping}",)
        arguments = []
        for (key, text), entry in zip(self.entries, (self.expression and self.expression.entries) or (), strict=True):
            if entry.value.calls and text == entry.value.text:
                text = entry.value.body.text if entry.value.body is not None else f"{text}()"
            elif entry.value.calls is None:
                warn(
                    CaveatName.DEFAULTS_CALLABLE,
                    f"`{text}` may be a callable, which would be stored instead of called; call it, if so",
                )
            arguments.append(f"{key}={text}")
        return (*arguments, *(f"{key}={text}" for key, text in self.configured))


def _dictionary(pairs: Sequence[tuple[str, str]]) -> str:
    return "{" + ", ".join(f'"{key}": {text}' for key, text in pairs) + "}" if pairs else ""


def _given(value: Expression) -> str:
    """Return what a callable gives without doing anything, or an empty text: `lambda: "B+"`."""
    return value.body.text if value.body is not None and value.body.stable and value.body.calls is False else ""


def _text(value: Expression, called: Called) -> str:
    """Return the text for one value: that of a callable's own value where it is called in this text."""
    if not value.calls:
        return value.text
    if (given := _given(value)) or called is Called.NEEDED:
        return given or value.text
    return value.body.text if value.body is not None else f"{value.text}()"
