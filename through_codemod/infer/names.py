"""What can a name be, by the bindings that reach it?"""

from __future__ import annotations

import ast
import builtins
from typing import TYPE_CHECKING

from through_codemod.infer.annotations import by_comment
from through_codemod.infer.bindings import Binding, Kind, Step
from through_codemod.infer.containers import elements, held_at, unpacked
from through_codemod.infer.definitions import class_value, function_value
from through_codemod.infer.dotted_names import absolute
from through_codemod.infer.functions import entered, parameter
from through_codemod.infer.models import instances
from through_codemod.infer.mutations import grown
from through_codemod.infer.narrowing import narrowed, replaced
from through_codemod.infer.operators import augmented
from through_codemod.infer.rebound import is_rebound
from through_codemod.infer.scopes import Meaning
from through_codemod.infer.values import (
    NOTHING,
    SAID,
    Class,
    Collection,
    External,
    ModelClass,
    Other,
    Package,
    Values,
    detached,
    is_known,
    join,
    unknown,
)
from through_codemod.relations import ModelRef

if TYPE_CHECKING:
    from through_codemod.infer.frames import Frame
    from through_codemod.infer.source import Source


# no package that is imported with a star binds these to something of its own
_NEVER_EXPORTED = frozenset(
    {"list", "tuple", "dict", "set", "frozenset", "enumerate", "zip", "reversed", "sorted", "iter", "next", "super"}
    | {"getattr", "setattr", "isinstance", "issubclass", "len", "print", "staticmethod", "classmethod", "property"}
)
_PYTEST = "pytest"  # what a module imports by this name is that, whatever else may bind names there


def name_values(frame: Frame, node: ast.expr) -> Values | None:
    """A bare name."""
    if not isinstance(node, ast.Name):
        return None
    return named(frame, node.id, node)


def named(frame: Frame, name: str, at: ast.AST) -> Values:
    """Return what `name` means where `at` is evaluated."""
    meaning = frame.source.scopes.meaning(name, at)
    values = meant(frame, name, meaning)
    if any(isinstance(value, Collection) for value in values):
        values = grown(frame, values, meaning, name, at)
    open_ended = len(values) > 1 or values == SAID or not is_known(values)
    tested = open_ended or b"callable(" in frame.source.module.text
    if isinstance(at, ast.Name) and tested:
        values = narrowed(frame, at, replaced(frame, at, meaning) or values, meaning)
    return values


def meant(frame: Frame, name: str, meaning: Meaning) -> Values:
    """Return the values of all bindings of a meaning."""
    own = frame.of(meaning.scope) if meaning.scope is not None else frame
    sure = name == _PYTEST and bool(meaning.bindings)
    hidden = 0 if sure else _hidden_from(frame.source, name, meaning)
    found = [own.bound(binding) for binding in meaning.bindings if not _is_before(frame.source, binding, hidden)]
    for star in () if sure else meaning.stars:
        exports = frame.source.star(star)
        if _is_before(frame.source, star, hidden):
            continue
        if exports is None:
            if name in _NEVER_EXPORTED and meaning.unbound and not meaning.bindings:
                return frozenset({External(f"builtins.{name}")})
            found.append(unknown(f"{name} may come from a star import"))
        elif name in exports:
            found.append(own.bound(star, name))
    if found and not sure and isinstance(meaning.scope, ast.Module) and is_rebound(frame.source, name):
        found.append(unknown(f"{name} is bound by its name"))
    if not found:
        if isinstance(meaning.scope, ast.Module) and meaning.unbound and hasattr(builtins, name):
            return frozenset({External(f"builtins.{name}")})
        if name in ("__name__", "__file__", "__doc__"):
            return frozenset({Other(name)})
        return NOTHING if not meaning.unbound else unknown(f"name {name}")
    values = join(found)
    if meaning.declared is not None and not is_known(values):
        declared = own.annotated(meaning.declared)
        if is_known(declared):
            return declared
    return values


def _hidden_from(source: Source, name: str, meaning: Meaning) -> int:
    """Return the line of the last star import of a module that surely binds `name`; 0 where there is none."""
    return max(
        (
            star.statement.lineno
            for star in meaning.stars
            if isinstance(star.statement, ast.ImportFrom)
            and isinstance(source.tree.parent(star.statement), ast.Module)
            and name in (source.star(star) or ())
        ),
        default=0,
    )


def _is_before(source: Source, binding: Binding, line: int) -> bool:
    """Whether a binding is made when the module is imported, above a line of it."""
    at = binding.statement if binding.statement is not None else binding.node
    return getattr(at, "lineno", line) < line and isinstance(source.tree.function(at), ast.Module)


def bound(frame: Frame, binding: Binding, name: str) -> Values:
    """Return what a binding binds to `name`."""
    match binding.kind:
        case Kind.ASSIGN:
            assert binding.value is not None
            values = frame.values(binding.value)
            values = unpacked(frame, values, binding.path) if binding.path else values
            return values if is_known(values) else _commented(frame, binding, binding.value) or values
        case Kind.ITERATE:
            assert binding.value is not None
            values = unpacked(frame, elements(frame, frame.values(binding.value)), binding.path)
            return values if is_known(values) else _commented(frame, binding, binding.value) or values
        case Kind.ENTER:
            assert binding.value is not None
            return unpacked(frame, entered(frame, frame.values(binding.value), binding.awaited), binding.path)
        case Kind.AUGMENT:
            assert isinstance(binding.statement, ast.AugAssign)
            return augmented(frame, binding.statement)
        case Kind.IMPORT | Kind.STAR:
            return imported(frame.source, binding, name)
        case Kind.DEFINE:
            return defined(frame, binding.node)
        case Kind.PARAMETER:
            assert isinstance(binding.node, ast.arg)
            return parameter(frame, binding.node, binding.statement)
        case Kind.CAPTURE:
            return _captured(frame, binding)
        case Kind.CATCH:
            return unknown(f"exception {name}")
    return unknown(f"name {name}")


def _commented(frame: Frame, binding: Binding, value: ast.expr) -> Values | None:
    """Return what a type comment behind the statement says of the only name that it binds."""
    if binding.path or not isinstance(binding.node, ast.Name) or not frame.source.type_comments:
        return None
    found = by_comment(frame, frame.source.tree.statement(binding.node), value.end_lineno or 0)
    return found if found is not None and is_known(found) else None


def _captured(frame: Frame, binding: Binding) -> Values:
    match binding.node:
        case ast.MatchAs(pattern=ast.MatchClass(cls=cls)):
            found = frame.values(cls)
            if found and all(isinstance(value, (ModelClass, Class)) for value in found):
                return instances(frame, found)
    return _matched(frame, binding.node)


def _matched(frame: Frame, pattern: ast.AST) -> Values:
    """Return what a pattern is matched against."""
    parent_of = frame.source.tree.parent
    parent = parent_of(pattern)
    match parent:
        case ast.match_case():
            outer = parent_of(parent)
            assert isinstance(outer, ast.Match)
            return frame.values(outer.subject)
        case ast.MatchAs() | ast.MatchOr():
            return _matched(frame, parent)
        case ast.MatchSequence(patterns=patterns):
            found = unpacked(frame, _matched(frame, parent), (_place(patterns, pattern),))
            unread = isinstance(pattern, ast.MatchStar) and not is_known(found)
            return frozenset({Collection("list", found)}) if unread else found
        case ast.MatchMapping(keys=keys, patterns=patterns) if pattern in patterns:
            key = keys[patterns.index(pattern)]
            return join(held_at(frame, value, key) for value in _matched(frame, parent))
        case ast.MatchClass(cls=cls, kwd_attrs=names, kwd_patterns=patterns) if pattern in patterns:
            found = instances(frame, frame.values(cls))
            name = names[patterns.index(pattern)]
            return detached(join(frame.read(value, name) for value in found))
    return unknown("pattern")


def _place(patterns: list[ast.pattern], pattern: ast.AST) -> Step:
    """Return the place of a pattern in a sequence of them, from the end where it stands behind a star."""
    star = next((i for i, one in enumerate(patterns) if isinstance(one, ast.MatchStar)), len(patterns))
    place = next(i for i, one in enumerate(patterns) if one is pattern)
    after = len(patterns) - place - 1
    return (star, after) if place == star else place if place < star else -after - 1


def defined(frame: Frame, node: ast.AST) -> Values:
    """Return the function or class that a definition defines."""
    match node:
        case ast.ClassDef():
            return frozenset({class_value(frame.source, node)})
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return frozenset({function_value(frame, node)})
    return unknown("definition")


def imported(source: Source, binding: Binding, name: str) -> Values:
    """Return what an import binds to `name`."""
    alias, statement = binding.node, binding.statement
    assert isinstance(alias, ast.alias)
    if isinstance(statement, ast.Import):
        return module_value(source, alias.name if alias.asname else alias.name.partition(".")[0])
    assert isinstance(statement, ast.ImportFrom)
    module = absolute(source.module.package, statement.level, statement.module)
    wanted = name if binding.kind is Kind.STAR else alias.name
    if module is None:
        return unknown(f"import of {wanted}")
    whole, package = f"{module}.{wanted}", source.modules.load(module, source.module)
    if package is not None and package.path == source.module.path and source.modules.is_project(whole, source.module):
        return module_value(source, whole)  # a package's own module, which it has no name for yet
    return member(source, module, wanted)


def module_value(source: Source, name: str) -> Values:
    """Return the module `name`."""
    return frozenset({Package(name) if source.modules.is_project(name, source.module) else External(name)})


def member(source: Source, module: str, name: str, later: bool = False) -> Values:
    """Return what the module called `module` holds under `name`, when it is imported or `later`."""
    loaded = source.modules.load(module, source.module)
    if loaded is not None:
        held = source.modules.source(loaded)
        return held.attribute(name) if later else held.member(name)
    ref = ModelRef(module, name)
    if ref in source.relations.models:
        return frozenset({ModelClass(ref, how=str(ref))})
    whole = f"{module}.{name}"
    if source.modules.is_project(module, source.module):
        return frozenset({Package(whole)}) if source.modules.is_project(whole, source.module) else unknown(whole)
    return frozenset({External(whole)})
