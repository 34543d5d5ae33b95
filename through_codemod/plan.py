"""What takes the place of a call site? Data, no nodes: a plan, or the reason why it is left alone.

The forms are those that were measured to leave the same rows as the accessor, whose own code is `ManyRelatedManager` in
https://github.com/django/django/blob/main/django/db/models/fields/related_descriptors.py
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol, assert_never

from through_codemod.caveats import caveats_of, notes_of
from through_codemod.code import Assign, Atomic, Call, Display, Each, Operation, Run, Step, SyncBlock, When
from through_codemod.defaults import Defaults, pair_named
from through_codemod.reasons import Caveat, CaveatName, Left, Reason, left
from through_codemod.relations import ModelRef, RelationMap
from through_codemod.sites import CallSite, Expression, Kind, Verb
from through_codemod.slots import Use

_MANY_TO_MANY_FIELD = re.compile(r"django\.db\.models\.(?:[\w.]+\.)?ManyToManyField")


class Names(Protocol):
    """How the module spells what a plan needs, at the place of the site."""

    def model(self, model: ModelRef) -> str:
        """Return the text that means the model class."""

    def library(self, module: str, name: str) -> str:
        """Return the text that means `name` of `module`."""

    def fresh(self, *wanted: str) -> str:
        """Return the first of `wanted` that means nothing in the function yet, or one made from the last."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What takes the place of a site.

    `before` runs in front of the site's statement; `value` stands where the call stood, None where the whole statement
    goes; `after` runs behind the statement. It is safe if and only if it has no caveat; `notes` are for the reviewer.
    """

    before: tuple[Operation, ...] = ()
    value: Call | str | None = None
    after: tuple[Operation, ...] = ()
    caveats: tuple[Caveat, ...] = ()
    notes: tuple[str, ...] = ()


class _LeaveError(Exception):
    def __init__(self, reason: Reason, detail: str = "") -> None:
        self.left = left(reason, detail)


def plan_of(site: CallSite, relations: RelationMap, names: Names) -> Plan | Left:
    """Return what takes the place of `site`, or why it is left alone."""
    try:
        return _Planner(site, relations, names).plan()
    except _LeaveError as leaving:
        return leaving.left


@dataclass(frozen=True, slots=True)
class _Elements:
    """What `add` or `set` is given, ready to be linked one by one."""

    kind: Kind
    items: tuple[str, ...] | None
    iterable: Display | Call | str


class _Planner:
    def __init__(self, site: CallSite, relations: RelationMap, names: Names) -> None:
        self.site = site
        self.relations = relations
        self.names = names
        self.relation = site.relation
        self.source_key = site.relation.source_key
        self.target_key = site.relation.target_key
        self.caveats: dict[CaveatName, Caveat] = {item.name: item for item in caveats_of(site, relations)}
        self.hoisted: list[Operation] = []
        self.source = site.receiver.text
        self.asynchronous = site.method not in set(Verb)
        self.in_thread = False
        routed = len(relations.databases) > 1 or bool(relations.routers)
        self.routed = routed and self.source_key.reverse is not None and not self.relation.symmetrical
        if routed and not self.routed:
            self.warn(
                CaveatName.DATABASES,
                "several databases or routers: the accessor writes where the instance is, this to the default",
            )
        never_saved = bool(self.relation.save_receivers) or (self.relation.custom_save is not None and not site.apps)
        self.bulk = never_saved and not self.relation.through_parents

    def plan(self) -> Plan | Left:
        site = self.site
        if not _MANY_TO_MANY_FIELD.fullmatch(self.relation.field_class):
            raise _LeaveError(Reason.CUSTOM_FIELD, self.relation.field_class)
        if site.configured:
            raise _LeaveError(Reason.ACCESSOR_CONFIGURED)
        if any(argument.keyword == "**" for argument in site.arguments) and site.verb in {Verb.ADD, Verb.SET}:
            raise _LeaveError(Reason.NO_NAME)
        defaults = site.keyword("through_defaults")
        if defaults is not None and (named := pair_named(defaults, self.relation)):
            raise _LeaveError(Reason.DEFAULTS_NAME_PAIR, named)
        if self.asynchronous and not site.awaited and site.slot.use is not Use.IGNORED:
            raise _LeaveError(Reason.NOT_AWAITED)
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
        return Plan((*self.hoisted, *before), value, after, tuple(self.caveats.values()), tuple(notes_of(self.site)))

    # -- where the result goes

    def _finish(self, operations: tuple[Operation, ...]) -> Plan | Left:
        """Place the operations of a verb that returns None."""
        match self.site.slot.use:
            case Use.DROPPED:
                return self._plan(operations)
            case Use.RETURNED:
                return self._plan(operations, "None")
            case Use.IGNORED:
                if not self.hoisted and len(operations) == 1 and isinstance(operations[0], Run):
                    return self._plan((), operations[0].call)
                return left(Reason.NO_PLACE, "; ".join(str(item) for item in (*self.hoisted, *operations)))
            case _:
                return left(Reason.VALUE_USED)

    def _create(self) -> Plan | Left:
        self._only_keywords()
        slot = self.site.slot
        defaults = self._defaults()
        after_call = defaults.settled(self)
        source = self._source(repeated=True)
        create = self._call(
            f"{self.names.model(self.relation.target)}.{self._target_manager}",
            Step(self._method("create"), self._passed_on()),
        )
        if (
            slot.use is Use.ASSIGNED
            and slot.targets
            and not any(_mentions(target, (source, *after_call.texts)) for target in slot.targets)
        ):
            return self._plan((), create, self._new_link(slot.targets[0], after_call))
        if slot.use in {Use.IGNORED, Use.STUCK}:
            return left(Reason.NO_PLACE, slot.why)
        name = self.names.fresh(self.target_key.field, f"new_{self.target_key.field}")
        made = (Assign(name, create), *self._new_link(name, after_call))
        return self._plan(made, None if slot.use is Use.DROPPED else name)

    def _get_or_create(self) -> Plan | Left:
        self._only_keywords()
        slot = self.site.slot
        defaults = self._defaults()
        after_call = defaults.settled(self)
        source = self._source(repeated=True)
        accessor = self.site.accessor
        if self.source != self.site.receiver.text:
            accessor = f"{self.source}.{self.relation.accessor}"
        call = self._call(accessor, Step("all"), Step(self._method(self.site.verb.value), self._passed_on()))
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
        name = name or self.names.fresh(self.target_key.field, f"new_{self.target_key.field}")
        created = created or self.names.fresh("created", f"{self.target_key.field}_created")
        made: tuple[Operation, ...] = (
            Assign(f"{name}, {created}", call),
            When(created, self._new_link(name, after_call)),
        )
        if slot.use is Use.DROPPED or unpacked:
            return self._plan(made)
        if slot.index is not None:
            return self._plan(made, (name, created)[slot.index])
        bare = slot.use in {Use.RETURNED, Use.ASSIGNED}
        return self._plan(made, f"{name}, {created}" if bare else f"({name}, {created})")

    def _only_keywords(self) -> None:
        if self.site.positional:
            raise _LeaveError(Reason.INVALID_CALL, f"`{self.site.method}` takes keyword arguments only")
        if any(argument.keyword == "**" for argument in self.site.arguments):
            self.warn(
                CaveatName.DEFAULTS_OPAQUE,
                "a `through_defaults` among the spread arguments would be taken for a field of the target",
            )

    def _passed_on(self) -> tuple[str, ...]:
        return tuple(
            f"**{argument.text}" if argument.keyword == "**" else f"{argument.keyword}={argument.text}"
            for argument in self.site.arguments
            if argument.keyword != "through_defaults"
        )

    # -- the verbs that return None

    def _add(self) -> tuple[Operation, ...]:
        self._no_keywords("through_defaults")
        arguments = self.site.positional
        if not arguments:
            raise _LeaveError(Reason.NO_ARGUMENTS)
        self._refuse(arguments)
        if len(arguments) == 1 and not arguments[0].starred:
            return self._add_one(arguments[0])
        self._source(repeated=True)
        elements = self._elements(arguments)
        if elements.items is not None and len(elements.items) == 1 and not self.relation.symmetrical:
            defaults = self._defaults().once(self)
            return self._link(elements.items[0], elements.kind, defaults)
        self._threaded()
        defaults = self._defaults().repeated(self)
        return self._in_thread("add", (self._atomic(self._loop(elements, defaults)),))

    def _add_one(self, argument: Expression) -> tuple[Operation, ...]:
        twice = self.relation.symmetrical or not self._twin or argument.kind is Kind.UNKNOWN
        if self.relation.symmetrical:
            self._threaded()
        self._source(repeated=twice)
        text = argument.text
        if twice and not argument.dotted and not (argument.stable and argument.kind is Kind.KEY):
            text = self._hoist(text, self._element_name(argument.kind))
        defaults = self._defaults()
        links = self._link(text, argument.kind, defaults.once(self))
        return self._in_thread("add", (self._atomic(links),)) if self.relation.symmetrical else links

    def _remove(self) -> tuple[Operation, ...]:
        self._no_keywords()
        arguments = self.site.positional
        if not arguments:
            raise _LeaveError(Reason.NO_ARGUMENTS)
        self._refuse(arguments)
        field = self.target_key.field
        mirrored = self.relation.symmetrical
        self._source(repeated=mirrored)
        if len(arguments) == 1 and not arguments[0].starred:
            text = arguments[0].text
            if mirrored and not arguments[0].stable:
                text = self._hoist(text, field)
            if mirrored:
                return (self._delete_either(f"={text}", text),)
            lookup = f"{field}__in=[{text}]" if self.target_key.null else f"{field}={text}"
        else:
            several = self._several(arguments)
            if mirrored:
                if not all(argument.stable for argument in arguments) or several.startswith("list("):
                    several = self._hoist(several, _plural(field))
                return (self._delete_either(f"__in={several}", several),)
            lookup = f"{field}__in={several}"
        return (self._delete((lookup, *self._visible())),)

    def _clear(self) -> tuple[Operation, ...]:
        if self.site.arguments:
            raise _LeaveError(Reason.INVALID_CALL, f"`{self.site.method}` takes no arguments")
        self._source(repeated=self.relation.symmetrical)
        return (self._delete_all(),)

    def _set(self) -> tuple[Operation, ...]:
        self._no_keywords("objs", "clear", "through_defaults")
        given = (*self.site.positional, *((objs,) if (objs := self.site.keyword("objs")) else ()))
        if len(given) != 1 or given[0].starred:
            raise _LeaveError(Reason.INVALID_CALL, f"`{self.site.method}` takes one iterable")
        clear = self.site.keyword("clear")
        if clear is not None and clear.text not in {"True", "False"}:
            raise _LeaveError(Reason.DYNAMIC_CLEAR, f"`clear={clear.text}`")
        wipe = clear is not None and clear.text == "True"
        (argument,) = given
        self._refuse((argument,))
        empty = argument.items == ()
        if not empty:
            self._threaded()
        self._source(repeated=not empty or self.relation.symmetrical)
        if argument.items is not None:
            self._refuse(argument.items)
        if empty:
            if wipe or self.relation.symmetrical:
                return (self._delete_all(),)
            return (self._delete((*self._visible(), *self._not_null())),)
        elements = self._wanted(argument)
        defaults = self._defaults()
        single = elements.items is not None and len(elements.items) == 1
        prepared = defaults.once(self) if single and not self.relation.symmetrical else defaults.repeated(self)
        delete: Operation = self._delete_all() if wipe else self._delete_others(elements)
        if single and elements.items is not None:
            links = self._link(elements.items[0], elements.kind, prepared)
        else:
            links = (self._loop(elements, prepared),)
        return self._in_thread("set", (self._atomic((delete, *links)),))

    # -- what the arguments are

    def _no_keywords(self, *allowed: str) -> None:
        for argument in self.site.arguments:
            if argument.keyword is not None and argument.keyword not in allowed:
                raise _LeaveError(Reason.INVALID_CALL, f"`{self.site.method}` takes no `{argument.keyword}`")

    def _refuse(self, arguments: tuple[Expression, ...]) -> None:
        for argument in arguments:
            if argument.none:
                raise _LeaveError(Reason.NONE_ARGUMENT)
            if argument.wrong is not None:
                raise _LeaveError(Reason.WRONG_MODEL, f"`{argument.text}` is an instance of {argument.wrong}")

    def _several(self, arguments: tuple[Expression, ...]) -> str:
        """Return the text for what `__in` is given: a list, or the starred argument itself.

        A queryset in a variable may hold rows that it would not find again, so it is taken as the list that it is.
        """
        if len(arguments) == 1:
            (argument,) = arguments
            return (
                argument.text
                if argument.sized or argument.listed or argument.rows or argument.items
                else (f"list({argument.text})")
            )
        return str(Display(tuple(f"*{item.text}" if item.starred else item.text for item in arguments), "[]"))

    def _elements(self, arguments: tuple[Expression, ...]) -> _Elements:
        """Return what the arguments of `add` link, evaluated before the transaction begins unless that is no work."""
        if len(arguments) == 1 and arguments[0].items is not None:
            arguments = arguments[0].items
            self._refuse(arguments)
        kinds = {argument.kind for argument in arguments}
        kind = kinds.pop() if len(kinds) == 1 else Kind.UNKNOWN
        if len(arguments) == 1 and arguments[0].starred:
            (argument,) = arguments
            if argument.dotted or argument.rows:
                return _Elements(kind, None, argument.text)
            return _Elements(kind, None, self._hoist(_as_list(argument), _plural(self.target_key.field)))
        texts = tuple(f"*{item.text}" if item.starred else item.text for item in arguments)
        plain = not any(item.starred for item in arguments)
        if all(argument.stable for argument in arguments):
            return _Elements(kind, texts if plain else None, Display(texts))
        if plain and len(texts) == 1:
            return _Elements(kind, (self._hoist(texts[0], self._element_name(kind)),), "")
        return _Elements(kind, None, self._hoist(Display(texts, "[]"), _plural(self.target_key.field)))

    def _wanted(self, argument: Expression) -> _Elements:
        """Return what `set` leaves linked: a name for it, or the literal itself where that is short and does nothing."""
        items = argument.items
        if items is not None and not any(item.starred for item in items) and len(items) <= 2 and argument.stable:
            kinds = {item.kind for item in items}
            kind = kinds.pop() if len(kinds) == 1 else Kind.UNKNOWN
            texts = tuple(item.text for item in items)
            return _Elements(kind, texts, Display(texts))
        kind = argument.kind
        if items is not None:
            kinds = {item.kind for item in items}
            kind = kinds.pop() if len(kinds) == 1 else Kind.UNKNOWN
        if argument.sized and argument.dotted:
            return _Elements(kind, None, argument.text)
        wanted = _plural(self.target_key.field)
        text = argument.text if items is not None else _as_list(argument)
        return _Elements(kind, None, self._hoist(text, wanted, "wanted"))

    def _element_name(self, kind: Kind) -> str:
        return self.target_key.attname if kind is Kind.KEY else self.target_key.field

    def _defaults(self) -> Defaults:
        return Defaults(self.site.keyword("through_defaults"))

    # -- names

    def _hoist(self, text: Display | str, *wanted: str) -> str:
        """Bind `text` to a fresh name in front of everything else, and return the name."""
        name = self.names.fresh(*wanted, f"wanted_{wanted[0]}")
        self.hoisted.append(Assign(name, text))
        return name

    def hoist(self, text: str, *wanted: str) -> str:
        """Bind `text` to a fresh name before the operations, and return the name."""
        return self._hoist(text, *wanted)

    def _source(self, *, repeated: bool) -> str:
        """Settle how the source instance is written; one that is evaluated more than once gets a name first."""
        if repeated and not self.site.receiver.dotted:
            field = self.source_key.field
            name = self.names.fresh(field, f"source_{field}")
            self.hoisted.insert(0, Assign(name, self.site.receiver.text))
            self.source = name
        return self.source

    @property
    def _target_manager(self) -> str:
        return "objects" if self.site.apps else self.relation.target_manager

    @property
    def _twin(self) -> bool:
        """Whether `get_or_create` leaves the same rows: the pair is unique and saving a link does nothing else."""
        return self.relation.unique and not self.bulk and not self.site.apps

    def _method(self, name: str) -> str:
        return f"a{name}" if self.asynchronous and not self.in_thread else name

    def _call(self, prefix: str, *steps: Step) -> Call:
        return Call(prefix, steps, awaited=self.site.awaited and not self.in_thread)

    def _through(self) -> str:
        return self.names.model(self.relation.through)

    def _manager(self) -> str:
        manager = "objects" if self.site.apps else self.relation.through_manager
        return f"{self._through()}.{manager}"

    # -- deleting

    def _rows(self, lookups: tuple[str, ...], *more: Step) -> Run:
        prefix, arguments = self._manager(), (f"{self.source_key.field}={self.source}", *lookups)
        if self.routed:
            prefix, arguments = f"{self.source}.{self.source_key.reverse}", lookups
        narrowed = Step("filter", arguments) if arguments else Step("all")
        if more and not arguments:
            return Run(self._call(prefix, *more, Step(self._method("delete"))))
        return Run(self._call(prefix, narrowed, *more, Step(self._method("delete"))))

    def _delete(self, lookups: tuple[str, ...]) -> Run:
        return self._rows(lookups)

    def _delete_all(self) -> Run:
        if self.relation.symmetrical:
            source, target = self.source_key.field, self.target_key.field
            either = f"{self._q}({source}={self.source}) | {self._q}({target}={self.source})"
            return Run(self._call(self._manager(), Step("filter", (either,)), Step(self._method("delete"))))
        return self._rows(self._visible())

    def _delete_either(self, lookup: str, text: str) -> Run:
        source, target = self.source_key.field, self.target_key.field
        mirrored = lookup.removesuffix(text)
        either = (
            f"{self._q}({source}={self.source}, {target}{mirrored}{text})"
            f" | {self._q}({source}{mirrored}{text}, {target}={self.source})"
        )
        return Run(self._call(self._manager(), Step("filter", (either,)), Step(self._method("delete"))))

    def _delete_others(self, elements: _Elements) -> Run:
        source, target = self.source_key.field, self.target_key.field
        if elements.items is not None and len(elements.items) == 1 and not self.target_key.null:
            lookup = f"={elements.items[0]}"
        elif elements.items is not None:
            lookup = f"__in={Display(elements.items, '[]')}"
        else:
            lookup = f"__in={elements.iterable}"
        if self.relation.symmetrical:
            others = (
                f"{self._q}({source}={self.source}) & ~{self._q}({target}{lookup})"
                f" | {self._q}({target}={self.source}) & ~{self._q}({source}{lookup})"
            )
            return Run(self._call(self._manager(), Step("filter", (others,)), Step(self._method("delete"))))
        return self._rows((*self._visible(), *self._not_null()), Step("exclude", (f"{target}{lookup}",)))

    @property
    def _q(self) -> str:
        return self.names.library("django.db.models", "Q")

    def _visible(self) -> tuple[str, ...]:
        """The accessor touches only targets that the target's default manager shows."""
        if not self.relation.target_manager_filters or self.site.apps or self.relation.symmetrical:
            return ()
        target = self.names.model(self.relation.target)
        return (f"{self.target_key.field}__in={target}.{self.relation.target_manager}.all()",)

    def _not_null(self) -> tuple[str, ...]:
        return (f"{self.target_key.field}__isnull=False",) if self.target_key.null else ()

    # -- linking

    def _pair(self, text: str, kind: Kind) -> tuple[str, ...]:
        target = self.target_key
        match kind:
            case Kind.INSTANCE:
                element = f"{target.field}={text}"
            case Kind.KEY:
                element = f"{target.attname}={text}"
            case Kind.UNKNOWN:
                attribute = "pk" if target.primary_key else target.target
                element = f'{target.attname}=getattr({text}, "{attribute}", {text})'
                self.warn(
                    CaveatName.ARGUMENT_KIND,
                    f"it is not known whether `{text}` is an instance or a key: an unsaved instance, or one of another "
                    "model, would not be refused",
                )
        return (element,) if self.routed else (f"{self.source_key.field}={self.source}", element)

    def _link(self, text: str, kind: Kind, defaults: Defaults) -> tuple[Operation, ...]:
        """Return what makes the link where it is not there yet, in both directions for a symmetrical relation."""
        links = [self._link_once(self._pair(text, kind), defaults)]
        if self.relation.symmetrical:
            links.append(self._link_once(self._mirrored(text, kind), defaults))
        return tuple(links)

    def _mirrored(self, text: str, kind: Kind) -> tuple[str, ...]:
        source, target = self.source_key, self.target_key
        match kind:
            case Kind.INSTANCE:
                first = f"{source.field}={text}"
            case Kind.KEY:
                first = f"{source.attname}={text}"
            case Kind.UNKNOWN:
                attribute = "pk" if source.primary_key else source.target
                first = f'{source.attname}=getattr({text}, "{attribute}", {text})'
        return (first, f"{target.field}={self.source}")

    def _link_once(self, pair: tuple[str, ...], defaults: Defaults) -> Operation:
        prefix = f"{self.source}.{self.source_key.reverse}" if self.routed else self._manager()
        if self._twin:
            arguments = (*pair, f"defaults={defaults.mapping}") if defaults.mapping else pair
            return Run(self._call(prefix, Step(self._method("get_or_create"), arguments)))
        absent = self._call(prefix, Step("filter", pair), Step(self._method("exists")))
        return When(absent, (self._insert(prefix, pair, defaults),), negated=True)

    def _insert(self, prefix: str, pair: tuple[str, ...], defaults: Defaults) -> Operation:
        arguments = (*pair, *defaults.keywords(self))
        if not self.bulk:
            return Run(self._call(prefix, Step(self._method("create"), arguments)))
        if self.routed:
            arguments = (f"{self.source_key.field}={self.source}", *arguments)
        made = f"{self._through()}({', '.join(arguments)})"
        return Run(self._call(prefix, Step(self._method("bulk_create"), (f"[{made}]",))))

    def _new_link(self, text: str, defaults: Defaults) -> tuple[Operation, ...]:
        """Return what links a target that was made a moment ago, and so can have no link yet."""
        prefix = f"{self.source}.{self.source_key.reverse}" if self.routed else self._manager()
        pairs = [self._pair(text, Kind.INSTANCE)]
        if self.relation.symmetrical:
            pairs.append(self._mirrored(text, Kind.INSTANCE))
        links: list[Operation] = []
        for pair in pairs:
            if defaults.uncertain and not self.bulk:
                arguments = (*pair, f"defaults={defaults.mapping}")
                links.append(Run(self._call(prefix, Step(self._method("get_or_create"), arguments))))
            else:
                links.append(self._insert(prefix, pair, defaults))
        if self.relation.symmetrical:
            if self.asynchronous:
                raise _LeaveError(Reason.NO_PLACE, "two rows in one transaction, in a coroutine")
            return (self._atomic(tuple(links)),)
        return tuple(links)

    def _loop(self, elements: _Elements, defaults: Defaults) -> Each:
        name = self._element_name(elements.kind)
        name = self.names.fresh(name, f"new_{name}")
        return Each(name, elements.iterable, self._link(name, elements.kind, defaults))

    # -- transactions

    def _atomic(self, body: tuple[Operation, ...] | Operation) -> Atomic:
        operations = body if isinstance(body, tuple) else (body,)
        atomic = f"{self.names.library('django.db', 'transaction')}.atomic"
        if self.routed:
            router = self.names.library("django.db", "router")
            return Atomic(
                f"{atomic}(using={router}.db_for_write({self._through()}, instance={self.source}))", operations
            )
        return Atomic(f"{atomic}()", operations)

    def _threaded(self) -> None:
        """From here on the operations are synchronous; a coroutine runs them in a thread."""
        if self.asynchronous:
            if not self.site.awaited:
                raise _LeaveError(Reason.NOT_AWAITED)
            self.in_thread = True

    def _in_thread(self, verb: str, operations: tuple[Operation, ...]) -> tuple[Operation, ...]:
        if not self.in_thread:
            return operations
        self.warn(
            CaveatName.ASYNC_BLOCK,
            "the transaction runs in a thread of its own function, as no transaction can be entered in a coroutine",
        )
        first = [
            item
            for item in self.hoisted
            if isinstance(item, Assign) and (item.target == self.source or str(item.value).startswith("await "))
        ]
        inside = [item for item in self.hoisted if item not in first]
        self.hoisted = first
        name = self.names.fresh(f"{verb}_{_plural(self.target_key.field)}", f"{verb}_{self.relation.accessor}_now")
        sync_to_async = self.names.library("asgiref.sync", "sync_to_async")
        (block,) = operations
        assert isinstance(block, Atomic)
        atomic = block.call.removesuffix("()") if block.call.endswith(".atomic()") else block.call
        return (SyncBlock(name, sync_to_async, atomic, (*inside, *block.body)),)


def _as_list(argument: Expression) -> str:
    """Return text that evaluates the argument to a list at once."""
    if argument.listed or argument.sized:
        return argument.text
    if argument.generator:
        return f"[{argument.text[1:-1]}]"
    return f"list({argument.text})"


def _plural(name: str) -> str:
    if name.endswith("y") and name[-2:-1] not in "aeiou":
        return f"{name[:-1]}ies"
    return f"{name}es" if name.endswith(("s", "x", "ch", "sh")) else f"{name}s"


def _mentions(target: str, texts: tuple[str, ...]) -> bool:
    return any(re.search(rf"(?<![\w.]){re.escape(target)}\b", text) for text in texts)
