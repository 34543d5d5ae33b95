"""What was the relation of a write in a migration, where the migrations alone leave several?"""

from __future__ import annotations

import ast

from through_codemod.expressions import Reader
from through_codemod.infer.history import GONE, Then, as_today, relation_then, stands_alone
from through_codemod.infer.modules import Modules
from through_codemod.infer.values import Instance
from through_codemod.relations import Relation


def settled(relation: Relation, call: ast.Call, method: str, reader: Reader, modules: Modules) -> Then:
    """Return what `relation` was when its migration ran the function of `call`.

    Of several relations one to whose target the call gives an instance of another model does not count: `add` raises
    TypeError there before it writes anything, and so does the explicit form, as that names another key.
    """
    inference = reader.inference
    outer = getattr(inference.outermost(call), "name", "")
    then = relation_then(relation, inference.module, modules, reader.relations, outer)
    if method not in ("add", "aadd"):
        return then
    fitting = [one for one in then.either if not any(_refused(node, one, reader, modules) for node in call.args)]
    if len(fitting) == 1 and all(_is_unwritable(fitting[0], one) for one in then.either if one is not fitting[0]):
        return Then(as_today(fitting[0], relation))
    return then


def _is_unwritable(relation: Relation, other: Relation) -> bool:
    """Whether the explicit form of `relation` raises where the other one holds: it names what is not there then."""
    names = {relation.source_key.field.lower(), relation.target_key.field.lower()}
    return relation.through_label == other.through_label and not names <= {*other.through_keywords}


def _refused(node: ast.expr, relation: Relation, reader: Reader, modules: Modules) -> bool:
    """Whether it is an instance of a model that migrations alone know, and that is not the relation's target."""
    if isinstance(node, ast.Starred):
        return False
    values = reader.inference.asked(node)
    target = relation.target_key.model
    return bool(values) and all(
        isinstance(value, Instance)
        and value.model.module.endswith(GONE)
        and (value.model.module, value.model.name.lower()) != (target.module, target.name.lower())
        and stands_alone(value.model, reader.inference.module, modules, reader.relations)
        for value in values
    )
