"""What does a decorator of the project's pass to the function that it wraps?

def of_a_course(view):                # in one file
    @functools.wraps(view)
    def inner(request, pk, *args, **kwargs):
        return view(request, get_object_or_404(Course, pk=pk), *args, **kwargs)
    return inner

@login_required                       # in another
@of_a_course
def enrol(request, course): ...
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from through_codemod.infer.bindings import Binding, Kind
from through_codemod.infer.decorators import PLAIN, mark_of
from through_codemod.infer.tree import FunctionNode, dotted
from through_codemod.infer.values import External, Function, Values, detached, is_known, join

if TYPE_CHECKING:
    from through_codemod.infer.frames import Frame
    from through_codemod.infer.source import Source

Def = ast.FunctionDef | ast.AsyncFunctionDef

# where decorators come from that pass on what they are called with
_PASSING = (
    *("annoying.", "braces.", "csp.", "django_ratelimit.", "guardian.", "jsonview.", "ratelimit.", "rules."),
    *("waffle.", "stronghold.", "silk.", "drf_yasg.", "drf_spectacular."),
)
_ABOUT = frozenset({"wraps", "update_wrapper", "available_attrs", "iscoroutinefunction", "signature"})


class _Handed(NamedTuple):
    """It is what the wrapper itself is called with: at a place, or else by a name."""

    place: int | None
    name: str


def given_by_decorators(frame: Frame, arg: ast.arg, owner: FunctionNode) -> Values | None:
    """Return what a decorator of `owner` passes for `arg`, the innermost that makes it; None where none is known to."""
    if isinstance(owner, ast.Lambda) or not owner.decorator_list:
        return None
    positional = [*owner.args.posonlyargs, *owner.args.args]
    wanted = _Handed(positional.index(arg) if arg in positional else None, arg.arg)
    for decorator in reversed(owner.decorator_list):
        shift = 0
        match decorator:
            case ast.Call(func=func, args=[inner]) if dotted(func).rpartition(".")[2] == "method_decorator":
                decorator, shift = inner, 1  # which binds the method to its object first
        if mark_of(frame.source, decorator) == PLAIN or _passes_on(frame, decorator):
            continue
        values = list(frame.source.root.values(decorator))
        if len(values) != 1 or not isinstance(values[0], Function) or isinstance(values[0].node, ast.Lambda):
            return None
        place = wanted.place - shift if wanted.place is not None else None
        found = _passed_by(values[0], values[0].node, _Handed(place, wanted.name))
        if not isinstance(found, _Handed):
            return found
        wanted = _Handed(found.place + shift if found.place is not None else None, found.name)
    return None


def _passes_on(frame: Frame, decorator: ast.expr) -> bool:
    values = frame.source.root.values(decorator.func if isinstance(decorator, ast.Call) else decorator)
    return bool(values) and all(isinstance(one, External) and one.name.startswith(_PASSING) for one in values)


def _passed_by(decorator: Function, node: Def, wanted: _Handed) -> Values | _Handed | None:
    """Return what the wrapper that `decorator` gives calls the function with that it gets."""
    source = decorator.source
    first = [*node.args.posonlyargs, *node.args.args][1 if decorator.bound is not None else 0 :][:1]
    inner = _wrapper(source, node)
    calls = _calls(source, node, inner, first[0].arg) if inner is not None and first else None
    outer = decorator.frame.under(node, {}, decorator.frame)
    if inner is None or not calls or outer is None or (inside := outer.under(inner, {}, outer)) is None:
        return None
    values: list[Values] = []
    handed: set[_Handed] = set()
    for call in calls:
        match _passed_in(inside, inner, call, wanted):
            case _Handed() as found:
                handed.add(found)
            case None:
                return None
            case found:
                values.append(found)
    if handed:
        return handed.pop() if len(handed) == 1 and not values and _gets_what_is_passed(source, node, inner) else None
    found = detached(join(values))
    return found if is_known(found) else None


def _wrapper(source: Source, node: Def) -> Def | None:
    """Return the function within a decorator that it gives back."""
    results = source.tree.returns(node)
    match results[0].value if len(results) == 1 else None:
        case ast.Name(id=name) | ast.Call(func=ast.Call(), args=[ast.Name(id=name)]):
            found = [one for one in node.body if isinstance(one, Def) and one.name == name]
            return found[0] if len(found) == 1 else None
    return None


def _gets_what_is_passed(source: Source, node: Def, inner: Def) -> bool:
    """Whether nothing stands in front of a wrapper, and nothing else in the place of its `*args`."""
    rest = inner.args.vararg
    if rest is not None and any(binding.node is not rest for binding in _bound_in(source, inner, rest.arg)):
        return False
    given = source.tree.returns(node)[0].value
    makers = [*inner.decorator_list, *([given.func] if isinstance(given, ast.Call) else [])]
    names = (dotted(maker.func if isinstance(maker, ast.Call) else maker) for maker in makers)
    return len(_bound_in(source, node, inner.name)) == 1 and all(name.rpartition(".")[2] in _ABOUT for name in names)


def _bound_in(source: Source, function: Def, name: str) -> Sequence[Binding]:
    return source.scopes.flow(function).bindings.get(name, ())


def _calls(source: Source, node: Def, inner: Def, name: str) -> list[ast.Call] | None:
    """Return the calls of the function that a decorator gets; None where it may be called by something else."""
    found: list[ast.Call] = []
    for use in source.tree.names_in(name, node):
        if not isinstance(use.ctx, ast.Load) or not _is_within(source, use, node):
            continue
        match parent := source.tree.parent(use):
            case ast.Call() if parent.func is use and source.tree.function(use) is inner:
                found.append(parent)
            case ast.Call(func=func) if dotted(func).rpartition(".")[2] in _ABOUT:
                continue
            case ast.keyword():
                outer = source.tree.parent(parent)
                if not (isinstance(outer, ast.Call) and dotted(outer.func).rpartition(".")[2] in _ABOUT):
                    return None
            case ast.Attribute(attr=attribute) if attribute != "__call__":
                continue
            case _:
                return None
    return found


def _is_within(source: Source, node: ast.AST, function: Def) -> bool:
    parent: ast.AST | None = node
    while parent is not None and parent is not function:
        parent = source.tree.parent(parent)
    return parent is function


def _passed_in(inside: Frame, inner: Def, call: ast.Call, wanted: _Handed) -> Values | _Handed | None:
    own = [*inner.args.posonlyargs, *inner.args.args]
    passed = next((keyword.value for keyword in call.keywords if keyword.arg == wanted.name), None)
    ahead = call.args[: wanted.place + 1] if wanted.place is not None else []
    stars = [(place, dotted(item.value)) for place, item in enumerate(ahead) if isinstance(item, ast.Starred)]
    if passed is None and not stars and wanted.place is not None and wanted.place < len(call.args):
        passed = call.args[wanted.place]
    if passed is None:
        kwargs = inner.args.kwarg.arg if inner.args.kwarg is not None else ""
        spread = any(keyword.arg is None and dotted(keyword.value) == kwargs for keyword in call.keywords)
        put = _put_into(inside.source, inner, kwargs, wanted.name) if spread else []
        if put is None:
            return None
        if not put and stars and wanted.place is not None:
            place, name = stars[0]
            rest = inner.args.vararg is not None and name == inner.args.vararg.arg
            return _Handed(len(own) + wanted.place - place, wanted.name) if rest else None
        if not put:
            takes = any(arg.arg == wanted.name for arg in (*own, *inner.args.kwonlyargs))
            return _Handed(None, wanted.name) if spread and not takes else None
        passed = put[-1]
    if isinstance(passed, ast.Name):
        bindings = inside.source.scopes.meaning(passed.id, passed).bindings
        if [binding.kind for binding in bindings] == [Kind.PARAMETER] and bindings[0].node in own:
            return _Handed(own.index(bindings[0].node), passed.id)
    return inside.values(passed)


def _put_into(source: Source, inner: Def, kwargs: str, name: str) -> list[ast.expr] | None:
    """Return what a wrapper puts into its keywords under a name, `kwargs["course"] = ...`; None where that is open."""
    found: list[ast.expr] = []
    for use in source.tree.names_in(kwargs, inner):
        if not _is_within(source, use, inner):
            continue
        match parent := source.tree.parent(use):
            case ast.keyword(arg=None) | ast.Attribute(attr="get" | "keys" | "items" | "values"):
                continue
            case ast.Subscript(slice=ast.Constant(value=str(key))) if isinstance(parent.ctx, ast.Load) or key != name:
                continue
            case ast.Subscript(slice=ast.Constant()):
                statement = source.tree.parent(parent)
                if isinstance(statement, ast.Assign) and source.tree.parent(statement) is inner:
                    found.append(statement.value)
                    continue
            case ast.Attribute(attr="pop"):
                popped = source.tree.parent(parent)
                if isinstance(popped, ast.Call) and popped.args and getattr(popped.args[0], "value", name) != name:
                    continue
        return None
    return found
