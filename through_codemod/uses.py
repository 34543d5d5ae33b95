"""Which calls and attributes of a module may be a write through an accessor, by their names?"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from through_codemod.infer import Inference
from through_codemod.infer.bindings import captures
from through_codemod.infer.by_text import asked, by_caller, getters
from through_codemod.infer.growth import GROWING
from through_codemod.infer.values import DESCRIPTOR

# these give the accessor again, its class, or the accessor by the descriptor on the model's class
_SAME = frozenset({"db_manager", "__class__", *DESCRIPTOR})
_PLAIN = frozenset({"bool", "hasattr", "id", "isinstance", "len", "print", "repr", "str"})  # give no manager

_Word = tuple[bool, str]  # whether it is that of a variable, else of an attribute


class _Kept(NamedTuple):
    """Where a value is kept, `inside` of what is there, or itself; `near` where only the same function can read it."""

    word: _Word
    inside: bool
    near: bool = False


class Uses(NamedTuple):
    """The nodes of a module that may be sites.

    `calls` are those of a verb, or of a bare name where that may be a bound method; `methods` are verbs that are read
    but not called. `starts` are the places that read an accessor to keep it or hand it on. `by_method` are the calls
    of what `methodcaller` makes, with verb and accessor: `methodcaller("add", student)(course.students)`.
    """

    calls: tuple[ast.Call, ...]
    methods: tuple[ast.Attribute, ...]
    starts: tuple[ast.expr, ...]
    by_method: Mapping[ast.Call, tuple[str, ast.expr]]


def uses_of(
    inference: Inference, accessors: frozenset[str], verbs: Collection[str], kept: frozenset[str] = frozenset()
) -> Uses:
    """Return what of the module is worth asking about; `verbs` are the writing methods.

    `kept` are names under which it may find accessors that other modules keep or give back.
    """
    read = inference.managers(accessors, _SAME.union(verbs))
    by_text = [*asked(inference.tree)]
    makers = getters(inference.tree)
    texts = [*(one.text for one in by_text), *(text for maker in makers for text in maker.args)]
    paths = [text.value for text in texts if isinstance(text, ast.Constant)]
    by_name = {name for path in paths if isinstance(path, str) for name in path.split(".")}
    computed = len(paths) < len(texts)
    open_ends = frozenset(one for one in read if not _is_followed(inference.parent(one)))
    calls_by_text = [one.call for one in by_text]
    by_getattr = not accessors.isdisjoint(by_name) or (computed and inference.quotes(accessors))
    aliased = bool(open_ends) or by_getattr
    starts: list[ast.expr] = [one for one in read if one in open_ends and isinstance(one.ctx, ast.Load)]
    starts += [call for one in open_ends if (call := _bound_by(inference, one)) is not None]
    arrived = [*_arrivals(inference, kept)]
    carriers = _carriers(inference, [*open_ends, *starts, *((*calls_by_text, *makers) if aliased else ())], arrived)
    starts += arrived
    worth = accessors | kept | {name for of_name, name in carriers if not of_name}
    starts += [one for one in calls_by_text if aliased and not worth.isdisjoint(inference.read_names(one))]
    ends = open_ends.union(calls_by_text, makers)
    carriers |= {(of_name, name) for name in kept for of_name in (True, False)}
    every = [user for node in read if isinstance(user := inference.parent(node), ast.Attribute) and user.attr in verbs]
    if aliased or kept:
        every += [verb for verb in inference.attributes_met(verbs) if _reads(verb.value, carriers, ends)]
    calls: list[ast.Call] = []
    methods: list[ast.Attribute] = []
    for verb in dict.fromkeys(every):
        match inference.parent(verb):
            case ast.Call(func=func) as call if func is verb:
                calls.append(call)
            case _ if isinstance(verb.ctx, ast.Load):
                methods.append(verb)
    if aliased:  # getattr(course.students, "add")(student)
        outer = ((inference.parent(call), call) for call in calls_by_text)
        calls += [call for call, func in outer if isinstance(call, ast.Call) and call.func is func]
    by_method = {call: given for call, given in by_caller(inference.tree).items() if given[0] in verbs}
    calls += by_method
    bound: list[ast.expr] = [*methods, *(calls_by_text if not by_name.isdisjoint(verbs) else ())]
    for of_name, word in _carriers(inference, bound):
        for name in inference.names_met(word) if of_name else ():
            match inference.parent(name):
                case ast.Call(func=func) as call if func is name:
                    calls.append(call)
    return Uses(tuple(dict.fromkeys(calls)), tuple(methods), tuple(starts), by_method)


def _carriers(inference: Inference, starts: Iterable[ast.expr], holding: Iterable[ast.expr] = ()) -> frozenset[_Word]:
    """Return under what the module may find again the managers that it reads at `starts`, or what they are in.

    Those `holding` may be what managers are in. All places with these names have been looked into then.
    """
    found: set[_Word] = set()
    waiting = [*((start, False) for start in starts), *((start, True) for start in holding)]
    been = set(waiting)
    known: dict[tuple[_Word, bool], int] = {}  # how many uses of a word have been taken in
    while waiting:
        for word, inside, near in _kept_as(inference, *waiting.pop()):
            found.add(word)
            of_name, name = word
            uses: Sequence[ast.expr]
            if near:
                uses = inference.names_met(name)
            else:
                uses = inference.tree.names(name) if of_name else inference.attributes(name)
            if known.get((word, inside)) == len(uses):
                continue
            known[word, inside] = len(uses)
            new = {(use, inside) for use in uses} - been
            been |= new
            waiting += new
    return frozenset(found)


def _kept_as(inference: Inference, node: ast.AST, inside: bool) -> Iterator[_Kept]:
    """Yield where the statement around an expression keeps its value."""
    while (outer := inference.parent(node)) is not None:
        targets: Sequence[ast.expr | None] = (getattr(outer, "target", None),)
        match outer:
            case ast.Attribute(attr=name) if not inside and name not in _SAME:
                return
            case ast.Call(func=func, args=args) if node is not func:
                name = func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")
                if name.startswith("assert") or (isinstance(func, ast.Name) and name in _PLAIN):
                    return
                inside = True
                targets = (func.value,) if isinstance(func, ast.Attribute) and name in GROWING else ()
                if name in ("setattr", "__setattr__"):
                    texts = (one.value for one in args if isinstance(one, ast.Constant))
                    yield from (_Kept((False, text), False) for text in texts if isinstance(text, str))
            case ast.arguments():
                for arg in (*outer.posonlyargs, *outer.args, *outer.kwonlyargs):
                    yield _Kept((True, arg.arg), inside, near=True)
                return
            case ast.Return() | ast.Yield() | ast.YieldFrom():
                function = inference.function(outer)
                if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield from (_Kept((of_name, function.name), inside) for of_name in (True, False))
            case ast.Match():
                for one in (one for case in outer.cases for one in captures(case.pattern)):
                    yield _Kept((True, one.name), True, _is_near(inference, outer, one.name))
            case ast.With() | ast.AsyncWith():
                targets = [item.optional_vars for item in outer.items]
            case ast.Assign():
                targets = outer.targets
            case ast.Starred() | ast.List() | ast.Tuple() | ast.Set() | ast.Dict():
                inside = True
        for target in targets:
            yield from _leaves(inference, target, inside)
        if isinstance(outer, ast.stmt):
            return
        node = outer


def _leaves(inference: Inference, target: ast.expr | None, inside: bool) -> Iterator[_Kept]:
    """Yield the names and attributes that a target binds, or changes what is in them."""
    match target:
        case ast.Name(id=name):
            yield _Kept((True, name), inside, isinstance(target.ctx, ast.Store) and _is_near(inference, target, name))
            if isinstance(inference.function(target), ast.ClassDef):
                yield _Kept((False, name), inside)
        case ast.Attribute(attr=name):
            yield _Kept((False, name), inside)
        case ast.Tuple(elts=items) | ast.List(elts=items):
            for item in items:
                yield from _leaves(inference, item, inside)
        case ast.Starred(value=value) | ast.Subscript(value=value) | ast.Call(func=value):
            yield from _leaves(inference, value, True)


def _is_near(inference: Inference, node: ast.AST, name: str) -> bool:
    """Whether a name that is bound there is a function's own: all that can read it has been looked into with it."""
    declared = (one for one in inference.tree.outer if isinstance(one, ast.Global))
    scope = inference.function(node)
    return not isinstance(scope, ast.Module | ast.ClassDef) and not any(name in one.names for one in declared)


def _bound_by(inference: Inference, node: ast.expr) -> ast.Call | None:
    """Return the call that gives an accessor by the descriptor on the model's class."""
    read = inference.parent(node)
    call = inference.parent(read) if isinstance(read, ast.Attribute) and read.attr in DESCRIPTOR else None
    return call if isinstance(call, ast.Call) else None


def _reads(manager: ast.expr, carriers: frozenset[_Word], accessors: frozenset[ast.expr]) -> bool:
    """Whether the manager that a verb is read from can be one of those `accessors`, or be found under the names."""
    for node in ast.walk(manager):
        match node:
            case ast.Name(id=name) if (True, name) in carriers:
                return True
            case ast.Attribute(attr=name) if (False, name) in carriers:
                return True
            case ast.Attribute() | ast.Call() if node in accessors:
                return True
    return False


def _arrivals(inference: Inference, kept: frozenset[str]) -> Iterator[ast.expr]:
    """Yield the uses of names that others keep accessors under, with the call where they are called."""
    for name in sorted(kept):
        uses: list[ast.Name | ast.Attribute] = [*inference.names(name), *inference.attributes(name)]
        for use in uses:
            if isinstance(use.ctx, ast.Load):
                call = inference.parent(use)
                yield call if isinstance(call, ast.Call) and call.func is use else use


def _is_followed(parent: ast.AST | None) -> bool:
    return isinstance(parent, ast.Attribute) and parent.attr not in _SAME
