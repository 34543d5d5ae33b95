"""What takes the place of a call site? Data, no nodes: a plan, or the reason why it is left alone.

The forms are those that were measured to leave the same rows as the accessor, whose own code is `ManyRelatedManager` in
https://github.com/django/django/blob/main/django/db/models/fields/related_descriptors.py
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import assert_never

from through_codemod.caveats import caveats_of, notes_of
from through_codemod.code import (
    Assign,
    Atomic,
    Call,
    Display,
    Keyword,
    Operation,
    Run,
    Step,
    SyncBlock,
    call_of,
    names_bound,
    when,
)
from through_codemod.config import Config
from through_codemod.defaults import Defaults, configured_for, free_names
from through_codemod.expressions import Expression, Kind, each_kind, kind_of
from through_codemod.forms import Elements, Forms, Names
from through_codemod.overrides import differing_methods
from through_codemod.plurals import plural_of
from through_codemod.reasons import Caveat, CaveatName, LeaveError, Left, Reason, left
from through_codemod.refusals import refuse_arguments, refuse_keywords, refuse_site
from through_codemod.relations import RelationMap
from through_codemod.sites import CallSite, Verb
from through_codemod.slots import Use


@dataclass(frozen=True, slots=True)
class Plan:
    """What takes the place of a site.

    `before` runs in front of the site's statement; `value` stands where the call stood, None where the whole statement
    goes; `after` runs behind it. It is safe if and only if it has no caveat; `notes` are for the reviewer.
    """

    before: tuple[Operation, ...] = ()
    value: Call | str | None = None
    after: tuple[Operation, ...] = ()
    caveats: tuple[Caveat, ...] = ()
    notes: tuple[str, ...] = ()


def plan_of(site: CallSite, relations: RelationMap, names: Names, config: Config) -> Plan | Left:
    """Return what takes the place of `site`, or why it is left alone."""
    try:
        return _Planner(site, relations, names, config).plan()
    except LeaveError as leaving:
        return leaving.left


class _Planner:
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

    def plan(self) -> Plan | Left:
        site = self.site
        refuse_site(site)
        match site.verb:
            case Verb.ADD:
                return self._finish(self._add())
            case Verb.REMOVE:
                return self._finish(self._remove())
            case Verb.CLEAR:
                return self._finish(self._clear())
            case Verb.SET:
                return self._finish(self._set())
            case Verb.CREATE:
                return self._create()
            case Verb.GET_OR_CREATE | Verb.UPDATE_OR_CREATE:
                return self._get_or_create()
            case _:
                assert_never(site.verb)

    def warn(self, name: CaveatName, message: str) -> None:
        """Record a caveat once."""
        self.caveats.setdefault(name, Caveat(name, message))

    def _plan(
        self, before: tuple[Operation, ...], value: Call | str | None = None, after: tuple[Operation, ...] = ()
    ) -> Plan:
        if self.site.slot.in_class and names_bound((*self.hoisted, *before, *after)):
            raise LeaveError(Reason.NO_PLACE, "its names would become attributes of the class")
        operations = (*before, *after, *((Run(value),) if isinstance(value, Call) else ()))
        if message := differing_methods(self.site, self.relations, operations, self.forms.rows()):
            self.warn(CaveatName.MANAGER_METHODS, message)
        return Plan(
            (*self.hoisted, *before),
            value,
            after,
            tuple(self.caveats.values()),
            (*notes_of(self.site, self.relations, self.configured), *self.notes),
        )

    # -- where the result goes

    def _finish(self, operations: tuple[Operation, ...]) -> Plan | Left:
        """Place the operations of a verb that returns None."""
        match self.site.slot.use:
            case Use.DROPPED:
                return self._plan(operations)
            case Use.RETURNED:
                return self._plan(operations, None if self.site.slot.last else "None")
            case Use.IGNORED:
                if not self.hoisted and len(operations) == 1 and isinstance(operations[0], Run):
                    return self._plan((), operations[0].call)
                return left(Reason.NO_PLACE)
            case _:
                return left(Reason.VALUE_USED)

    def _create(self) -> Plan | Left:
        self._only_keywords()
        slot = self.site.slot
        passed_on = self._passed_on()
        after_call = self._defaults().settled(self)
        source = self._source(repeated=True)
        create = self.forms.new_target(passed_on)
        if (
            slot.use is Use.ASSIGNED
            and slot.targets
            and not any(_mentions(target, (source, *after_call.texts)) for target in slot.targets)
        ):
            return self._plan((), create, self.forms.new_link(slot.targets[0], after_call))
        if slot.use in {Use.IGNORED, Use.STUCK}:
            return left(Reason.NO_PLACE, slot.why)
        name = self.names.fresh(self.forms.element_name(Kind.INSTANCE), f"new_{self.target_key.field}")
        made = (Assign(name, create), *self.forms.new_link(name, after_call))
        return self._plan(made, None if slot.use is Use.DROPPED else name)

    def _get_or_create(self) -> Plan | Left:
        self._only_keywords()
        slot = self.site.slot
        passed_on = self._passed_on()
        after_call = self._defaults().settled(self)
        source = self._source(repeated=True)
        accessor = self.site.accessor
        if self.forms.source != self.site.receiver.text:
            accessor = f"{self.forms.source}.{self.relation.accessor}"
        call = self.forms.call(accessor, Step("all"), Step(self.forms.method(self.site.verb.value), passed_on))
        if slot.use in {Use.IGNORED, Use.STUCK}:
            return left(Reason.NO_PLACE, slot.why)
        name, created, unpacked = "", "", False
        if slot.unpacked is not None and not any(
            _mentions(target, (source, accessor, *after_call.texts)) for target in slot.unpacked
        ):
            unpacked = True
            name, created = (
                "" if target in slot.unread and target.startswith("_") else target for target in slot.unpacked
            )
        name = name or self.names.fresh(self.forms.element_name(Kind.INSTANCE), f"new_{self.target_key.field}")
        created = created or self.names.fresh("created", f"{self.target_key.field}_created")
        made: tuple[Operation, ...] = (
            Assign(f"{name}, {created}", call),
            when(created, self.forms.new_link(name, after_call)),
        )
        if slot.use is Use.DROPPED or unpacked:
            return self._plan(made)
        if slot.index is not None:
            return self._plan(made, (name, created)[slot.index])
        bare = slot.use in {Use.RETURNED, Use.ASSIGNED}
        return self._plan(made, f"{name}, {created}" if bare else f"({name}, {created})")

    def _only_keywords(self) -> None:
        if self.site.positional:
            raise LeaveError(Reason.INVALID_CALL, f"`{self.site.method}` takes keyword arguments only")
        if any(argument.keyword == "**" for argument in self.site.arguments):
            self.warn(
                CaveatName.DEFAULTS_OPAQUE,
                "a `through_defaults` among the spread arguments would go to the target as a field; write it out",
            )

    def _passed_on(self) -> tuple[str, ...]:
        """Return the arguments for the target; what is evaluated before a hoisted `through_defaults` is hoisted too."""
        defaults = self.site.keyword("through_defaults")
        ahead = 0 if defaults is None or defaults.stable else self.site.arguments.index(defaults)
        passed = []
        for number, argument in enumerate(self.site.arguments):
            if argument is defaults:
                continue
            text = argument.text
            if number < ahead and not argument.stable:
                text = self.hoist(text, "values" if argument.keyword == "**" else argument.keyword or "value")
            passed.append(f"**{text}" if argument.keyword == "**" else f"{argument.keyword}={text}")
        return tuple(passed)

    # -- the verbs that return None

    def _add(self) -> tuple[Operation, ...]:
        refuse_keywords(self.site, "through_defaults")
        arguments = self.site.positional
        if not arguments:
            raise LeaveError(Reason.NO_ARGUMENTS)
        refuse_arguments(self.site, arguments)
        if len(arguments) == 1 and not arguments[0].starred:
            return self._add_one(arguments[0])
        self._source(repeated=True)
        elements = self._elements(arguments)
        if elements.items is not None and len(elements.items) == 1 and not self.relation.symmetrical:
            defaults = self._defaults().once(self)
            return self.forms.link(elements.items[0], elements.kind, defaults)
        self._threaded()
        defaults = self._defaults().repeated(self)
        if self._together(elements) and not self.forms.asynchronous:
            return self.forms.bulk_links(elements, defaults)
        return self._in_thread("add", self.forms.atomic(*self.forms.links(elements, defaults)))

    def _add_one(self, argument: Expression) -> tuple[Operation, ...]:
        twice = self.relation.symmetrical or not self.forms.twin or argument.kind is Kind.UNKNOWN
        if self.relation.symmetrical:
            self._threaded()
        self._source(repeated=twice)
        text = argument.text
        if twice and not argument.dotted and not (argument.stable and argument.kind is Kind.KEY):
            text = self.hoist(text, self.forms.element_name(argument.kind))
        defaults = self._defaults()
        evaluated_once = self.forms.twin and not self.relation.symmetrical
        defaults = defaults.once(self) if evaluated_once else defaults.settled(self)
        links = self.forms.link(text, argument.kind, defaults)
        return self._in_thread("add", self.forms.atomic(*links)) if self.relation.symmetrical else links

    def _remove(self) -> tuple[Operation, ...]:
        refuse_keywords(self.site)
        arguments = self.site.positional
        if not arguments:
            raise LeaveError(Reason.NO_ARGUMENTS)
        refuse_arguments(self.site, arguments)
        field = self.target_key.field
        mirrored = self.relation.symmetrical
        self._source(repeated=mirrored)
        if len(arguments) == 1 and not arguments[0].starred:
            text = arguments[0].text
            if mirrored and not arguments[0].stable:
                text = self.hoist(text, field)
            if mirrored:
                return (self.forms.delete_either(f"={text}"),)
            field = self.forms.column(arguments[0].kind)
            nullable = self.target_key.null
            lookup = Keyword(f"{field}__in", Display((text,), "[]")) if nullable else Keyword(field, text)
        else:
            several = self._several(arguments)
            if mirrored:
                if not all(argument.stable for argument in arguments) or isinstance(several, Call):
                    several = self.hoist(several, plural_of(field))
                return (self.forms.delete_either(f"__in={several}"),)
            lookup = Keyword(f"{self.forms.column(kind_of(arguments))}__in", several)
        return (self.forms.delete(lookup),)

    def _clear(self) -> tuple[Operation, ...]:
        if self.site.arguments:
            raise LeaveError(Reason.INVALID_CALL, f"`{self.site.method}` takes no arguments")
        self._source(repeated=self.relation.symmetrical)
        return (self.forms.delete_all(),)

    def _set(self) -> tuple[Operation, ...]:
        refuse_keywords(self.site, "objs", "clear", "through_defaults")
        given = (*self.site.positional, *((objs,) if (objs := self.site.keyword("objs")) else ()))
        if len(given) != 1 or given[0].starred:
            raise LeaveError(Reason.INVALID_CALL, f"`{self.site.method}` takes one iterable")
        clear = self.site.keyword("clear")
        if clear is not None and clear.text not in {"True", "False"}:
            raise LeaveError(Reason.DYNAMIC_CLEAR, f"`clear={clear.text}`")
        wipe = clear is not None and clear.text == "True"
        (argument,) = given
        if argument.single:
            raise LeaveError(Reason.INVALID_CALL, f"`{argument.text}` is not iterable")
        refuse_arguments(self.site, (argument,))
        empty = argument.items == ()
        if not empty:
            self._threaded()
        self._source(repeated=not empty or self.relation.symmetrical)
        if argument.items is not None:
            refuse_arguments(self.site, argument.items)
        if empty:
            if wipe or self.relation.symmetrical:
                return (self.forms.delete_all(),)
            return (self.forms.delete_all_but_null(),)
        elements = self._wanted(argument)
        defaults = self._defaults()
        single = elements.items is not None and len(elements.items) == 1
        prepared = defaults.settled(self) if single and not self.relation.symmetrical else defaults.repeated(self)
        delete: Operation = self.forms.delete_all() if wipe else self.forms.delete_others(elements)
        if single and wipe and elements.items is not None and self.forms.empties:
            links = self.forms.first_link(elements.items[0], elements.kind, prepared)
        elif single and elements.items is not None:
            links = self.forms.link(elements.items[0], elements.kind, prepared)
        else:
            links = (
                self.forms.bulk_links(elements, prepared)
                if self._together(elements)
                else self.forms.links(elements, prepared)
            )
        return self._in_thread("set", self.forms.atomic(delete, *links))

    # -- what the arguments are

    def _together(self, elements: Elements) -> bool:
        """Whether the elements are linked in two queries: instances only, keys of another type are not found."""
        several = elements.items is None or self.forms.bulk
        return self.forms.together and several and elements.kind is Kind.INSTANCE

    def _several(self, arguments: tuple[Expression, ...]) -> Call | Display | str:
        """Return what `__in` is given: a list, or the starred argument itself.

        A queryset in a variable may hold rows that it would not find again, so it is taken as the list that it is.
        """
        if len(arguments) == 1:
            (argument,) = arguments
            settled = argument.sized or argument.rows or argument.items
            return argument.text if settled else _as_list(argument)
        return Display(tuple(f"*{item.text}" if item.starred else item.text for item in arguments), "[]")

    def _elements(self, arguments: tuple[Expression, ...]) -> Elements:
        """Return what the arguments of `add` link, evaluated before the transaction begins unless that is no work."""
        if len(arguments) == 1 and arguments[0].items is not None:
            arguments = arguments[0].items
            refuse_arguments(self.site, arguments)
        kind = kind_of(arguments)
        if len(arguments) == 1 and arguments[0].starred:
            (argument,) = arguments
            if argument.dotted or argument.rows:
                return Elements(kind, None, argument.text)
            return Elements(kind, None, self.hoist(_as_list(argument), plural_of(self.forms.element_name(kind))))
        texts = tuple(f"*{item.text}" if item.starred else item.text for item in arguments)
        plain = not any(item.starred for item in arguments)
        if all(argument.stable for argument in arguments):
            return Elements(kind, texts if plain else None, Display(texts), each_kind(arguments))
        if plain and len(texts) == 1:
            return Elements(kind, (self.hoist(texts[0], self.forms.element_name(kind)),), "")
        return Elements(kind, None, self.hoist(Display(texts, "[]"), plural_of(self.forms.element_name(kind))))

    def _wanted(self, argument: Expression) -> Elements:
        """Return what `set` leaves linked: a name for it, or the literal itself where that is short and quiet."""
        items = argument.items
        if items is not None and not any(item.starred for item in items) and len(items) <= 2 and argument.stable:
            texts = tuple(item.text for item in items)
            return Elements(kind_of(items), texts, Display(texts), each_kind(items))
        kind = argument.kind if items is None else kind_of(items)
        if argument.sized and argument.dotted:
            return Elements(kind, None, argument.text)
        wanted = plural_of(self.forms.element_name(kind))
        text = argument.text if items is not None else _as_list(argument)
        return Elements(kind, None, self.hoist(text, wanted, "wanted"))

    def _defaults(self) -> Defaults:
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

    # -- names

    def hoist(self, text: Call | Display | str, *wanted: str) -> str:
        """Bind `text` to a fresh name before the operations, and return the name."""
        name = self.names.fresh(*wanted, f"wanted_{wanted[0]}")
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

    def _source(self, *, repeated: bool) -> str:
        """Settle how the source instance is written; one that is evaluated more than once gets a name first."""
        if repeated and (not self.site.receiver.dotted or self._is_moved()):
            field = self.source_key.field
            name = self.names.fresh(field, f"source_{field}")
            self.hoisted.insert(0, Assign(name, self.site.receiver.text))
            self.forms.source = name
        return self.forms.source

    # -- transactions

    def _threaded(self) -> None:
        """From here on the operations are synchronous; a coroutine runs them in a thread."""
        if self.forms.asynchronous:
            if not self.site.awaited:
                raise LeaveError(Reason.NOT_AWAITED)
            self.forms.in_thread = True

    def _in_thread(self, verb: str, operations: tuple[Operation, ...]) -> tuple[Operation, ...]:
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
        atomic = block.call.removesuffix("()") if block.call.endswith(".atomic()") else block.call
        return (SyncBlock(name, sync_to_async, atomic, (*inside, *block.body)),)


def _as_list(argument: Expression) -> Call | str:
    """Return text that evaluates the argument to a list at once."""
    if argument.listed or argument.sized:
        return argument.text
    if argument.generator:
        return f"[{argument.text[1:-1]}]"
    return call_of("list", argument.text)


def _mentions(target: str, texts: tuple[str, ...]) -> bool:
    return any(re.search(rf"(?<![\w.]){re.escape(target)}\b", text) for text in texts)
