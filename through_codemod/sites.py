"""Where does a module write through an accessor, with what, and what becomes of the value of the call?

A `CallSite` is what the plan needs to know and no more: expressions of the source are `Expression`s, text with the few
facts that decide how they may be used. The nodes stay with the site for `edit.py`, which has to find them again.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from enum import StrEnum
from os.path import abspath

from through_codemod.aliases import receiver_of
from through_codemod.document import Document
from through_codemod.evidence import NOTHING, Seen
from through_codemod.expressions import Expression, Reader, label_of
from through_codemod.frozen import frozen
from through_codemod.historical import settled
from through_codemod.infer import Inference
from through_codemod.infer.heirs import overriding_heir, read_of_self
from through_codemod.infer.modules import Modules
from through_codemod.infer.travels import NOWHERE, Handed, Travels, handed_by
from through_codemod.infer.values import (
    Accessor,
    BoundVerb,
    Unknown,
)
from through_codemod.prefetched import is_given, is_prefetched, is_prefetched_somewhere, is_read_later, may_be_narrowed
from through_codemod.relations import ModelRef, Relation, RelationMap
from through_codemod.slots import Slot, slot_of
from through_codemod.unsaved import is_unsaved, may_be_none
from through_codemod.uses import Uses, uses_of
from through_codemod.witness import Witness, witnesses


class Verb(StrEnum):
    """The writing methods of a related manager; the async forms are the same verbs.

    https://docs.djangoproject.com/en/stable/ref/models/relations/
    """

    ADD = "add"
    REMOVE = "remove"
    SET = "set"
    CLEAR = "clear"
    CREATE = "create"
    GET_OR_CREATE = "get_or_create"
    UPDATE_OR_CREATE = "update_or_create"


_NAMING = frozenset({Verb.ADD, Verb.SET})  # where it matters whether an argument is an instance or a key
VERBS = {verb.value: verb for verb in Verb} | {f"a{verb.value}": verb for verb in Verb}


@frozen
class CallSite:
    """A write through an accessor whose relation is known.

    `method` is the verb as it is spelled (`aadd`); `awaited` whether the call stands under an `await`, which `node`
    then is. `receiver` is the instance in front of the accessor; `accessor` the text of the related manager itself.
    `narrowed`: what is prefetched of it may be a part of its rows. `given`: somebody else has made or fetched the
    receiver. `read_later`: it may have come with the accessor's rows prefetched, which the function reads after the
    call. `unsaved`: the receiver has no row when the call is reached; `may_be_none`: it may be None.
    `unsaved_arguments` are the texts of arguments without a row. `linking` is what runs when the call makes a target,
    and may link it. `witness` is what a recorded run saw there. `guessed`: only names tell the relation.
    """

    verb: Verb
    method: str
    relation: Relation
    owner: ModelRef
    receiver: Expression
    accessor: str
    arguments: tuple[Expression, ...]
    slot: Slot
    awaited: bool
    apps: str | None
    known_by: str
    prefetched: bool
    narrowed: bool
    given: bool
    read_later: bool
    counted: bool
    unsaved: bool
    may_be_none: bool
    unsaved_arguments: tuple[str, ...]
    linking: tuple[str, ...]
    heir: str | None
    witness: Witness | None
    guessed: bool
    call: ast.Call = field(compare=False, repr=False)
    node: ast.expr = field(compare=False, repr=False)

    @property
    def traced(self) -> bool:
        """Whether nothing but a recorded run tells the receiver's model."""
        return self.known_by.startswith("trace: ")

    @property
    def positional(self) -> tuple[Expression, ...]:
        """The arguments without a keyword."""
        return tuple(argument for argument in self.arguments if argument.keyword is None)

    def keyword(self, name: str) -> Expression | None:
        """Return the argument given for `name=`, or None."""
        return next((argument for argument in self.arguments if argument.keyword == name), None)


@frozen
class Unresolved:
    """A write, or what bears the name of one, that cannot be planned.

    `name` is the reason's (`reasons.Reason`); `text` is what is called. `relation` is None where it is not known;
    `owner` is the model whose instances have the accessor, where it is one.
    """

    name: str
    method: str
    accessor: str
    receiver: str
    detail: str
    relation: Relation | None
    owner: ModelRef | None
    known_by: str
    text: str
    node: ast.expr = field(compare=False, repr=False)


def find_sites(
    document: Document,
    inference: Inference,
    relations: RelationMap,
    modules: Modules,
    seen: Seen = NOTHING,
    arrived: Travels = NOWHERE,
) -> tuple[list[CallSite | Unresolved], Travels]:
    """Return every write of the module through an accessor of `relations`, in source order; `seen` is what a run saw.

    What bears an accessor's name but can't be told is among them as `Unresolved`; what is known to be something else
    (a plain many-to-many of another model, a Python set) is not. `arrived` are the managers that others hand to it; to
    others go those that are returned beside the sites.
    """
    told = witnesses(seen, inference, relations)
    kept = frozenset(item.name for item in arrived.names)
    uses = uses_of(inference, relations.accessors, VERBS, kept)
    finder = _Finder(document, inference, relations, modules, uses, told, kept)
    found = [
        site
        for node in dict.fromkeys((*uses.calls, *(told if uses.starts else ())))
        if (site := finder.site(node)) is not None
    ]
    found += [site for node in finder.uses.methods if (site := finder.bound(node)) is not None]
    went = inference.travels(uses.starts, VERBS)
    own = abspath(inference.module.path)
    found = [*finder.handed((*arrived.writes, *(write for write in went.writes if write.path == own)), found)]
    elsewhere = tuple(write for write in went.writes if write.path != own)
    ordered = sorted(found, key=lambda site: (site.node.lineno, site.node.col_offset, -(site.node.end_col_offset or 0)))
    return ordered, Travels(elsewhere, went.names)


class _Finder:
    def __init__(
        self,
        document: Document,
        inference: Inference,
        relations: RelationMap,
        modules: Modules,
        uses: Uses,
        told: Mapping[ast.Call, Witness],
        kept: frozenset[str],
    ) -> None:
        self.document = document
        self.inference = inference
        self.relations = relations
        self.modules = modules
        self.uses = uses
        self.told = told
        self.kept = kept
        self.reader = Reader(document, inference, relations)

    def site(self, node: ast.Call) -> CallSite | Unresolved | None:
        """Return the site that the call is, None where it is something else."""
        if (given := self.uses.by_method.get(node)) is not None:
            return self._by_caller(node, *given)
        match node.func:
            case ast.Attribute(attr=method, value=manager):
                return self._call(node, method, manager)
            case ast.Name() | ast.Call() as func:
                return self._through_alias(node, func)
        return None

    def bound(self, node: ast.Attribute) -> Unresolved | None:
        """Return the site that a verb is which is read but not called."""
        values = self.inference.values(node.value)
        accessors = [value for value in values if isinstance(value, Accessor)]
        if not accessors:
            return None
        detail = f"`{self.document.text_of(node)}`; whoever calls it decides on its arguments and its value"
        known = accessors if len(accessors) == len(values) else ()
        return self._unresolved("bound-method", node, node.attr, node.value, detail, known)

    def handed(self, writes: Sequence[Handed], known: list[CallSite | Unresolved]) -> Iterator[CallSite | Unresolved]:
        """Yield the known sites, and those at which managers are written through that were handed there."""
        places: dict[tuple[object, ...], list[Handed]] = {}
        for write in writes:
            places.setdefault((write.method, *write.end), []).append(write)
        for site in known:
            several = places.pop((site.method, site.node.end_lineno, site.node.end_col_offset), [])
            if several and isinstance(site, Unresolved) and site.name == "accessor-alias":
                site = replace(site, detail=f"{site.detail}; it is {handed_by(several)}")
            yield site
        for several in places.values():
            for call, (method, manager) in self.uses.by_method.items():
                if (call.end_lineno, call.end_col_offset) == several[0].end:
                    yield self._handed(call, method, manager, several)
            for verb in self.inference.attributes(several[0].method):
                parent = self.inference.parent(verb)
                node = parent if isinstance(parent, ast.Call) and parent.func is verb else verb
                if (node.end_lineno, node.end_col_offset) == several[0].end:
                    yield self._handed(node, verb.attr, verb.value, several)

    def _handed(self, node: ast.expr, verb: str, manager: ast.expr, writes: Sequence[Handed]) -> Unresolved:
        accessors = [accessor for write in writes for accessor in write.accessors]
        known = all(write.known for write in writes)
        if not known and isinstance(node, ast.Call) and (witness := self.told.get(node)) is not None:
            accessors, known = [*witness.accessors], True
        detail = f"`{self.document.text_of(manager)}` is {handed_by(writes)}: {self._kinds(manager, accessors)}"
        detail += self._seen(node) if isinstance(node, ast.Call) else ""
        if not known:
            return self._unresolved("unknown-receiver", node, verb, manager, detail)
        if not all(write.whole for write in writes) or len({value.relation for value in accessors}) > 1:
            return self._unresolved("ambiguous-receiver", node, verb, manager, detail)
        name = "accessor-alias" if isinstance(node, ast.Call) else "bound-method"
        return self._unresolved(name, node, verb, manager, detail, accessors)

    def _is_kept(self, manager: ast.expr) -> bool:
        """Whether it bears a name under which another module keeps an accessor, or gives one back."""
        read = manager.func if isinstance(manager, ast.Call) else manager
        return (read.attr if isinstance(read, ast.Attribute) else getattr(read, "id", "")) in self.kept

    def _by_caller(self, node: ast.Call, verb: str, manager: ast.expr) -> Unresolved | None:
        site = self._call(node, verb, manager)
        if not isinstance(site, CallSite):
            return site
        detail = f"`methodcaller` calls `{verb}` of what it is given; call that on the accessor itself"
        known = [value for value in self.inference.asked(manager) if isinstance(value, Accessor)]
        return self._unresolved("bound-method", node, verb, manager, detail, known)

    def _through_alias(self, node: ast.Call, func: ast.expr) -> Unresolved | None:
        values = self.inference.values(func)
        verbs = [value for value in values if isinstance(value, BoundVerb)]
        if not verbs:
            return None
        verb = min(value.verb for value in verbs)
        detail = f"`{self.document.text_of(func)}` is a bound `{verb}`; call it on the accessor itself"
        known = [value.accessor for value in verbs] if len(verbs) == len(values) else ()
        return self._unresolved("bound-method", node, verb, func, detail, known)

    def _unresolved(
        self,
        name: str,
        node: ast.expr,
        method: str,
        manager: ast.expr,
        detail: str,
        accessors: Sequence[Accessor] = (),
    ) -> Unresolved:
        """Return the site that stays as it is; `accessors` are all that it can be of, none where that is not known."""
        told = sorted(accessors, key=lambda value: (value.how, value.owner))
        relation = told[0].relation if len({value.relation for value in told}) == 1 else None
        owner = told[0].owner if relation is not None and len({value.owner for value in told}) == 1 else None
        receiver, accessor = manager, self.document.text_of(manager) if relation is None else relation.accessor
        if isinstance(manager, ast.Attribute) and (relation is None or manager.attr == accessor):
            receiver, accessor = manager.value, manager.attr
        return Unresolved(
            name,
            method,
            accessor,
            self.document.text_of(receiver),
            detail,
            relation,
            owner,
            told[0].how if relation is not None else "",
            self.document.text_of(node.func if isinstance(node, ast.Call) else node),
            node,
        )

    def _call(self, call: ast.Call, method: str, manager: ast.expr) -> CallSite | Unresolved | None:
        named = not self.inference.read_names(manager).isdisjoint(self.relations.accessors)
        values = self.inference.asked(manager) if named or self._is_kept(manager) else self.inference.values(manager)
        witness = self.told.get(call)
        if witness is not None:
            if witness.contradicts(values):
                detail = f"a recorded run saw that of {witness.told(self.relations)}, which the source rules out"
                return self._unresolved("ambiguous-receiver", call, method, manager, detail)
            values = witness.settled(values)
        found = (value for value in values if isinstance(value, Accessor))
        accessors = sorted(found, key=lambda value: (value.how, value.owner, value.relation.field))
        unknown = [value for value in values if isinstance(value, Unknown)]
        if not accessors:
            guess = self.inference.guessed(manager) if named and isinstance(manager, ast.Attribute) else None
            if isinstance(guess, Accessor):
                return self._resolved(call, method, manager, [guess], guessed=True)
            if named and (unknown or not values):
                detail = "; ".join([self._candidates(manager, unknown), *([guess] if guess else [])])
                return self._unresolved("unknown-receiver", call, method, manager, detail)
            return None
        if unknown:
            detail = self._candidates(manager, unknown, accessors)
            return self._unresolved("unknown-receiver", call, method, manager, detail)
        if len({value.relation for value in accessors}) > 1 or len(accessors) < len(values):
            is_read = named and isinstance(manager, ast.Attribute)
            other = ", or something without this relation" if is_read else ", or something else"
            detail = f"it may be {self._kinds(manager, accessors)}" + (other if len(accessors) < len(values) else "")
            return self._unresolved("ambiguous-receiver", call, method, manager, detail + self._seen(call))
        if apps := {value.apps for value in accessors if value.apps}:
            name = min(apps)
            if not all(value.apps == name for value in accessors) or not self.inference.is_registry(name, call):
                detail = f"`{name}`, which its historical model is of, is not the same here"
                return self._unresolved("historical-field", call, method, manager, detail)
            then = settled(accessors[0].relation, call, method, self.reader, self.modules)
            if then.relation is None:
                return self._unresolved("historical-field", call, method, manager, then.why) if then.why else None
            accessors = [replace(value, relation=then.relation) for value in accessors]
        return self._resolved(call, method, manager, accessors)

    def _kinds(self, manager: ast.expr, accessors: Sequence[Accessor]) -> str:
        """Return what something may be, for people, by all relations that it may be the accessor of."""
        named = {(label_of(self.relations, value.owner), value.relation.accessor) for value in accessors}
        if isinstance(manager, ast.Attribute) and {accessor for _, accessor in named} == {manager.attr}:
            return f"an instance of {', '.join(sorted(owner for owner, _ in named))}"
        return ", ".join(f"`{accessor}` of {owner}" for owner, accessor in sorted(named))

    def _seen(self, call: ast.Call) -> str:
        witness = self.told.get(call)
        return f"; a recorded run saw that of {witness.told(self.relations)}" if witness is not None else ""

    def _candidates(self, manager: ast.expr, unknown: list[Unknown], accessors: Sequence[Accessor] = ()) -> str:
        why = sorted({value.why for value in unknown if value.why})
        owners: dict[str, set[str]] = {}
        for item in self.relations.relations:
            if item.accessor in self.inference.read_names(manager):
                owners.setdefault(item.accessor, set()).add(label_of(self.relations, item.owner))
        may_be = [f"`{name}` is an accessor of {', '.join(sorted(of))}" for name, of in sorted(owners.items())]
        return "; ".join([*why, *(may_be or [f"it may be {self._kinds(manager, accessors)}"])])

    def _resolved(
        self, call: ast.Call, method: str, manager: ast.expr, accessors: list[Accessor], guessed: bool = False
    ) -> CallSite | Unresolved:
        accessor = accessors[0]
        relation = accessor.relation
        if any(value.configured for value in accessors):
            detail = self._seen(call).removeprefix("; ")
            return self._unresolved("accessor-configured", call, method, manager, detail, accessors)
        receiver = receiver_of(manager, accessor, call, self.inference, self.document)
        if receiver is None:
            return self._unresolved("accessor-alias", call, method, manager, self._alias(call, manager), accessors)
        witness = self.told.get(call)
        node = self.inference.parent(call)
        awaited = isinstance(node, ast.Await)
        owner = accessor.owner if len({value.owner for value in accessors}) == 1 else relation.owner
        return CallSite(
            verb=VERBS[method],
            method=method,
            relation=relation,
            owner=owner,
            receiver=self.reader.expression(receiver),
            accessor=self.document.fragment(manager),
            arguments=tuple(self._arguments(call, relation, witness if VERBS[method] in _NAMING else None)),
            slot=slot_of(node if isinstance(node, ast.Await) else call, self.inference),
            awaited=awaited,
            apps=next((value.apps for value in accessors if value.apps), None),
            known_by=accessor.how,
            prefetched=(prefetched := is_prefetched(manager, accessor, self.inference, self.document, self.modules)),
            narrowed=prefetched and may_be_narrowed(call, self.inference, self.document),
            given=(given := is_given(receiver, self.inference)),
            read_later=given
            and is_read_later(call, manager, frozenset(VERBS), self.inference)
            and is_prefetched_somewhere(relation.accessor, self.modules),
            counted=self._counted(call),
            unsaved=is_unsaved(receiver, call, self.inference, self.document),
            may_be_none=may_be_none(receiver, self.inference),
            unsaved_arguments=tuple(self._unsaved_arguments(call)),
            linking=self.relations.linking(relation, made_at_once=VERBS[method] is Verb.CREATE),
            heir=self._heir(receiver),
            witness=witness,
            guessed=guessed,
            call=call,
            node=node if isinstance(node, ast.Await) else call,
        )

    def _alias(self, call: ast.Call, manager: ast.expr) -> str:
        text = f"`{self.document.text_of(manager)}`"
        if isinstance(manager, ast.IfExp | ast.BoolOp):
            return f"{text} is read from one of several; choose the instance first, then the accessor" + self._seen(
                call
            )
        return f"{text} is an accessor that was read elsewhere" + self._seen(call)

    def _arguments(self, call: ast.Call, relation: Relation, witness: Witness | None) -> Iterator[Expression]:
        given: list[tuple[ast.expr, str | None]] = [(argument, None) for argument in call.args]
        given += [(keyword.value, keyword.arg or "**") for keyword in call.keywords]
        for node, keyword in given:
            starred = isinstance(node, ast.Starred)
            expression = self.reader.expression(
                node.value if isinstance(node, ast.Starred) else node,
                relation,
                elements=starred or keyword == "objs",
                starred=starred,
                keyword=keyword,
            )
            yield expression if witness is None else witness.kinds(expression)

    def _heir(self, receiver: ast.expr) -> str | None:
        """Return a class of another file in which a method's receiver may be something else."""
        definition = next((one for one in self._ancestors(receiver, None) if isinstance(one, ast.ClassDef)), None)
        read = read_of_self(receiver, self.inference.outermost(receiver)) if definition is not None else None
        if definition is None or read is None:
            return None
        return overriding_heir(definition, *read, self.inference.module, self.modules)

    def _unsaved_arguments(self, call: ast.Call) -> Iterator[str]:
        """Yield the arguments, or elements of literals among them, that have no row when the call is reached."""
        waiting = [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg == "objs")]
        while waiting:
            node = waiting.pop(0)
            match node:
                case ast.Starred(value=value):
                    waiting.append(value)
                case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
                    waiting += items
                case _ if is_unsaved(node, call, self.inference, self.document):
                    yield self.document.text_of(node)

    def _counted(self, call: ast.Call) -> bool:
        for item in self._ancestors(call, None):
            if isinstance(item, ast.With | ast.AsyncWith):
                for entry in item.items:
                    text = self.document.text_of(entry.context_expr)
                    if "assertNumQueries" in text or "django_assert_" in text:
                        return True
        return False

    def _ancestors(self, node: ast.AST, until: ast.AST | None) -> Iterator[ast.AST]:
        parent = self.inference.parent(node)
        while parent is not None and parent is not until:
            yield parent
            parent = self.inference.parent(parent)
