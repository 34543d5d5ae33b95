"""In what does the explicit form differ from the call, as far as relation and site tell before it is written?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from through_codemod.expressions import Kind
from through_codemod.reasons import Caveat, CaveatName
from through_codemod.relations import Relation, RelationMap
from through_codemod.sites import CallSite, Verb
from through_codemod.slots import Use

_LINKING = frozenset({Verb.ADD, Verb.SET, Verb.CREATE, Verb.GET_OR_CREATE, Verb.UPDATE_OR_CREATE})
_MAKING = frozenset({Verb.CREATE, Verb.GET_OR_CREATE, Verb.UPDATE_OR_CREATE})
_NAMING = frozenset({Verb.ADD, Verb.REMOVE, Verb.SET})
_PLURALS = {Kind.INSTANCE: "instances", Kind.KEY: "keys", Kind.UNKNOWN: "both"}
_DELETING = frozenset({Verb.REMOVE, Verb.CLEAR, Verb.SET})


def caveats_of(site: CallSite, relations: RelationMap) -> Iterator[Caveat]:
    """Yield the caveats that hold for any form that the site could take.

    What a recorded run saw is evidence and no proof: it tells of the runs that were recorded, not of all that can be.
    So where nothing else tells the receiver's model or an argument's kind, the site is unsafe whatever the number.
    """
    relation = site.relation
    through = relation.through_label
    clear = site.keyword("clear")
    diffs = site.verb is Verb.SET and not (clear is not None and clear.text == "True")
    version = _version(relations.django)
    if relation.m2m_changed:
        yield Caveat(
            CaveatName.M2M_CHANGED,
            f"m2m_changed is no longer sent to {relations.told(relation.m2m_changed)}; do here what they do",
        )
    if site.verb in _LINKING and relation.through_parents:
        yield Caveat(
            CaveatName.RAISES_TODAY, f"the call raises ValueError today, as {through} has parent models; this works"
        )
        if relation.custom_save or relation.save_receivers:
            yield Caveat(
                CaveatName.SAVE_CALLED,
                f"new rows are saved one by one, which runs {relations.told(_saving(relation))}",
            )
    if site.verb in _LINKING and relation.order_with_respect_to and version < (6, 0):
        yield Caveat(
            CaveatName.RAISES_TODAY,
            f"the call raises IntegrityError today, as {through} has order_with_respect_to; this works",
        )
    if site.verb in _DELETING and relation.source_key.null and version < (5, 0):
        yield Caveat(
            CaveatName.UNSAVED_SOURCE,
            f"for an unsaved `{site.receiver.text}` this deletes the rows of {through} without a "
            f"{relation.source_key.field}, where the call raises ValueError; make sure that it is saved",
        )
    made_first = site.verb is Verb.CREATE and not relation.source_key.null
    if site.may_be_none and (relation.source_key.null or site.slot.catches_none or made_first):
        writes = "makes rows" if site.verb in _LINKING else "deletes the rows"
        does = f"{writes} without a {relation.source_key.field}" if relation.source_key.null else "does not"
        if made_first:
            does = f"makes the {relation.target.name} before it is refused"
        yield Caveat(
            CaveatName.NO_SOURCE,
            f"if `{site.receiver.text}` is None, the call raises AttributeError, where this {does}; make sure that it "
            "is not",
        )
    if site.unsaved and (site.verb in _LINKING or version < (5, 0)):
        makes = f"makes the {relation.target.name} first and then " if site.verb is Verb.CREATE else ""
        does = f"{makes}links by the key that it was given, if any" if site.verb in _LINKING else "finds no rows"
        yield Caveat(
            CaveatName.UNSAVED_SOURCE,
            f"`{site.receiver.text}` has no row here: the call raises ValueError, where this {does}; save it first",
        )
    if site.unsaved_arguments and site.verb in _NAMING:
        does = (
            "removing it does nothing, and from Django 5.0 on a look-up by it raises ValueError; leave the call out"
            if site.verb is Verb.REMOVE
            else "the call raises ValueError, where this raises another exception or links by the key that it was "
            "given; save it first"
        )
        yield Caveat(CaveatName.UNSAVED_TARGET, f"{_listed(site.unsaved_arguments)} has no row here: {does}")
    elif site.verb in {Verb.ADD, Verb.SET} and relation.target_key.null and version < (5, 0) and _names_instances(site):
        yield Caveat(
            CaveatName.UNSAVED_TARGET,
            f"an argument without a row would be taken for none: {relation.target_key.field} of {through} may be NULL; "
            "make sure that all are saved",
        )
    if site.verb in {Verb.ADD, Verb.SET} and relation.target_key.null and _may_hold_none(site):
        yield Caveat(
            CaveatName.ARGUMENT_KIND,
            f"{relation.target_key.field} of {through} may be NULL: for each None among the instances the call makes a "
            "row, and this one in all; make sure that there is none",
        )
    if site.verb in {Verb.ADD, Verb.SET} and (said := [*_said_to_be_keys(site)]):
        yield Caveat(
            CaveatName.ARGUMENT_KIND,
            f"that {_listed(said)} gives keys is what an annotation says, and no caller confirms: an instance, which "
            "the call takes as well, would be refused; make sure that there is none",
        )
    if relation.order_with_respect_to and version >= (6, 0) and _links_several(site):
        yield Caveat(
            CaveatName.LINK_ORDER,
            f"{through} numbers its rows as they are made: this makes them as they are given, the call in the order of "
            "their keys; sort them if that matters",
        )
    if site.slot.catches and site.verb in {Verb.ADD, Verb.SET}:
        yield Caveat(
            CaveatName.EXCEPTION_TYPE,
            f"`except {site.slot.catches}` was written for the call: what that refuses as unsaved, or as of another "
            "model, may raise IntegrityError or ValueError here; catch those too",
        )
    if site.slot.catches == "ValueError" and site.verb is Verb.REMOVE and version < (5, 0):
        yield Caveat(
            CaveatName.EXCEPTION_TYPE,
            f"`except ValueError` catches what the call raises for an unsaved `{site.receiver.text}`, for which this "
            "deletes nothing and goes on; make sure that it is saved",
        )
    elif site.slot.catches == "ValueError" and site.verb is Verb.REMOVE and _names_instances(site):
        yield Caveat(
            CaveatName.EXCEPTION_TYPE,
            f"`except ValueError` catches more than before: an unsaved {relation.target.name} is ignored by the call, "
            "and raises ValueError here; make sure that what is removed is saved",
        )
    if site.slot.caught and site.slot.in_transaction and site.verb in {Verb.ADD, Verb.SET}:
        yield Caveat(
            CaveatName.AFTER_ERROR,
            "an error of the call that is caught here breaks the transaction around it, an error of this does not: "
            "what follows is written then; let the error out of the transaction",
        )
    if diffs and relation.through_manager_filters:
        yield Caveat(
            CaveatName.HIDDEN_LINKS,
            f"`{relation.through_manager}` of {through} hides rows: a hidden link that is named would be made again or "
            "raise IntegrityError; make sure that none of those named is hidden",
        )
    if diffs and relation.symmetrical:
        yield Caveat(
            CaveatName.ASYMMETRIC_ROWS,
            "where a pair has a row in one direction only, this deletes or completes it, and the call does not; make "
            "sure that all pairs have both",
        )
    if relation.symmetrical and relation.target_manager_filters and site.verb in _DELETING:
        yield Caveat(
            CaveatName.HIDDEN_LINKS,
            f"the default manager of {relation.target.name} hides rows, whose links go as well; are there any?",
        )
    if len(relations.databases) > 1 or relations.routers:
        yield Caveat(
            CaveatName.DATABASES,
            "several databases or routers: check that the rows are read and written on the same one",
        )
    for doubt in relation.doubts:
        yield Caveat(CaveatName.UNREAD, f"the sources do not tell all: {doubt}; look there, or ask a running Django")
    if relations.changed:
        yield Caveat(
            CaveatName.STALE_MAP,
            f"{relations.relations_from} was made before {relations.changed[0]} changed and may be wrong; make it anew",
        )
    if site.prefetched:
        yield Caveat(
            CaveatName.PREFETCHED,
            f"`{site.accessor}` is prefetched: the call drops that list, this does not, so whoever reads it afterwards "
            f"sees the rows of before; `{site.receiver.text}.refresh_from_db()` drops it too",
        )
    elif site.read_later and site.verb not in _MAKING:
        yield Caveat(
            CaveatName.PREFETCHED,
            f"if `{site.receiver.text}` came with its {relation.accessor} prefetched, what reads them in this function "
            f"sees the rows of before; `{site.receiver.text}.refresh_from_db()` drops them",
        )
    if site.narrowed and diffs and version < (6, 1):
        yield Caveat(
            CaveatName.NARROWED,
            f"if a Prefetch has narrowed `{site.accessor}`, the call keeps the links that it leaves out, and this "
            "deletes those that are not named; make sure that it leaves out none",
        )
    if site.heir:
        yield Caveat(CaveatName.HEIR, f"`{site.receiver.text}` may be of another model in {site.heir}: look there")
    if site.guessed:
        yield Caveat(
            CaveatName.RECEIVER_GUESSED,
            f"that `{site.receiver.text}` is a {site.relation.owner.name} is a guess by its name, as nothing else here "
            f"has an attribute `{site.relation.accessor}`; an annotation would tell",
        )
    if site.traced and site.witness is not None:
        yield Caveat(
            CaveatName.RECEIVER_TRACED,
            f"that `{site.receiver.text}` is of {site.witness.told(relations)} was seen in a recorded run, and the "
            "source does not tell; can it be of another model?",
        )
    traced = ["*" * argument.starred + argument.text for argument in site.arguments if argument.traced]
    if traced and site.witness is not None:
        yield Caveat(
            CaveatName.ARGUMENT_TRACED,
            f"{_listed(traced)} held {_PLURALS[site.witness.kind]} in a recorded run ({site.witness.writes}), and the "
            "source does not tell; can it be anything else?",
        )
    if site.apps:
        keys = f"`{relation.source_key.field}` and `{relation.target_key.field}` as its keys"
        yield Caveat(
            CaveatName.HISTORICAL,
            f"{through} is taken as it is today; at this migration its fields may have had other names: compare them"
            if relation in relations.relations
            else f"{through} is taken as the migrations have made it by then, with {keys}: compare them",
        )


def _listed(texts: Sequence[str]) -> str:
    return ", ".join(f"`{text}`" for text in texts)


def _names_instances(site: CallSite) -> bool:
    given = [argument for argument in site.arguments if argument.keyword in (None, "objs")]
    return any(item.kind is not Kind.KEY for argument in given for item in argument.items or (argument,))


def _may_hold_none(site: CallSite) -> bool:
    """Whether a list whose elements are not written out is among what is named; querysets hold no None."""
    given = [argument for argument in site.arguments if argument.starred or argument.keyword == "objs"]
    given += site.positional[:1] if site.verb is Verb.SET else ()
    return any(item.items is None and not (item.rows or item.fetched) for item in given)


def _said_to_be_keys(site: CallSite) -> Iterator[str]:
    """Yield the arguments that are keys by their annotations alone."""
    for argument in site.arguments:
        if argument.keyword in (None, "objs"):
            yield from (item.text for item in argument.items or (argument,) if item.said)


def _links_several(site: CallSite) -> bool:
    if site.verb is Verb.SET:
        return True
    return site.verb is Verb.ADD and (len(site.positional) > 1 or any(argument.starred for argument in site.positional))


def _saving(relation: Relation) -> tuple[str, ...]:
    """Return what of the project's own runs when a row of the through model is saved."""
    return (*((relation.custom_save,) if relation.custom_save else ()), *relation.save_receivers)


def notes_of(site: CallSite, relations: RelationMap, configured: tuple[tuple[str, str], ...] = ()) -> Iterator[str]:
    """Yield what a reviewer should know though the rows are the same, or differ as the configuration wants it.

    `configured` are the fields and expressions that it adds to new links.
    """
    for name, text in configured:
        yield f"new {site.relation.through_label} rows get {name}={text}, as configured; the call leaves it out"
    relation = site.relation
    if site.verb in _LINKING and not relation.through_parents and (saving := relations.told(_saving(relation))):
        yield f"bulk_create() makes the new rows, so that {saving} stays out of it, as before"
    if site.verb in _DELETING and relation.delete_receivers:
        yield f"deleting sends pre_delete and post_delete as before, to {relations.told(relation.delete_receivers)}"
    if site.verb in _MAKING and site.linking:
        yield f"the new {relation.target.name} may be linked already by {relations.told(site.linking)}"
    given = site.keyword("through_defaults")
    if site.verb in _LINKING and (given is None or given.entries is not None):
        named = {entry.key for entry in (given.entries if given else None) or ()} | {name for name, _ in configured}
        if missing := [name for name in site.relation.required if name not in named]:
            yield f"{', '.join(missing)} of {site.relation.through_label} has no default and is not given"
    unknown = [argument.text for argument in site.positional if argument.kind is Kind.UNKNOWN]
    if site.verb is Verb.REMOVE and unknown and _version(relations.django) >= (5, 0):
        yield f"if {_listed(unknown)} gives an instance without a row, the call ignores it and this raises ValueError"
    if site.slot.caught and not site.slot.in_transaction:
        yield (
            "inside an outer transaction, an error that is caught here leaves it usable, where the accessor leaves it "
            "broken; and an argument of another model raises ValueError instead of TypeError"
        )
    if site.verb is Verb.CREATE and site.given and not site.unsaved:
        yield (
            f"if `{site.receiver.text}` were not saved yet, the call would raise ValueError at once, and the explicit "
            f"calls after the {site.relation.target.name} is made"
        )
    if site.counted:
        yield "the number of queries changes, and queries are counted here"
    if site.slot.use is Use.IGNORED and site.awaited:
        yield "the value of the awaited call is dropped"


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".")[:2] if part.isdigit())
