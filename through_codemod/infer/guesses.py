"""Is a parameter's name, with the accessor's, strong enough evidence to guess the relation?

A name proves nothing. It is strong evidence only where both hold: the accessor's name belongs to this one relation
among all accessors, fields and attributes of all classes that the project and its installed apps define; and the
parameter, of which nothing else is said, is called like the model (`course` for `Course`) or like a foreign key to it.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from through_codemod.identifiers import snake_case
from through_codemod.infer.annotations import by_signature
from through_codemod.infer.bindings import Kind
from through_codemod.infer.functions import from_every_caller
from through_codemod.infer.namesakes import namesake
from through_codemod.infer.tree import FUNCTIONS
from through_codemod.infer.values import NOTHING, Accessor, Unknown
from through_codemod.relations import AttributeKind, ModelRef, RelationMap

if TYPE_CHECKING:
    from through_codemod.infer.source import Source

_TESTS = frozenset({"isinstance", "issubclass", "hasattr", "callable", "type"})
_ANYTHING = frozenset({"Any", "object"})


def guessed(source: Source, node: ast.Attribute) -> Accessor | str | None:
    """Return the accessor that `node`, an attribute of a parameter, is by its names; None where they do not match.

    `source` is one of those that ask the callers of functions. Where the names match and are too weak all the same,
    the answer says why.
    """
    relations = source.relations
    named = [relation for relation in relations.relations if relation.accessor == node.attr]
    if len(named) != 1 or not isinstance(node.value, ast.Name):
        return None
    (relation,) = named
    name = node.value.id
    if name not in _names(relations, relation.owner) or not _is_bare_parameter(source, node.value):
        return None
    if (other := namesake(source.modules, relation)) is not None:
        return f"nothing is guessed by the name `{name}`, as {other}"
    return Accessor(
        relation, relation.owner, receiver=node.value, how=f"a guess by the names `{name}` and `{node.attr}`"
    )


def _is_bare_parameter(source: Source, node: ast.Name) -> bool:
    """Whether a name is a parameter of which nothing is said but its name, and no caller passes what is known."""
    meaning = source.scopes.meaning(node.id, node)
    owner = meaning.scope
    if len(meaning.bindings) != 1 or meaning.bindings[0].kind is not Kind.PARAMETER or not isinstance(owner, FUNCTIONS):
        return False
    arg = meaning.bindings[0].node
    assert isinstance(arg, ast.arg)
    if arg.annotation is not None and ast.unparse(arg.annotation).rpartition(".")[2] not in _ANYTHING:
        return False
    if not isinstance(owner, ast.Lambda) and by_signature(source.root, arg, owner) is not None:
        return False
    if not _defaults_to_nothing(owner.args, arg) or _is_tested(source, arg, owner):
        return False
    passed = from_every_caller(source.root, arg, owner) if not isinstance(owner, ast.Lambda) else NOTHING
    return all(isinstance(value, Unknown) for value in passed)


def _defaults_to_nothing(arguments: ast.arguments, arg: ast.arg) -> bool:
    positional = [*arguments.posonlyargs, *arguments.args]
    defaults: list[tuple[ast.arg, ast.expr | None]] = [
        *zip(reversed(positional), reversed(arguments.defaults), strict=False),
        *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
    ]
    default = next((value for one, value in defaults if one is arg), None)
    return default is None or (isinstance(default, ast.Constant) and default.value is None)


def _is_tested(source: Source, arg: ast.arg, owner: ast.AST) -> bool:
    """Whether the function asks what the parameter is, so that it may be several things."""
    inside = {id(node) for node in ast.walk(owner)}
    for use in source.tree.names_in(arg.arg, owner):
        match source.tree.parent(use):
            case ast.Call(func=ast.Name(id=test), args=[first, *_]) if first is use and test in _TESTS:
                if id(use) in inside:
                    return True
            case ast.Match(subject=subject) if subject is use and id(use) in inside:
                return True
    return False


def _names(relations: RelationMap, owner: ModelRef) -> frozenset[str]:
    """Return the model's name in snake case and the names of foreign keys to it."""
    keys = {
        name
        for model in relations.models.values()
        for name, attribute in model.attributes.items()
        if attribute.kind is AttributeKind.INSTANCE and attribute.model == owner and f"{name}_id" in model.attributes
    }
    return frozenset({snake_case(owner.name), *keys})
