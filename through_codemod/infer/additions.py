"""What puts something into a list, set or dict: does another module, and is it done before something else?

COURSES = [Course.objects.get(pk=1)]      # in one file
work.COURSES.append(club)                 # in another
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from through_codemod.infer.classes import lineage
from through_codemod.infer.growth import GROWING
from through_codemod.infer.values import Accessor, Collection, Instance, Object, Rows, Values

if TYPE_CHECKING:
    from through_codemod.infer.frames import Frame
    from through_codemod.infer.source import Source
    from through_codemod.infer.tree import Tree

GIVING = frozenset({"setdefault", "get", "pop", "values", "items"})  # what is in the container, to be changed there
_SAME = frozenset({"dict", "max", "min", "next", "setdefault"})  # one that is the same, or as a whole
_ARGUMENTS = {"append": 1, "add": 1, "appendleft": 1, "insert": 2}  # of those that put in what they are given
_METHODS = b"|".join(method.encode() for method in sorted(GROWING))


def grows_elsewhere(source: Source, name: str, values: Values) -> bool:
    """Whether a file of the project may do so, by its text; asked of what holds instances, rows or accessors only."""
    held = (one for value in values if isinstance(value, Collection) for one in (*value.elements, *value.mapped))
    if not any(isinstance(one, Instance | Accessor | Rows) for one in held):
        return False
    own, module = source.module.text, source.module.name.rpartition(".")[2].encode()
    word = name.encode()  # first, as plain text is found far faster than a pattern
    into = rb"%s(?<!\w%s)\s*(?:\.(?:%s)\(|\[[^]\n]*\]\s*=(?!=)|[+|]=)"
    sought = re.compile(into % (word, word, _METHODS))
    question = f"what puts something into {name} of {source.module.path}"
    return source.modules.files.has_text(
        question, lambda text: text != own and module in text and bool(sought.search(text))
    )


def used(tree: Tree, node: ast.Name | ast.Attribute) -> ast.expr | None:
    """Return where that goes which a name or attribute is of: where it is read, or what else gets it where it is bound.

    rows = self.rows = [Course.objects.get(pk=1)]
    fill(rows := [])
    """
    if not isinstance(node.ctx, ast.Store):
        return node
    match parent := tree.parent(node):
        case ast.NamedExpr():
            return parent
        case ast.Assign(targets=[_, _, *_]):
            return node
    return None


def goes_inside(tree: Tree, use: ast.expr) -> bool:
    """Whether a use can change nothing but what is in a container: `for one in rows`, `f(data["rows"])`, `f(**x)`."""
    match parent := tree.parent(use):
        case ast.keyword(arg=None):
            call = tree.parent(parent)
            return isinstance(call, ast.Call) and getattr(call.func, "id", getattr(call.func, "attr", "")) not in _SAME
        case ast.Subscript(ctx=ast.Load()) if parent.value is use:
            return _is_handed_on(tree, parent)
        case ast.Attribute(attr="get" | "values" | "items"):
            call = tree.parent(parent)
            return isinstance(call, ast.Call) and call.func is parent and _is_handed_on(tree, call)
    return _is_looped_over(parent, use)


def _is_handed_on(tree: Tree, taken: ast.expr) -> bool:
    """Whether what is taken out of a container gets another name there, or is passed on."""
    match parent := tree.parent(taken):
        case ast.Assign(targets=[ast.Name() | ast.Attribute()]):
            return True
        case ast.Call():
            return taken in parent.args
    return _is_looped_over(parent, taken)


def _is_looped_over(place: ast.AST | None, node: ast.expr) -> bool:
    return isinstance(place, ast.For | ast.AsyncFor | ast.comprehension) and place.iter is node


def surely_changed(tree: Tree, use: ast.expr) -> bool:
    """Whether something is put into a container where it is used, whatever that is."""
    match parent := tree.parent(use):
        case ast.Subscript(ctx=ast.Store()) if parent.value is use:
            outer = tree.parent(parent)
            return not (isinstance(parent.slice, ast.Slice) and isinstance(outer, ast.Assign))
        case ast.Subscript(ctx=ast.Load()) if parent.value is use:
            outer = tree.parent(parent)
            is_put_into = (
                isinstance(outer, ast.Subscript) and outer.value is parent and isinstance(outer.ctx, ast.Store)
            )
            return is_put_into or (isinstance(outer, ast.Attribute) and outer.attr in GROWING)
        case ast.Attribute(attr=name) if name in _ARGUMENTS:
            call = tree.parent(parent)
            called = isinstance(call, ast.Call) and call.func is parent
            return not isinstance(call, ast.Call) or not called or len(call.args) == _ARGUMENTS[name]
    return False


def settled(source: Source, uses: Iterable[ast.expr], at: ast.AST | None) -> set[str]:
    """Return the keys under which one of the uses of a dictionary puts something before `at`, whatever happens.

    What is put there in another function counts where no condition stands around it.
    """
    return {
        key for use in uses for key in _keys(source.tree, use) if at is not None and _is_before(source.tree, use, at)
    }


def of_the_same(frame: Frame, uses: Iterable[ast.expr], at: ast.Attribute) -> list[ast.expr]:
    """Return those uses of an attribute that are of the same object as `at`: of `self` in one of its classes."""
    source = frame.source
    objects = (one for one in frame.values(at.value) if isinstance(one, Object))
    classes = [cls.node for one in objects for cls in lineage(one.cls).classes]
    found: list[ast.expr] = []
    for use in uses:
        match use, at:
            case ast.Attribute(value=ast.Name(id="self")), _:
                parent = source.tree.parent(use)
                while parent is not None and not isinstance(parent, ast.ClassDef):
                    parent = source.tree.parent(parent)
                if parent in classes:
                    found.append(use)
            case ast.Attribute(value=ast.Name(id=one)), ast.Attribute(value=ast.Name(id=other)) if one == other:
                if source.tree.function(use) is source.tree.function(at):
                    found.append(use)
    return found


def _keys(tree: Tree, use: ast.expr) -> Iterator[str]:
    match parent := tree.parent(use):
        case ast.Subscript(ctx=ast.Store(), slice=ast.Constant(value=str(key))) if parent.value is use:
            yield key
        case ast.Attribute(attr="update") if isinstance(call := tree.parent(parent), ast.Call) and call.func is parent:
            yield from (keyword.arg for keyword in call.keywords if keyword.arg)


def _is_before(tree: Tree, use: ast.expr, at: ast.AST) -> bool:
    blocks = dict(_blocks(tree, at))
    anywhere = tree.function(use) is not tree.function(at)
    for parent, (block, place) in _blocks(tree, use):
        if anywhere and isinstance(parent, ast.FunctionDef | ast.AsyncFunctionDef):
            return True
        if parent in blocks and blocks[parent][0] == block:
            return place < blocks[parent][1]
        if not isinstance(parent, ast.With | ast.AsyncWith):
            return False
    return False


def _blocks(tree: Tree, node: ast.AST) -> Iterator[tuple[ast.AST, tuple[str, int]]]:
    """Yield what stands around a node in its function, with the name of its block and the place in it."""
    parent = tree.parent(node)
    while parent is not None:
        for block in ("body", "orelse", "finalbody"):
            inside = getattr(parent, block, None)
            if isinstance(node, ast.stmt) and isinstance(inside, list) and node in inside:
                yield parent, (block, inside.index(node))
        if isinstance(parent, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            return
        node, parent = parent, tree.parent(parent)


def taken_out(source: Source, uses: Iterable[ast.expr]) -> Iterator[ast.expr]:
    """Yield where what a container holds is taken out of it, and the uses by which it is handed on as a whole."""
    for use in uses:
        parent = source.tree.parent(use)
        match parent:
            case ast.Attribute(attr=name):
                call = source.tree.parent(parent)
                if name in GIVING and isinstance(call, ast.Call) and call.func is parent:
                    yield call
            case ast.Subscript(ctx=ast.Load()) if parent.value is use:
                yield parent
            case ast.Subscript() if parent.value is use:
                pass
            case _:
                yield use


def target_at(target: ast.expr, places: list[int]) -> ast.expr | None:
    """Return the part of an assignment's target that gets what stands at those places of the value."""
    for place in places:
        if not isinstance(target, ast.Tuple | ast.List) or len(target.elts) <= place:
            return None
        target = target.elts[place]
    return target
