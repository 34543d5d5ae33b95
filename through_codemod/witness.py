"""What did a recorded run see at this call: whose accessor was it, and what was it given?"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from through_codemod.evidence import Seen
from through_codemod.expressions import Expression, Kind, label_of
from through_codemod.frozen import frozen
from through_codemod.infer import Inference
from through_codemod.infer.values import Accessor, Unknown, Values
from through_codemod.relations import ModelRef, Relation, RelationMap

if TYPE_CHECKING:
    from through_codemod.trace import Write

_KINDS = {frozenset({"instance"}): Kind.INSTANCE, frozenset({"key"}): Kind.KEY}


@frozen
class Witness:
    """What a run saw at one call: the accessors, in how many writes, and the kind of argument where it was one only."""

    accessors: tuple[Accessor, ...]
    count: int
    kind: Kind

    @property
    def writes(self) -> str:
        """The number of writes, in words."""
        return f"{self.count} {'write' if self.count == 1 else 'writes'}"

    def told(self, relations: RelationMap) -> str:
        """Return whose accessors they were, for people: `school.Course (3 writes)`."""
        owners = sorted({label_of(relations, accessor.owner) for accessor in self.accessors})
        return f"{', '.join(owners)} ({self.writes})"

    def is_needed(self, values: Values) -> bool:
        """Whether the source does not tell what the accessor is."""
        return not values or any(isinstance(value, Unknown) for value in values)

    def contradicts(self, values: Values) -> bool:
        """Whether the source tells, and something else."""
        relations = {value.relation for value in values if isinstance(value, Accessor)}
        return not self.is_needed(values) and any(item.relation not in relations for item in self.accessors)

    def settled(self, values: Values) -> Values:
        """Return the values with what the run saw in place of what is not known."""
        if not self.is_needed(values):
            return values
        return frozenset(self.accessors) | {value for value in values if not isinstance(value, Unknown)}

    def kinds(self, argument: Expression) -> Expression:
        """Return the argument with its kind, and those of what it holds, as the run saw them where nobody knows.

        Where the run saw instances, an annotation that says nothing but keys is not believed.
        """
        if argument.keyword not in (None, "objs") or argument.none or argument.wrong is not None:
            return argument
        items = None if argument.items is None else tuple(self.kinds(item) for item in argument.items)
        lies = argument.said and self.kind is Kind.INSTANCE
        kind = self.kind if argument.kind is Kind.UNKNOWN or lies else argument.kind
        traced = kind is not argument.kind or any(item.traced for item in items or ())
        return argument._replace(kind=kind, items=items, traced=traced, said=argument.said and not lies)


def witnesses(seen: Seen, inference: Inference, relations: RelationMap) -> Mapping[ast.Call, Witness]:
    """Return what was seen at the module's calls.

    A call is known by where it ends, and where the Python that recorded it was too old to tell (before 3.11) by its
    line, if it is the only one of the method there. So is one of which only the lines are known that it is among.
    """
    found: dict[ast.Call, list[tuple[Write, int]]] = {}
    for write, count in seen.writes:
        at = [call for call in _calls(inference, write.method) if _is_at(call, write)] if not write.by else []
        if len(at) == 1:
            found.setdefault(at[0], []).append((write, count))
    for write, count, lines in seen.within:
        at = [call for call in _calls(inference, write.method) if call.lineno in lines and _is_on(call, write.accessor)]
        if len(at) == 1:
            found.setdefault(at[0], []).append((write, count))
    made = ((call, _witness(writes, relations)) for call, writes in found.items())
    return {call: witness for call, witness in made if witness is not None}


def _calls(inference: Inference, method: str) -> Iterator[ast.Call]:
    for attribute in inference.attributes(method):
        match inference.parent(attribute):
            case ast.Call(func=func) as call if func is attribute:
                yield call


def _is_at(call: ast.Call, write: Write) -> bool:
    if write.end_line is not None:
        return (call.end_lineno, call.end_col_offset) == (write.end_line, write.end_column)
    return write.line in (call.lineno, call.func.end_lineno)


def _is_on(call: ast.Call, accessor: str) -> bool:
    return isinstance(call.func, ast.Attribute) and getattr(call.func.value, "attr", None) == accessor


def _witness(writes: Iterable[tuple[Write, int]], relations: RelationMap) -> Witness | None:
    accessors: set[Accessor] = set()
    kinds: set[str] = set()
    total = 0
    for write, count in writes:
        if (known := relation_of(write, relations)) is not None:
            relation, owner = known
            accessors.add(Accessor(relation, owner))
            kinds.update(write.arguments)
            total += count
    if not accessors:
        return None
    ordered = sorted(accessors, key=lambda accessor: accessor.owner)
    witness = Witness(tuple(ordered), total, _KINDS.get(frozenset(kinds), Kind.UNKNOWN))
    how = f"trace: {witness.told(relations)}"
    return replace(witness, accessors=tuple(replace(accessor, how=how) for accessor in ordered))


def relation_of(write: Write, relations: RelationMap) -> tuple[Relation, ModelRef] | None:
    """Return the relation that was written to and the model of the receiver, None where the map does not know them."""
    owner = relations.by_label(write.receiver)
    relation = relations.find(owner, write.accessor) if owner is not None else None
    if owner is None or relation is None or (relation.field, relation.direction) != (write.relation, write.direction):
        return None
    return relation, owner
