"""What else sets an attribute of a project's class: code outside its methods, `setattr`, patches, decorators?"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from through_codemod.infer.bindings import Kind, binding_of
from through_codemod.infer.by_name import may_be_named
from through_codemod.infer.classes import lineage, stores
from through_codemod.infer.texts import texts_of
from through_codemod.infer.values import (
    Class,
    Object,
    Parent,
    Unknown,
    Values,
    detached,
    unknown,
)

if TYPE_CHECKING:
    from through_codemod.infer.source import SetByText, Source
    from through_codemod.infer.tree import Tree

_BETWEEN = rb"[\"'][\s\\+()]+[\"']"  # two pieces of one text
_FAR = 40  # bytes of a piece


def stored_outside(
    ends: Sequence[Class], classes: Sequence[Class], name: str, sources: Sequence[Source]
) -> Iterator[Values]:
    """Yield what the modules store as the attribute `name` of an object that may be of one of `ends`.

    What is stored by the own methods of `classes`, all that such an object inherits from, is not among it.
    """
    for source in sources:
        own = {id(node) for item in classes if item.source is source for node, _ in stores(source, item.node, name)}
        for node in source.tree.stores(name):
            if id(node) in own:
                continue
            if not _may_be(source, node.value, ends):
                continue
            binding = binding_of(node, source.tree.parent)
            if binding is None:
                continue
            augments = binding.kind is Kind.AUGMENT and binding.value is not None
            values = source.root.values(binding.value) if augments and binding.value else source.root.bound(binding)
            yield detached(values)
        named = _set_by_text(source)
        follows = any(not isinstance(text, ast.Constant) for _, text, _ in named) and _is_quoted(source, name)
        for target, text, value in named:
            if not isinstance(text, ast.Constant) and not follows:  # that takes long
                continue
            if name in (texts_of(source, text) or ()) and _may_be(source, target, ends):
                yield detached(source.root.values(value)) if value is not None else unknown(f"{name} is set by name")


def set_by_any_name(ends: Sequence[Class], name: str, sources: Sequence[Source]) -> bool:
    """Whether the modules set attributes of objects of `ends` whose names are not written there."""
    return any(
        _is(source, target, ends) and texts_of(source, text) is None
        for source in sources
        for target, text, _ in _set_by_text(source)
        if _may_be_name(source, text, name)
    )


def names_set(source: Source) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Yield the objects of which a module sets an attribute by its name, and the expressions that give it."""
    for target, text, _ in _set_by_text(source):
        yield target, text


def _set_by_text(source: Source) -> list[SetByText]:
    if source.set_by_text is None:
        source.set_by_text = [*_set_by_name(source.tree), *_dictionaries(source.tree)]
    return source.set_by_text


def _is_quoted(source: Source, name: str) -> bool:
    """Whether the module has a text `name`, in one piece or in two: `"stu" "dents"`, `"stu" + "dents"`."""
    quoted = [f"{quote}{name}{quote}".encode() for quote in "\"'"]
    if any(one in source.module.text for one in quoted):
        return True
    if source.pieced is None:
        text = source.module.text
        found = ((one.start(), one.end()) for one in re.finditer(_BETWEEN, text))
        source.pieced = b"\n".join(text[max(start - _FAR, 0) : start] + text[end : end + _FAR] for start, end in found)
    return any(one in source.pieced for one in quoted)


def _may_be_name(source: Source, text: ast.expr, name: str, deep: bool = True) -> bool:
    """Whether a text may be `name`; of one that is put together only the constant parts are known."""
    match text:
        case ast.JoinedStr(values=parts):
            known = (re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".*" for part in parts)
            return re.fullmatch("".join(known), name) is not None
        case ast.Name(id=variable) if deep:
            meaning = source.scopes.meaning(variable, text)
            made = [one.value for one in meaning.bindings if one.kind is Kind.ASSIGN and not one.path]
            if meaning.stars or len(made) < len(meaning.bindings):
                return True
            return any(value is None or _may_be_name(source, value, name, False) for value in made) or not made
        case ast.Constant(value=value):
            return value == name
    return may_be_named(text, name) is not False


def _set_by_name(tree: Tree) -> Iterator[SetByText]:
    """Yield the objects and names of `setattr(x, "name", value)`, `patch.object(x, "name")` and the like.

    With them comes the value that is set, None where there is none or it is set for a time.
    """
    for use in (
        *tree.builtin("setattr"),
        *tree.attributes("setattr"),
        *tree.attributes("object"),
    ):
        call = tree.parent(use)
        if isinstance(call, ast.Call) and call.func is use and len(call.args) > 1:
            value = call.args[2] if isinstance(use, ast.Name) and len(call.args) == 3 else None
            yield call.args[0], call.args[1], value
    for use in tree.attributes("__setattr__"):
        match tree.parent(use):
            case ast.Call(args=[target, text, value]) as call if call.func is use:
                yield target, text, value
            case ast.Call(args=[text, value]) as call if call.func is use:
                yield use.value, text, value
    for use in tree.attributes("multiple"):
        call = tree.parent(use)
        if isinstance(call, ast.Call) and call.func is use and call.args:
            for keyword in call.keywords:
                yield call.args[0], ast.Constant(keyword.arg) if keyword.arg else keyword.value, None


def _dictionaries(tree: Tree) -> Iterator[SetByText]:
    """Yield the objects whose `__dict__` or `vars()` is written to, the key, which may be anything, and the value."""
    found: list[tuple[ast.expr, ast.expr]] = [(use, use.value) for use in tree.attributes("__dict__")]
    for name in tree.builtin("vars"):
        call = tree.parent(name)
        if isinstance(call, ast.Call) and call.func is name and call.args:
            found.append((call, call.args[0]))
    for use, target in found:
        match tree.parent(use):
            case ast.Subscript(ctx=ast.Store(), slice=key, value=of) as place if of is use:
                statement = tree.parent(place)
                value = statement.value if isinstance(statement, ast.Assign) and place in statement.targets else None
                yield target, key, value
            case ast.Attribute(attr="update" | "setdefault" | "__setitem__" | "__ior__") as method:
                call = tree.parent(method)
                named = (
                    call.keywords if method.attr == "update" and isinstance(call, ast.Call) and not call.args else []
                )
                for keyword in named:
                    text = ast.Constant(keyword.arg) if keyword.arg is not None else method
                    yield target, text, keyword.value
                if not named:
                    yield target, method, None
            case ast.Assign() | ast.AugAssign() | ast.NamedExpr() | ast.Call() | ast.AnnAssign():
                if not isinstance(tree.parent(use), ast.Call):
                    yield target, use, None


def _is(source: Source, node: ast.expr, ends: Sequence[Class]) -> bool:
    return any(isinstance(one, (Object, Class)) and _related(one, ends) for one in source.root.values(node))


def _may_be(source: Source, node: ast.expr, ends: Sequence[Class]) -> bool:
    for one in source.root.values(node):
        match one:
            case Object() | Class():
                if _related(one, ends):
                    return True
            case Parent(of=Object() | Class() as of):
                if _related(of, ends):
                    return True
            case Unknown():
                return True
    return False


def _related(value: Object | Class, ends: Sequence[Class]) -> bool:
    """Whether one of `ends` inherits from the class of `value`, or that from it: two heirs of a base are strangers."""
    cls = value.cls if isinstance(value, Object) else value
    return any(_inherits(end, cls) or _inherits(cls, end) for end in ends)


def _inherits(heir: Class, cls: Class) -> bool:
    return any(item.node is cls.node for item in lineage(heir).classes)
