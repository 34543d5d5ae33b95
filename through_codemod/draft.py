"""What do the plans of all verbs have in common: names bound in front, the source's text, one transaction?"""

from __future__ import annotations

import re
from typing import NamedTuple

from through_codemod.caveats import caveats_of, notes_of
from through_codemod.code import (
    Assign,
    Atomic,
    Call,
    Display,
    Operation,
    Run,
    SyncBlock,
    names_bound,
)
from through_codemod.config import Config
from through_codemod.defaults import Defaults, configured_for, free_names
from through_codemod.forms import Forms, Names
from through_codemod.overrides import differing_methods
from through_codemod.plurals import plural_of
from through_codemod.reasons import Caveat, CaveatName, LeaveError, Reason
from through_codemod.relations import RelationMap
from through_codemod.sites import CallSite


class Plan(NamedTuple):
    """What takes the place of a site.

    `before` runs in front of the site's statement; `value` stands where the call stood, None where the whole statement
    goes; `inside` runs first in the statement's block, `after` behind it. It is safe if and only if it has no caveat;
    `notes` are for the reviewer.
    """

    before: tuple[Operation, ...] = ()
    value: Call | str | None = None
    inside: tuple[Operation, ...] = ()
    after: tuple[Operation, ...] = ()
    caveats: tuple[Caveat, ...] = ()
    notes: tuple[str, ...] = ()


class Draft:
    """A plan under way for one site, for which a verb settles the operations."""

    def __init__(self, site: CallSite, relations: RelationMap, names: Names, config: Config) -> None:
        self.site = site
        self.relations = relations
        self.names = names
        self.relation = site.relation
        self.source_key = site.relation.source_key
        self.target_key = site.relation.target_key
        self.caveats: dict[CaveatName, Caveat] = {item.name: item for item in caveats_of(site, relations)}
        self.hoisted: list[Operation] = []
        self.config = config
        self.configured: tuple[tuple[str, str], ...] = ()
        self.notes: list[str] = []
        self.forms = Forms(site, relations, names, config, self.warn, self.hoist)

    def close(self) -> None:
        """Forget everything: the forms refer back to here, so that all would stay until garbage is looked for."""
        vars(self).clear()

    def warn(self, name: CaveatName, message: str) -> None:
        """Record a caveat once."""
        self.caveats.setdefault(name, Caveat(name, message))

    def planned(
        self,
        before: tuple[Operation, ...],
        value: Call | str | None = None,
        *,
        inside: tuple[Operation, ...] = (),
        after: tuple[Operation, ...] = (),
    ) -> Plan:
        """Return the plan of these operations. Raises `LeaveError` where they cannot stand."""
        if self.site.slot.in_class and names_bound((*self.hoisted, *before, *inside, *after)):
            raise LeaveError(Reason.NO_PLACE, "its names would become attributes of the class")
        operations = (*before, *inside, *after, *((Run(value),) if isinstance(value, Call) else ()))
        if message := differing_methods(self.site, self.relations, operations, self.forms.rows()):
            self.warn(CaveatName.MANAGER_METHODS, message)
        return Plan(
            (*self.hoisted, *before),
            value,
            inside,
            after,
            tuple(self.caveats.values()),
            (*notes_of(self.site, self.relations, self.configured), *self.notes),
        )

    def defaults(self) -> Defaults:
        """Return what new links get beside their pair, as site and configuration have it."""
        fields = self.config.defaults.get(self.relation.through_label.lower(), {})
        self.configured = configured_for(self.site, fields)
        for name in (name for _, text in self.configured for name in free_names(text)):
            if not self.names.bound(name):
                self.warn(
                    CaveatName.DEFAULTS_NAME,
                    f"`{name}` of the configured default means nothing here: look for its import",
                )
        given = self.site.keyword("through_defaults")
        if fields and given is not None and not given.none and given.entries is None:
            self.notes.append(f"`{given.text}` may hold {', '.join(fields)}, so the configured default is not added")
        return Defaults(given, self.configured)

    def fresh(self, *wanted: str) -> str:
        """Return the first of `wanted` that is free, or a name made from them."""
        return self.names.fresh(*wanted, f"wanted_{wanted[0]}")

    def hoist(self, text: Call | Display | str, *wanted: str) -> str:
        """Bind `text` to a fresh name before the operations, and return the name."""
        name = self.fresh(*wanted)
        self.hoisted.append(Assign(name, text))
        return name

    def _is_moved(self) -> bool:
        """Whether evaluating the arguments may change what the receiver's text means."""
        receiver = self.site.receiver.text
        root = re.escape(receiver.partition(".")[0])
        return any(
            re.search(rf"\b{root}\s*:=" if receiver.isidentifier() else rf"\b{root}\b", argument.text)
            for argument in self.site.arguments
            if not argument.stable
        )

    def settled_source(self, *, repeated: bool) -> str:
        """Settle how the source instance is written; one that is evaluated more than once gets a name first."""
        if repeated and (not self.site.receiver.dotted or self._is_moved()):
            field = self.source_key.field
            name = self.names.fresh(field, f"other_{field}")
            self.hoisted.insert(0, Assign(name, self.site.receiver.text))
            self.forms.source = name
        return self.forms.source

    def threaded(self) -> None:
        """From here on the operations are synchronous; a coroutine runs them in a thread."""
        if self.forms.asynchronous:
            if not self.site.awaited:
                raise LeaveError(Reason.NOT_AWAITED)
            self.forms.in_thread = True

    def in_thread(self, verb: str, operations: tuple[Operation, ...]) -> tuple[Operation, ...]:
        """Return the operations, one block of a transaction, in a function for a thread where they need one."""
        if not self.forms.in_thread:
            return operations
        self.warn(
            CaveatName.ASYNC_BLOCK,
            "the transaction runs in a thread of its own function, as no transaction can be entered in a coroutine",
        )
        first: list[Operation] = [
            item
            for item in self.hoisted
            if isinstance(item, Assign)
            and (item.target == self.forms.source or re.search(r"\b(await|async)\b", str(item.value)))
        ]
        inside = [item for item in self.hoisted if item not in first]
        self.hoisted = first
        name = self.names.fresh(f"{verb}_{plural_of(self.target_key.field)}", f"{verb}_{self.relation.accessor}_now")
        sync_to_async = self.names.library("asgiref.sync", "sync_to_async")
        (block,) = operations
        assert isinstance(block, Atomic)
        plain = not block.call.steps[0].arguments
        atomic = block.call.prefix if plain else block.call
        return (SyncBlock(name, sync_to_async, atomic, (*inside, *block.body)),)
