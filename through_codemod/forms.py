"""Which calls on the through model link and unlink a pair? The forms that leave the same rows as the accessor.

The accessor's own code is `ManyRelatedManager` in
https://github.com/django/django/blob/main/django/db/models/fields/related_descriptors.py
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol, assert_never

from through_codemod.code import (
    Assign,
    Atomic,
    Call,
    Comprehension,
    Display,
    Each,
    Either,
    Keyword,
    Operation,
    Run,
    Step,
    When,
    call_of,
)
from through_codemod.config import Config
from through_codemod.defaults import Defaults
from through_codemod.expressions import Kind
from through_codemod.plurals import singular_of
from through_codemod.reasons import CaveatName, LeaveError, Reason
from through_codemod.relations import ModelRef, RelationMap, ThroughKey
from through_codemod.sites import CallSite

_PAST_SAVE = "like the accessor, without save() and its signals"
_OWN_BULK = "the project's own bulk_create(), as the accessor used it"


class Names(Protocol):
    """How the module spells what a plan needs, at the place of the site."""

    def model(self, model: ModelRef) -> str:
        """Return the text that means the model class."""

    def library(self, module: str, name: str) -> str:
        """Return the text that means `name` of `module`."""

    def builtin(self, name: str) -> str:
        """Return `name`, which is Python's own. Raises `LeaveError` where it means something else."""

    def fresh(self, *wanted: str) -> str:
        """Return the first of `wanted` that means nothing in the function yet, or one made from the last."""

    def bound(self, name: str) -> bool:
        """Whether the name means something already."""


class Elements(NamedTuple):
    """What `add` or `set` is given, ready to be linked one by one.

    `kinds` are those of the single `items`, given where they differ and all are known.
    """

    kind: Kind
    items: tuple[str, ...] | None
    iterable: Display | Call | str
    kinds: tuple[Kind, ...] = ()


class Forms:
    """The calls for one site.

    `source` is the text of the instance whose relation it is; `in_thread` says that the calls run in a thread, where a
    coroutine's own would be asynchronous; `together` that many links are made in two queries. `warn` records a caveat,
    `hoist` binds text to a name in front of it all.
    """

    def __init__(
        self,
        site: CallSite,
        relations: RelationMap,
        names: Names,
        config: Config,
        warn: Callable[[CaveatName, str], None],
        hoist: Callable[..., str],
    ) -> None:
        self.site = site
        self.relation = site.relation
        self.source_key = site.relation.source_key
        self.target_key = site.relation.target_key
        self.names = names
        self.config = config
        self.warn = warn
        self.hoist = hoist
        self.source = site.receiver.text
        self.asynchronous = site.method.startswith("a") and site.method != "add"
        self.in_thread = False
        self.several_databases = routed = len(relations.databases) > 1 or bool(relations.routers)
        self.routed = routed and self.source_key.reverse is not None and not self.relation.symmetrical
        manager = relations.through_manager(self.relation)
        own = manager is not None and any(name.endswith(".bulk_create") for name in manager.queryset_overrides)
        saved = bool(self.relation.save_receivers) or (self.relation.custom_save is not None and not site.apps)
        self.bulk = (saved or (own and not site.apps)) and not self.relation.through_parents
        self.why_bulk = _PAST_SAVE if saved else _OWN_BULK
        two_queries = not (routed or site.apps or self.relation.symmetrical or self.relation.through_parents)
        self.together = two_queries and (config.many == "bulk" or self.bulk)

    def new_target(self, arguments: tuple[str, ...]) -> Call:
        """Return what makes a target, in the database of the source where there are several."""
        manager = "objects" if self.site.apps else self.relation.target_manager
        steps = [Step(self.method("create"), arguments)]
        if self.several_databases:
            router = self.names.library("django.db", "router")
            its = call_of(f"{router}.db_for_write", f"type({self.source})", f"instance={self.source}")
            steps.insert(0, Step("db_manager", (its,)))
        return self.call(f"{self.names.model(self.relation.target)}.{manager}", *steps)

    @property
    def twin(self) -> bool:
        """Whether `get_or_create` leaves the same rows: the pair is unique and saving a link does nothing else."""
        return self.relation.unique and not self.bulk and not self.site.apps

    def method(self, name: str) -> str:
        return f"a{name}" if self.asynchronous and not self.in_thread else name

    def call(self, prefix: str, *steps: Step) -> Call:
        return Call(prefix, steps, awaited=self.site.awaited and not self.in_thread)

    def through(self) -> str:
        return self.names.model(self.relation.through)

    def manager(self) -> str:
        manager = "objects" if self.site.apps else self.relation.through_manager
        return f"{self.through()}.{manager}"

    def rows(self) -> str:
        """Return the text in front of the calls on the through model."""
        return f"{self.source}.{self.source_key.reverse}" if self.routed else self.manager()

    def _rows(self, lookups: tuple[str | Keyword, ...], *more: Step) -> Run:
        """Delete the rows of the source for which `lookups` hold; no keyword may stand twice in one `filter()`."""
        prefix = self.rows()
        mine = () if self.routed else (f"{self.source_key.field}={self.source}",)
        arguments: tuple[str | Keyword, ...] = (*mine, *lookups)
        steps: list[Step] = []
        for argument in arguments:
            keywords = [str(item).partition("=")[0] for item in steps[-1].arguments] if steps else []
            if steps and str(argument).partition("=")[0] not in keywords:
                steps[-1] = Step("filter", (*steps[-1].arguments, argument))
            else:
                steps.append(Step("filter", (argument,)))
        if not steps and not more:
            steps.append(Step("all"))
        return Run(self.call(prefix, *steps, *more, Step(self.method("delete"))))

    def _filtered(self, *conditions: str) -> Run:
        """Delete the rows for which one of `conditions` holds."""
        return Run(self.call(self.manager(), Step("filter", (Either(conditions),)), Step(self.method("delete"))))

    def delete(self, *lookups: str | Keyword) -> Run:
        """Return what deletes the links of the source for which `lookups` hold, of visible targets only."""
        return self._rows((*lookups, *self._visible()))

    def delete_all(self) -> Run:
        """Return what `clear()` deletes."""
        if self.relation.symmetrical:
            q, source, target = self._q, self.source_key.field, self.target_key.field
            return self._filtered(f"{q}({source}={self.source})", f"{q}({target}={self.source})")
        return self._rows(self._visible())

    def delete_all_but_null(self) -> Run:
        """Return what `set([])` deletes: `clear()` takes rows without a target as well."""
        return self._rows((*self._visible(), *self._not_null()))

    def delete_either(self, lookup: str) -> Run:
        """Return what deletes both directions of the pairs that `lookup` (`=ada`, `__in=others`) names."""
        q, source, target = self._q, self.source_key.field, self.target_key.field
        return self._filtered(
            f"{q}({source}={self.source}, {target}{lookup})", f"{q}({source}{lookup}, {target}={self.source})"
        )

    def delete_others(self, elements: Elements) -> Run:
        """Return what deletes the links of all but `elements`."""
        named: Display | Call | str
        if elements.items is not None and len(elements.items) == 1 and not self.target_key.null:
            lookup, named = "", elements.items[0]
        elif elements.items is not None:
            lookup, named = "__in", Display(elements.items, "[]")
        else:
            lookup, named = "__in", elements.iterable
        target = self.column(elements.kind)
        if self.relation.symmetrical:
            target = self.target_key.field
            q, source = self._q, self.source_key.field
            return self._filtered(
                f"{q}({source}={self.source}) & ~{q}({target}{lookup}={named})",
                f"{q}({target}={self.source}) & ~{q}({source}{lookup}={named})",
            )
        return self._rows(
            (*self._visible(), *self._not_null()), Step("exclude", (Keyword(f"{target}{lookup}", named),))
        )

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

    def _pair(self, text: str, kind: Kind) -> tuple[str | Keyword, ...]:
        target = self.target_key
        if kind is Kind.UNKNOWN:
            if self.config.unknown_arguments == "leave":
                raise LeaveError(Reason.UNKNOWN_ARGUMENT, f"`{self._given()}`")
            self.warn(
                CaveatName.ARGUMENT_KIND,
                f"it is not known whether `{self._given()}` gives instances or keys: an unsaved instance, or one of "
                "another model, would not be refused; an annotation would tell",
            )
        element = self._element(target, text, kind)
        return (element,) if self.routed else (f"{self.source_key.field}={self.source}", element)

    def _given(self) -> str:
        """Return the arguments of the call as the source has them."""
        return ", ".join(
            f"*{argument.text}" if argument.starred else argument.text
            for argument in self.site.arguments
            if argument.keyword in (None, "objs")
        )

    def _key_of(self, key: ThroughKey) -> str:
        """Return the attribute of an instance that the column holds; a child model may have a `pk` of its own."""
        return "pk" if key.primary_key and not self.relation.target_children_keys else key.target

    def link(self, text: str, kind: Kind, defaults: Defaults) -> tuple[Operation, ...]:
        """Return what makes the link where it is not there yet, in both directions for a symmetrical relation."""
        if kind is Kind.UNKNOWN and (self.relation.symmetrical or not self.twin):
            element = self._pair(text, kind)[-1]
            assert isinstance(element, Keyword)
            name = self.names.fresh(self.target_key.attname, f"{self.target_key.attname}_to_add")
            return (Assign(name, element.value), *self.link(name, Kind.KEY, defaults))
        links = [self._link_once(self._pair(text, kind), defaults)]
        if self.relation.symmetrical:
            links.append(self._link_once(self._mirrored(text, kind), defaults))
        return tuple(links)

    def _mirrored(self, text: str, kind: Kind) -> tuple[str | Keyword, ...]:
        return (
            self._element(self.source_key, text, kind),
            f"{self.target_key.field}={self.source}",
        )

    def _link_once(self, pair: tuple[str | Keyword, ...], defaults: Defaults) -> Operation:
        prefix = self.rows()
        if self.twin:
            arguments = (*pair, f"defaults={defaults.mapping}") if defaults.mapping else pair
            return Run(self.call(prefix, Step(self.method("get_or_create"), arguments)))
        absent = self.call(prefix, Step("filter", pair), Step(self.method("exists")))
        return When(absent, (self._insert(prefix, pair, defaults),), negated=True)

    def _insert(self, prefix: str, pair: tuple[str | Keyword, ...], defaults: Defaults) -> Operation:
        arguments = (*pair, *defaults.keywords(self.warn))
        if not self.bulk:
            return Run(self.call(prefix, Step(self.method("create"), arguments)))
        if self.routed:
            arguments = (f"{self.source_key.field}={self.source}", *arguments)
        made = call_of(self.through(), *arguments)
        call = self.call(prefix, Step(self.method("bulk_create"), (Display((made,), "[]"),)))
        return Run(call, self.why_bulk)

    def new_link(self, text: str, defaults: Defaults) -> tuple[Operation, ...]:
        """Return what links a target that was made just before; what runs when it is saved may have linked it."""
        if self.site.linking and not self.site.apps:
            return self._all_or_none(self.link(text, Kind.INSTANCE, defaults))
        return self.first_link(text, Kind.INSTANCE, defaults)

    def first_link(self, text: str, kind: Kind, defaults: Defaults) -> tuple[Operation, ...]:
        """Return what links a target that can have no link yet."""
        prefix = self.rows()
        pairs = [self._pair(text, kind)]
        if self.relation.symmetrical:
            pairs.append(self._mirrored(text, kind))
        links: list[Operation] = []
        for pair in pairs:
            if defaults.uncertain and not self.bulk:
                arguments = (*pair, f"defaults={defaults.mapping}")
                links.append(Run(self.call(prefix, Step(self.method("get_or_create"), arguments))))
            else:
                links.append(self._insert(prefix, pair, defaults))
        return self._all_or_none(tuple(links))

    def _all_or_none(self, links: tuple[Operation, ...]) -> tuple[Operation, ...]:
        """Return the links of one target, in one transaction where they are two."""
        if not self.relation.symmetrical:
            return links
        if self.asynchronous:
            raise LeaveError(Reason.NO_PLACE, "two rows in one transaction, in a coroutine")
        return self.atomic(*links)

    @property
    def empties(self) -> bool:
        """Whether `delete_all` leaves no link: none is hidden from it, and no receiver makes one anew."""
        hidden = self.relation.through_manager_filters or self.relation.target_manager_filters
        return not (hidden or self.relation.delete_receivers)

    def column(self, kind: Kind) -> str:
        """Return how a look-up names the target's column: `student`, or `student_id` for keys."""
        return self.target_key.attname if kind is Kind.KEY else self.target_key.field

    def element_name(self, kind: Kind, iterable: str = "") -> str:
        """Return what an element is called: after what it is an element of, else after the field that holds it.

        The fields of a relation of a model to itself tell its sides apart (`first`, `second`) and no more, so there the
        accessor gives the name.
        """
        if (singular := singular_of(iterable)) and (kind is not Kind.KEY or singular.endswith(("_id", "_pk", "_key"))):
            return singular
        name = self.target_key.field
        if self.relation.owner == self.relation.target:
            name = singular_of(self.relation.accessor.removesuffix("_set")) or name
        return f"{name}_id" if kind is Kind.KEY else name

    def bulk_links(self, elements: Elements, defaults: Defaults) -> tuple[Operation, ...]:
        """Return what links all elements, which are instances, in two queries, as the accessor itself does."""
        key = self.target_key
        linked = self.names.fresh("linked", f"linked_{key.attname}s")
        name = self.element_name(Kind.INSTANCE, str(elements.iterable))
        name = self.names.fresh(name, f"{name}_to_add")
        mine = self.call(
            self.manager(),
            Step("filter", (f"{self.source_key.field}={self.source}",)),
            Step("values_list", (f'"{key.attname}"', "flat=True")),
        )
        made = call_of(self.through(), *self._pair(name, Kind.INSTANCE), *defaults.keywords(self.warn))
        rows = Comprehension(
            made,
            name,
            call_of(f"{self.names.builtin('dict')}.fromkeys", str(elements.iterable)),
            f"{name}.{self._key_of(key)} not in {linked}",
        )
        return (
            Assign(linked, call_of(self.names.builtin("set"), mine)),
            Run(self.call(self.manager(), Step("bulk_create", (rows,))), self.why_bulk if self.bulk else ""),
        )

    def links(self, elements: Elements, defaults: Defaults) -> tuple[Operation, ...]:
        """Return what links all elements: one by one where some are instances and some keys, else in a loop."""
        if elements.kinds:
            items = zip(elements.items or (), elements.kinds, strict=True)
            return tuple(link for item, kind in items for link in self.link(item, kind, defaults))
        return (self._loop(elements, defaults),)

    def _loop(self, elements: Elements, defaults: Defaults) -> Each:
        name = self.element_name(elements.kind, str(elements.iterable))
        name = self.names.fresh(name, f"{name}_to_add")
        return Each(name, elements.iterable, self.link(name, elements.kind, defaults))

    def atomic(self, *operations: Operation) -> tuple[Operation, ...]:
        """Return the operations so that all or none of them take place."""
        if self.site.slot.atomic and not self.routed and not self.in_thread:
            return operations
        atomic = f"{self.names.library('django.db', 'transaction')}.atomic"
        if self.routed:
            router = self.names.library("django.db", "router")
            using = call_of(f"{router}.db_for_write", self.through(), f"instance={self.source}")
            return (Atomic(call_of(atomic, Keyword("using", using)), operations),)
        return (Atomic(call_of(atomic), operations),)

    def _element(self, key: ThroughKey, text: str, kind: Kind) -> str | Keyword:
        """Return the keyword argument that puts `text` into the column of `key`."""
        match kind:
            case Kind.INSTANCE:
                return f"{key.field}={text}"
            case Kind.KEY:
                return f"{key.attname}={text}"
            case Kind.UNKNOWN:
                pk = f'"{self._key_of(key)}"'
                return Keyword(key.attname, call_of(self.names.builtin("getattr"), text, pk, text))
            case _:
                assert_never(kind)
