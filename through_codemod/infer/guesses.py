"""Is a parameter's name, with the accessor's, strong enough evidence to guess the relation?

A name proves nothing. It is strong evidence only where both hold: the accessor's name belongs to this one relation
among all accessors, fields and attributes of the project's classes and of the models of its apps; and the parameter is
called like the model (`course` for `Course`) or like a foreign key to it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from through_codemod.identifiers import snake_case
from through_codemod.infer.bindings import Kind
from through_codemod.infer.tree import FUNCTIONS
from through_codemod.infer.values import Accessor
from through_codemod.relations import AttributeKind, ModelRef, Relation, RelationMap

if TYPE_CHECKING:
    from through_codemod.infer.modules import Module
    from through_codemod.infer.source import Source


def guessed(source: Source, node: ast.Attribute) -> Accessor | None:
    """Return the accessor that `node`, an attribute of a parameter, is by its names; None where they are too weak.

    Nothing is guessed where the files of the project are not known.
    """
    relations = source.relations
    named = [relation for relation in relations.relations if relation.accessor == node.attr]
    if len(named) != 1 or not isinstance(node.value, ast.Name):
        return None
    (relation,) = named
    name = node.value.id
    if not _is_parameter(source, node.value) or name not in _names(relations, relation.owner):
        return None
    if not _is_of_one_model(relations, relation) or source.modules.asking is None:
        return None
    if source.modules.asking.holds_elsewhere(
        node.attr, lambda module: _defines(module, node.attr, relation, relations)
    ):
        return None
    how = f"a guess by the names `{name}` and `{node.attr}`"
    return Accessor(relation, relation.owner, receiver=node.value, how=how)


def _is_parameter(source: Source, node: ast.Name) -> bool:
    meaning = source.scopes.meaning(node.id, node)
    owner = meaning.scope
    if len(meaning.bindings) != 1 or meaning.bindings[0].kind is not Kind.PARAMETER or not isinstance(owner, FUNCTIONS):
        return False
    arg = meaning.bindings[0].node
    method = isinstance(source.tree.scope(owner), ast.ClassDef)
    plain = [*owner.args.posonlyargs, *owner.args.args][1 if method else 0 :]
    return any(arg is one for one in (*plain, *owner.args.kwonlyargs))


def _names(relations: RelationMap, owner: ModelRef) -> frozenset[str]:
    """Return the model's name in snake case and the names of foreign keys to it."""
    keys = {
        name
        for model in relations.models.values()
        for name, attribute in model.attributes.items()
        if attribute.kind is AttributeKind.INSTANCE and attribute.model == owner
    }
    return frozenset({snake_case(owner.name), *keys})


def _is_of_one_model(relations: RelationMap, relation: Relation) -> bool:
    """Whether no model but the relation's owner, those that inherit from it and its own bases has the name."""
    return all(
        relation.accessor not in model.attributes
        or relations.is_a(model.ref, relation.owner)
        or relations.is_a(relation.owner, model.ref)
        for model in relations.models.values()
    )


def _defines(module: Module, name: str, relation: Relation, relations: RelationMap) -> bool:
    """Whether a class of the module has the attribute, or any object is given one, but for the relation's models."""
    for node, qualname in _classes(module.tree, ""):
        ref = ModelRef(module.name, qualname)
        own = ref in relations.models and (relations.is_a(ref, relation.owner) or relations.is_a(relation.owner, ref))
        if not own and any(name in _bound(statement) for statement in node.body):
            return True
    return any(
        isinstance(node, ast.Attribute) and node.attr == name and isinstance(node.ctx, ast.Store)
        for node in ast.walk(module.tree)
    )


def _classes(node: ast.AST, prefix: str) -> Iterator[tuple[ast.ClassDef, str]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef):
            yield child, prefix + child.name
            yield from _classes(child, f"{prefix}{child.name}.")
        else:
            yield from _classes(child, prefix)


def _bound(statement: ast.stmt) -> set[str]:
    match statement:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return {name}
        case ast.Assign(targets=targets):
            return {node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)}
        case ast.AnnAssign(target=ast.Name(id=name)):
            return {name}
    return set()
