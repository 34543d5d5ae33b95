"""What takes the place of a call site? Data, no nodes: a plan, or the reason why it is left alone.

The forms are those that were measured to leave the same rows as the accessor, whose own code is `ManyRelatedManager` in
https://github.com/django/django/blob/main/django/db/models/fields/related_descriptors.py
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import closing
from typing import assert_never

from through_codemod.code import (
    Assign,
    Call,
    Display,
    Keyword,
    Operation,
    Run,
    Step,
    call_of,
    when,
)
from through_codemod.config import Config
from through_codemod.defaults import Called, Defaults
from through_codemod.draft import Draft, Plan
from through_codemod.expressions import Expression, Kind, distinct, each_kind, kind_of
from through_codemod.forms import Elements, Names
from through_codemod.plurals import plural_of
from through_codemod.reasons import CaveatName, LeaveError, Left, Reason, left
from through_codemod.refusals import refuse_arguments, refuse_keywords, refuse_site
from through_codemod.relations import RelationMap
from through_codemod.sites import CallSite, Verb
from through_codemod.slots import Use


def plan_of(site: CallSite, relations: RelationMap, names: Names, config: Config) -> Plan | Left:
    """Return what takes the place of `site`, or why it is left alone."""
    try:
        with closing(_Planner(site, relations, names, config)) as planner:
            return planner.plan()
    except LeaveError as leaving:
        return leaving.left


class _Planner(Draft):
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

    # -- where the result goes

    def _finish(self, operations: tuple[Operation, ...]) -> Plan | Left:
        """Place the operations of a verb that returns None."""
        match self.site.slot.use:
            case Use.DROPPED:
                return self.planned(operations)
            case Use.RETURNED:
                return self.planned(operations, None if self.site.slot.last else "None")
            case Use.IGNORED:
                if not self.hoisted and len(operations) == 1 and isinstance(operations[0], Run):
                    return self.planned((), operations[0].call)
                return left(Reason.NO_PLACE)
            case _:
                return left(Reason.VALUE_USED)

    def _create(self) -> Plan | Left:
        self._only_keywords()
        slot = self.site.slot
        passed_on = self._passed_on()
        values = self._values_of_new()
        source = self.settled_source(repeated=True)
        create = self.forms.new_target(passed_on)
        own = [name for name in (*slot.targets, slot.walrus) if name]
        kept = bool(own) and not any(_mentions(name, (source, *values.texts)) for name in own)
        if kept and slot.use is Use.ASSIGNED:
            return self.planned((), create, after=self.forms.new_link(own[0], values))
        if slot.use in {Use.IGNORED, Use.STUCK}:
            return left(Reason.NO_PLACE, slot.why)
        name = own[0] if kept else self._name_of_new()
        made = (Assign(name, create), *self.forms.new_link(name, values))
        return self.planned(made, None if slot.use is Use.DROPPED else _bound(slot.walrus, name))

    def _get_or_create(self) -> Plan | Left:
        self._only_keywords()
        slot = self.site.slot
        passed_on = self._passed_on()
        values = self._values_of_new()
        source = self.settled_source(repeated=True)
        accessor = self.site.accessor
        if self.forms.source != self.site.receiver.text:
            accessor = f"{self.forms.source}.{self.relation.accessor}"
        call = self.forms.call(accessor, Step("all"), Step(self.forms.method(self.site.verb.value), passed_on))
        if slot.use in {Use.IGNORED, Use.STUCK}:
            return left(Reason.NO_PLACE, slot.why)
        own = slot.halves or ("", "")
        kept = tuple("" if _mentions(half, (source, accessor, *values.texts)) else half for half in own)
        name = kept[0] or self._name_of_new()
        created = kept[1] or self.names.fresh("created", f"{self.target_key.field}_created")
        found = (name, created)
        got = Assign(f"{name}, {created}", call)
        links = self.forms.new_link(name, values)
        if slot.tested and slot.index == 1:
            return self.planned((got,), created, inside=links)
        made = (got, when(created, links))
        if slot.use is Use.DROPPED or (slot.use is Use.ASSIGNED and slot.halves is not None):
            rebound = (Assign(old, new) for old, new in zip(own, found, strict=True) if old not in {"", new})
            return self.planned((*made, *rebound))
        if slot.index is not None:
            return self.planned(made, _bound(slot.walrus, found[slot.index]))
        bare = slot.use in {Use.RETURNED, Use.ASSIGNED}
        return self.planned(made, f"{name}, {created}" if bare else _bound(slot.walrus, f"({name}, {created})"))

    def _values_of_new(self) -> Defaults:
        """Return what the link of a new target gets; what runs when that is saved may have linked it."""
        defaults = self.defaults()
        if self.site.linking and not self.forms.twin:
            self._warn_of_calls(defaults)
        return defaults.settled(self, Called.HERE)

    def _name_of_new(self) -> str:
        return self.names.fresh(self.forms.element_name(Kind.INSTANCE), f"new_{self.target_key.field}")

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
        arguments = self._objects()
        if len(arguments) == 1 and not arguments[0].starred:
            return self._add_one(arguments[0])
        self.settled_source(repeated=True)
        elements = self._elements(arguments)
        if elements.items is not None and len(elements.items) == 1 and not self.relation.symmetrical:
            return self._add_element(elements.items[0], elements.kind)
        self.threaded()
        defaults = self.defaults().repeated(self)
        self._warn_of_one_call(defaults, surely=_holds_one(arguments))
        if self._together(elements) and not self.forms.asynchronous:
            return (*defaults.first, *self.forms.bulk_links(elements, defaults))
        if any(argument.starred and argument.items is None for argument in arguments):
            self.notes.append("one or two queries for each element; for many new rows, bulk_create takes two in all")
        links = self.forms.links(elements, defaults)
        return self.in_thread("add", self.forms.atomic(*defaults.first, *links))

    def _add_one(self, argument: Expression) -> tuple[Operation, ...]:
        twice = self.relation.symmetrical or not self.forms.twin or argument.kind is Kind.UNKNOWN
        if self.relation.symmetrical:
            self.threaded()
        self.settled_source(repeated=twice)
        text = argument.text
        if twice and not argument.dotted and not (argument.stable and argument.kind is Kind.KEY):
            text = self.hoist(text, self.forms.element_name(argument.kind))
        links = self._add_element(text, argument.kind)
        return self.in_thread("add", self.forms.atomic(*links)) if self.relation.symmetrical else links

    def _add_element(self, text: str, kind: Kind) -> tuple[Operation, ...]:
        """Return what links one element; the accessor calls a callable once for each direction, whatever is there."""
        defaults = self.defaults()
        if self.relation.symmetrical:
            if not self.forms.twin:
                self._warn_of_calls(defaults)
            prepared = defaults.settled(self, Called.HERE)
        else:
            prepared = defaults.once(self) if self.forms.twin else defaults.settled(self, Called.FIRST)
        return (*prepared.first, *self.forms.link(text, kind, prepared))

    def _warn_of_calls(self, defaults: Defaults) -> None:
        """Record that callables are called for new rows only, where the accessor calls them in any case."""
        if defaults.calls:
            self.warn(
                CaveatName.DEFAULTS_CALLABLE,
                f"{_listed(defaults.calls)} is called by the accessor whether a row is made or not, and here only if "
                "one is; write the value out",
            )

    def _warn_of_one_call(self, defaults: Defaults, *, surely: bool) -> None:
        """Record how one call for all links differs; `surely`: the accessor calls it as well."""
        if defaults.calls and self.relation.symmetrical:
            self.warn(
                CaveatName.DEFAULTS_CALLABLE,
                f"{_listed(defaults.calls)} is called once here, and by the accessor once for each of the two "
                "directions; write the value out",
            )
        elif defaults.calls and not surely:
            self.warn(
                CaveatName.DEFAULTS_CALLABLE,
                f"{_listed(defaults.calls)} is called here even if there is nobody to link, where the accessor does "
                "not; write the value out",
            )

    def _remove(self) -> tuple[Operation, ...]:
        refuse_keywords(self.site)
        arguments = self._objects()
        field = self.target_key.field
        mirrored = self.relation.symmetrical
        self.settled_source(repeated=mirrored)
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
        self.settled_source(repeated=self.relation.symmetrical)
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
        values = self.site.keyword("through_defaults")
        if values is not None and argument.keyword and not values.stable and not argument.stable:
            both = self.site.arguments
            if both.index(values) < both.index(argument):
                raise LeaveError(Reason.NO_PLACE, "`through_defaults` is evaluated first here; write `objs` in front")
        if argument.single:
            raise LeaveError(Reason.INVALID_CALL, f"`{argument.text}` is not iterable")
        refuse_arguments(self.site, (argument,))
        empty = argument.items == ()
        if not empty:
            self.threaded()
        self.settled_source(repeated=not empty or self.relation.symmetrical)
        if argument.items is not None:
            refuse_arguments(self.site, argument.items)
        if empty:
            if wipe or self.relation.symmetrical:
                return (self.forms.delete_all(),)
            return (self.forms.delete_all_but_null(),)
        elements = self._wanted(argument)
        defaults = self.defaults()
        single = elements.items is not None and len(elements.items) == 1
        if single:
            prepared = defaults.settled(self, Called.HERE if wipe else Called.NEEDED)
        else:
            prepared = defaults.repeated(self)
            self._warn_of_one_call(defaults, surely=wipe and _holds_one(argument.items or ()))
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
        return self.in_thread("set", self.forms.atomic(delete, *prepared.first, *links))

    # -- what the arguments are

    def _objects(self) -> tuple[Expression, ...]:
        """Return what `add` or `remove` is given, no name twice. Raises `LeaveError` where it can be nothing."""
        arguments = distinct(self.site.positional)
        if all(argument.starred and argument.items == () for argument in arguments):
            raise LeaveError(Reason.NO_ARGUMENTS)
        refuse_arguments(self.site, arguments)
        return arguments

    def _together(self, elements: Elements) -> bool:
        """Whether the elements are linked in two queries: instances only, keys of another type are not found."""
        several = elements.items is None or self.forms.bulk
        together = self.forms.together and several and elements.kind is Kind.INSTANCE
        if together:
            self.notes.append("an instance of another model among them is passed over if its key is linked")
        return together

    def _several(self, arguments: tuple[Expression, ...]) -> Call | Display | str:
        """Return what `__in` is given: a list, or the starred argument itself.

        A queryset in a variable may hold rows that it would not find again, so it is taken as the list that it is.
        """
        if len(arguments) == 1:
            (argument,) = arguments
            settled = argument.sized or argument.rows or argument.items
            return argument.text if settled else self._as_list(argument)
        return Display(tuple(f"*{item.text}" if item.starred else item.text for item in arguments), "[]")

    def _elements(self, arguments: tuple[Expression, ...]) -> Elements:
        """Return what the arguments of `add` link, evaluated before the transaction begins unless that is no work."""
        if len(arguments) == 1 and arguments[0].items is not None:
            arguments = distinct(arguments[0].items)
            refuse_arguments(self.site, arguments)
        kind = kind_of(arguments)
        if len(arguments) == 1 and arguments[0].starred:
            (argument,) = arguments
            if argument.dotted or argument.fetched:
                return Elements(kind, None, argument.text)
            return Elements(kind, None, self._hoist_several(self._as_list(argument), kind))
        texts = tuple(f"*{item.text}" if item.starred else item.text for item in arguments)
        plain = not any(item.starred for item in arguments)
        if all(argument.stable for argument in arguments):
            return Elements(kind, texts if plain else None, Display(texts), each_kind(arguments))
        if plain and len(texts) == 1:
            return Elements(kind, (self.hoist(texts[0], self.forms.element_name(kind)),), "")
        return Elements(kind, None, self._hoist_several(Display(texts, "[]"), kind))

    def _wanted(self, argument: Expression) -> Elements:
        """Return what `set` leaves linked: a name for it, or the literal itself where that is short and quiet."""
        items = distinct(argument.items) if argument.items is not None else None
        short = items is not None and len(items) <= 2 and not any(item.starred for item in items)
        if items is not None and short and argument.stable and "#" not in argument.text:
            texts = tuple(item.text for item in items)
            return Elements(kind_of(items), texts, Display(texts), each_kind(items))
        kind = argument.kind if items is None else kind_of(items)
        if items is not None and len(items) == 1 and short and "#" not in argument.text:
            return Elements(kind, (self.hoist(items[0].text, self.forms.element_name(kind)),), "")
        if argument.sized and argument.dotted:
            return Elements(kind, None, argument.text)
        text = argument.text if items is not None else self._as_list(argument)
        return Elements(kind, None, self._hoist_several(text, kind))

    def _as_list(self, argument: Expression) -> Call | str:
        """Return text that evaluates the argument to a list at once."""
        if argument.listed or argument.sized:
            return argument.text
        if argument.generator:
            return f"[{argument.text[1:-1]}]"
        return call_of(self.names.builtin("list"), argument.text)

    def _hoist_several(self, text: Call | Display | str, kind: Kind) -> str:
        return self.hoist(text, plural_of(self.forms.element_name(kind)), "wanted")


def _listed(texts: Sequence[str]) -> str:
    return ", ".join(f"`{text}`" for text in texts)


def _holds_one(arguments: Sequence[Expression]) -> bool:
    """Whether there is an element for sure: one that is written out."""
    return any(_holds_one(item.items) if item.items is not None else not item.starred for item in arguments)


def _bound(walrus: str, text: str) -> str:
    """Return what stands in the place of a value that a walrus may have bound."""
    return f"({walrus} := {text})" if walrus not in {"", text} else text


def _mentions(target: str, texts: tuple[str, ...]) -> bool:
    return any(re.search(rf"(?<![\w.]){re.escape(target)}\b", text) for text in texts)
