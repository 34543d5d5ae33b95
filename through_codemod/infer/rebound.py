"""Which names does a module bind by other means than statements, and what does a test put in the place of functions?

globals()["course"] = Club()
exec("course = Club()")
setattr(sys.modules[__name__], "course", Club())

@mock.patch("app.work.newest_course", return_value=Club())
def test_it(newest_course): ...
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from through_codemod.infer.by_name import may_be_named

if TYPE_CHECKING:
    from through_codemod.infer.source import Source
    from through_codemod.infer.tree import Tree

_OWN = frozenset({"globals", "vars", "locals"})
_SIGNS = (b"globals(", b"vars(", b"locals(", b"exec(", b"sys.modules[__name__]")


def rebinding(source: Source) -> list[ast.expr | None]:
    """Return the texts by which a module binds its own names; None among them stands for any name."""
    if not any(sign in source.module.text for sign in _SIGNS):
        return []
    tree = source.tree
    found: list[ast.expr | None] = []
    for name in sorted(_OWN):
        for use in tree.names(name):
            call = tree.parent(use)
            if isinstance(call, ast.Call) and call.func is use and not call.args and _is_module(tree, use, name):
                found += _stored(tree, call)
    for use in tree.names("exec"):
        call = tree.parent(use)
        if isinstance(call, ast.Call) and call.func is use and call.args and _runs_here(tree, call):
            found += _bound_by(call.args[0])
    for modules in tree.attributes("modules"):
        itself = tree.parent(modules)
        if isinstance(itself, ast.Subscript) and isinstance(itself.slice, ast.Name) and itself.slice.id == "__name__":
            found += _set_on(tree, itself)
    return found


def is_rebound(source: Source, name: str) -> bool:
    """Whether a module may bind a name of its own by other means than statements."""
    return any(_is(text, name) for text in source.rebinding)


def patched(source: Source) -> frozenset[str]:
    """Return the names of what a module puts others in the place of: `patch("app.work.newest")` and the like.

    https://docs.python.org/3/library/unittest.mock.html#patch
    """
    if b"patch" not in source.module.text:
        return frozenset()
    tree = source.tree
    uses = [*tree.names("patch"), *tree.attributes("patch"), *tree.attributes("setattr"), *tree.attributes("object")]
    found: set[str] = set()
    for use in uses:
        call = tree.parent(use)
        if not isinstance(call, ast.Call) or call.func is not use:
            continue
        match call.args:
            case [ast.Constant(value=str(path)), *_]:
                found.add(path.rpartition(".")[2])
            case [_, ast.Constant(value=str(name)), *_]:
                found.add(name)
    return frozenset(found)


def mocks_passed(decorator: ast.expr) -> int | None:
    """Return how many mocks a decorator passes in front of the fixtures; None where it may pass any by keyword.

    https://docs.python.org/3/library/unittest.mock.html#patch
    """
    match decorator:
        case ast.Call(args=args, keywords=keywords) if any(isinstance(item, ast.Starred) for item in args) or any(
            keyword.arg is None for keyword in keywords
        ):
            pass
        case ast.Call(func=ast.Name(id="patch") | ast.Attribute(attr="patch"), args=[_], keywords=keywords):
            return 0 if any(keyword.arg == "new" for keyword in keywords) else 1
        case ast.Call(func=ast.Name(id="patch") | ast.Attribute(attr="patch"), args=[_, _]):
            return 0
        case ast.Call(func=ast.Attribute(attr=how, value=ast.Name(id="patch") | ast.Attribute(attr="patch"))):
            match how, decorator.args:
                case "dict", _:
                    return 0
                case "object", [_, _]:
                    return 0 if any(keyword.arg == "new" for keyword in decorator.keywords) else 1
                case "object", [_, _, _]:
                    return 0
            return None
    for node in ast.walk(decorator):
        match node:
            case ast.Attribute(attr="patch") | ast.Name(id="patch"):
                return None
    return 0


def _is(text: ast.expr | None, name: str) -> bool:
    match text:
        case None:
            return True
        case ast.Constant(value=value):
            return value == name
    return may_be_named(text, name) is not False


def _is_module(tree: Tree, use: ast.AST, name: str) -> bool:
    return name == "globals" or isinstance(tree.scope(use), ast.Module)


def _runs_here(tree: Tree, call: ast.Call) -> bool:
    """Whether what `exec` runs binds names of the module: by its place, or because it is given them."""
    match call.args[1:]:
        case []:
            return isinstance(tree.scope(call), ast.Module) and not call.keywords
        case [ast.Call(func=ast.Name(id="globals"))]:
            return True
    return False


def _bound_by(code: ast.expr) -> Iterator[ast.expr | None]:
    match code:
        case ast.Constant(value=str(text)):
            try:
                inner = ast.parse(text)
            except (SyntaxError, ValueError, RecursionError):
                return
            yield from (ast.Constant(name) for name in _names(inner))
        case _:
            yield None


def _names(root: ast.AST) -> Iterator[str]:
    for node in ast.walk(root):
        match node:
            case ast.Name(id=name, ctx=ast.Store()):
                yield name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.alias(name=path, asname=alias):
                yield alias or path.partition(".")[0]


def _stored(tree: Tree, names: ast.expr) -> Iterator[ast.expr | None]:
    """Yield the keys under which something is stored in a dictionary of names."""
    parent = tree.parent(names)
    match parent:
        case ast.Subscript(ctx=ast.Store(), slice=key):
            yield key
        case ast.Attribute(attr="update"):
            call = tree.parent(parent)
            if isinstance(call, ast.Call):
                yield from (ast.Constant(item.arg) if item.arg else None for item in call.keywords)
                for item in call.args:
                    yield from item.keys if isinstance(item, ast.Dict) else [None]
        case ast.Attribute(attr="setdefault" | "__setitem__"):
            call = tree.parent(parent)
            if isinstance(call, ast.Call) and call.args:
                yield call.args[0]
        case ast.Assign(targets=[ast.Name(id=name)]):
            for use in tree.names(name):
                if isinstance(use.ctx, ast.Load):
                    yield from _stored(tree, use)


def _set_on(tree: Tree, module: ast.expr) -> Iterator[ast.expr | None]:
    """Yield the names of the attributes that are set on what stands for the module."""
    parent = tree.parent(module)
    match parent:
        case ast.Call(func=func, args=[target, name, _]) if target is module and func in tree.builtin("setattr"):
            yield name
        case ast.Attribute(ctx=ast.Store(), attr=attr):
            yield ast.Constant(attr)
        case ast.Attribute(attr="__dict__"):
            yield from _stored(tree, parent)
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if value is module:
            for use in tree.names(name):
                if isinstance(use.ctx, ast.Load):
                    yield from _set_on(tree, use)
