"""What else has an attribute called like a relation's accessor, in the project or in its installed apps?"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from through_codemod.grammar import parsed
from through_codemod.infer.givers import bound_in_classes, line_that_gives, of_body
from through_codemod.infer.installed import UnreadError, app_files
from through_codemod.relations import ModelRef, Relation, RelationMap
from through_codemod.unparsed import as_read, held

if TYPE_CHECKING:
    from through_codemod.infer.modules import Modules

_DESCRIPTORS = b"AddSerializedFile"  # https://protobuf.dev/reference/python/python-generated/


def namesake(modules: Modules, relation: Relation) -> str | None:
    """Return what else has an attribute called like the accessor, or why nobody can tell; None where nothing has."""
    key = f"{relation.owner}.{relation.accessor}"
    if key not in modules.namesakes:
        modules.namesakes[key] = _model_with(modules.relations, relation) or _in_project(modules, relation)
    if modules.namesakes[key] is None and key not in modules.namesakes_of_apps:
        modules.namesakes_of_apps[key] = _in_apps(modules, relation)
    return modules.namesakes[key] or modules.namesakes_of_apps[key]


def _model_with(relations: RelationMap, relation: Relation) -> str | None:
    """Return a model with the attribute that is neither the relation's owner, nor before or behind it in line."""
    for model in relations.models.values():
        related = relations.is_a(model.ref, relation.owner) or relations.is_a(relation.owner, model.ref)
        if relation.accessor in model.attributes and not related:
            return f"{model.label or model.ref} has `{relation.accessor}` too"
    return None


def _in_project(modules: Modules, relation: Relation) -> str | None:
    may_bind = _binding(relation.accessor)
    for name, text in modules.files.texts():
        if text is not None and not may_bind(text):
            continue
        path = Path(name)
        if text is None:
            return f"{modules.shown(path)} cannot be read"
        module = modules.load_file(path)
        if module is None:
            return f"{modules.shown(path)} cannot be parsed"
        line = _line_that_binds(module.tree, module.name, relation, modules.relations)
        if line is not None:
            return _given(f"{modules.shown(path)}:{line}", relation)
    return None


def _in_apps(modules: Modules, relation: Relation) -> str | None:
    """Return what of the installed apps that are not the project's own has the attribute, or what cannot be read."""
    if modules.relations.apps is None:
        return "it is not known which apps are installed"
    may_bind = _binding(relation.accessor)
    roots = [*modules.roots, *modules.packages()]
    for app, places in modules.relations.apps.items():
        try:
            for file in app_files(app, places, roots):
                text = held(file.path)
                if not may_bind(as_read(text)) or modules.files.lists(Path(file.path)):
                    continue
                line = _line_that_binds(parsed(text, file.shown), file.module, relation, modules.relations)
                if line is not None:
                    return _given(f"{file.shown}:{line}", relation)
        except UnreadError as error:
            return str(error)
        except (OSError, ValueError, SyntaxError, RecursionError, MemoryError) as error:
            why = error.strerror if isinstance(error, OSError) else error
            return f"the source of {app}, an installed app, cannot be read ({why})"
    return None


def _given(place: str, relation: Relation) -> str:
    return f"{place} gives `{relation.accessor}` to something else"


def _binding(name: str) -> Callable[[bytes], bool]:
    """Return the test that a text passes if it may bind the name: it is more than called, indexed or asked of.

    What protobuf makes classes of is one string, in which any byte may stand in front of the name.
    """
    sought = name.encode()
    word = rb"(?<![\w\x80-\xff])%s(?![\w\x80-\xff])" % re.escape(sought)
    bound = re.compile(rb"\b(?:def|class|import)[\s\\]+%s|%s(?![ \t]*[.(\[])" % (word, word))
    return lambda text: sought in text and (bound.search(text) is not None or _DESCRIPTORS in text)


def _line_that_binds(tree: ast.Module, module: str, relation: Relation, relations: RelationMap) -> int | None:
    """Return a line that gives the attribute to a class or object; not where the relation itself is declared."""
    for definition, qualname, node in bound_in_classes(tree, relation.accessor):
        if node not in _declarations(definition, ModelRef(module, qualname), relation.owner, relations):
            return getattr(node, "lineno", definition.lineno)
    return line_that_gives(tree, relation.accessor)


def _declarations(
    definition: ast.ClassDef, ref: ModelRef, owner: ModelRef, relations: RelationMap
) -> Iterator[ast.AST]:
    """Yield the names in a model's body that are the relation's own: a field, an annotation of what Django sets."""
    is_behind = relations.is_a(owner, ref)
    if not is_behind and not relations.is_a(ref, owner):
        return
    for node in of_body(definition):
        match node:
            case ast.AnnAssign(target=ast.Name() as target, value=None):
                yield target
            case ast.Assign(targets=[ast.Name() as target], value=value) if is_behind and _is_field(value):
                yield target
            case ast.AnnAssign(target=ast.Name() as target, value=value) if is_behind and _is_field(value):
                yield target


def _is_field(value: ast.expr | None) -> bool:
    match value:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name.endswith("Field")
    return False
