"""What does pytest pass for a parameter: which fixture of that name is nearest, and what does it give?

    class -> module -> conftest.py beside it -> conftest.py further up -> plugins that a conftest or the module names

https://docs.pytest.org/en/stable/reference/fixtures.html#fixture-availability
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from typing import TYPE_CHECKING

from through_codemod.infer.bindings import binding_of
from through_codemod.infer.classes import lineage, subclasses
from through_codemod.infer.conftests import (
    Def,
    bound_at_top,
    bound_in,
    defined_in,
    fixture_in,
    fixture_name,
    fixtures_in,
    levels,
    places,
    rests_on,
)
from through_codemod.infer.containers import awaited, elements
from through_codemod.infer.definitions import function_value, raw_class
from through_codemod.infer.growth import mutable, with_growth
from through_codemod.infer.mutations import changed_parameter
from through_codemod.infer.parametrized import fixture_params, marks, parametrized, parametrized_names, parametrizing
from through_codemod.infer.rebound import mocks_passed
from through_codemod.infer.registered import registered
from through_codemod.infer.tree import FunctionNode
from through_codemod.infer.values import (
    Arguments,
    Class,
    Coroutine,
    External,
    Function,
    Instance,
    ModelClass,
    Request,
    Unknown,
    Value,
    Values,
    join,
    unknown,
)

if TYPE_CHECKING:
    from through_codemod.infer.frames import Frame
    from through_codemod.infer.source import Source

_PASSING = ("hypothesis.given", "parameterized.", "ddt.")


def fixture(frame: Frame, arg: ast.arg, owner: FunctionNode) -> Values | None:
    """Return what pytest passes for `arg` of a test or a fixture; None where nothing says so."""
    if isinstance(owner, ast.Lambda) or arg in (owner.args.vararg, owner.args.kwarg):
        return None
    source = frame.source
    own = fixture_name(owner)
    if own is None and not owner.name.startswith("test"):
        return None
    if _has_default(owner, arg) or not _is_pytests(source, owner) or _is_given_otherwise(source, owner, arg):
        return None
    if (passed := parametrized(source, owner, arg.arg, indirect=False)) is not None:
        return passed.values
    return named_fixture(source, owner, arg.arg, above=own == arg.arg)


def asked_fixture(frame: Frame, node: ast.expr) -> Values | None:
    """`request.getfixturevalue("course")` in a test or a fixture."""
    match node:
        case ast.Call(
            func=ast.Attribute(attr="getfixturevalue", value=ast.Name(id="request") as request), args=[wanted]
        ):
            owner = frame.source.tree.function(node)
            if not isinstance(owner, (ast.FunctionDef, ast.AsyncFunctionDef)) or not _is_pytests(frame.source, owner):
                return None
            asked = next((value for value in frame.values(request) if isinstance(value, Request)), None)
            names = _texts(frame.source, owner, wanted, asked)
            found = [_asked(frame.source, owner, name, asked) for name in sorted(names or ())]
            return join(found) if found else None
    return None


def _asked(source: Source, owner: Def, name: str, request: Request | None) -> Values:
    """Return what a fixture is that is asked for by its name: for the test that `request` is of, if that is known."""
    found = None
    above = fixture_name(owner) == name
    if request is None or above:
        found = named_fixture(source, owner, name, above)
    elif isinstance(test := request.test.node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        found = named_fixture(request.test.source, test, name, above=False)
    return found if found is not None else unknown(f"fixture {name}")


def _texts(source: Source, owner: Def, wanted: ast.expr, request: Request | None) -> frozenset[str] | None:
    """Return which texts an expression can be, None where that is not known."""
    match wanted:
        case ast.Constant(value=str(text)):
            return frozenset({text})
        case ast.Attribute(attr="param", value=ast.Name(id="request")) if request is not None:
            return request.texts
        case ast.Name(id=name):
            meaning = source.scopes.meaning(name, wanted)
            if len(meaning.bindings) == 1 and meaning.bindings[0].statement is owner:
                passed = parametrized(source, owner, name, indirect=False)
                return passed.texts if passed is not None else None
    return None


def set_on_class(source: Source, name: str) -> Iterator[Values]:
    """Yield what fixtures around a module set on the class that asks for them: `request.cls.course = ...`.

    https://docs.pytest.org/en/stable/how-to/unittest.html
    """
    for place in places(source):
        for node in place.tree.stores(name):
            match node.value:
                case ast.Attribute(attr="cls", value=ast.Name(id="request")):
                    if (binding := binding_of(node, place.tree.parent)) is not None:
                        yield place.root.bound(binding)


def named_fixture(source: Source, owner: Def, name: str, above: bool) -> Values | None:
    """Return what the fixture `name` gives to `owner`; one of its own name is the one that it overrides."""
    found = _nearest(source, owner, name, above)
    if found is not None:
        return frozenset(_evidence(value, name) for value in _changed(source, owner, name, found))
    user = source.relations.user_model
    # https://pytest-django.readthedocs.io/en/latest/helpers.html#fixtures
    if user is not None and name in ("admin_user", "django_user_model"):
        one = Instance(user, None, f"fixture {name}") if name == "admin_user" else ModelClass(user)
        return frozenset({one})
    return None


def _changed(source: Source, owner: Def, name: str, values: Values) -> Values:
    """Return what a fixture gives with what the other fixtures that run for `owner` too put into it."""
    if not any(map(mutable, values)):
        return values
    asked = _asked_beside(source, owner)
    for place in places(source):
        for node, fixture in fixtures_in(place):
            if node is not owner and (asked is None or fixture in asked or _is_always_run(node)):
                growths = (changed_parameter(function_value(place.root, node), arg) for arg in _passed(node, name))
                values = join((values, *(with_growth(values, growth) for growth in growths if growth is not None)))
    return values


def _passed(node: Def, name: str) -> list[ast.arg]:
    return [arg for arg in (*node.args.args, *node.args.kwonlyargs) if arg.arg == name]


def _asked_beside(source: Source, owner: Def) -> Set[str] | None:
    """Return which fixtures run for a test, None for any: what a test asks for is known, not who asks for it."""
    is_plain = isinstance(source.tree.scope(owner), ast.Module) and b"usefixtures" not in source.module.text
    if not is_plain or fixture_name(owner) is not None:
        return None
    return {one for arg in (*owner.args.args, *owner.args.kwonlyargs) for one in rests_on(source, arg.arg)}


def _is_always_run(node: Def) -> bool:
    calls = (one for one in node.decorator_list if isinstance(one, ast.Call))
    return any(keyword.arg in ("autouse", None) for call in calls for keyword in call.keywords)


def _evidence(value: Value, name: str) -> Value:
    if isinstance(value, Instance):
        return replace(value, how=f"fixture {name} <- {value.how}" if value.how else f"fixture {name}")
    return value


def _given(source: Source, node: Def, name: str, asker: Source, owner: Def, nearer: Sequence[Set[str]] = ()) -> Values:
    """Return what the fixture `name`, a function of `source`, gives to `owner`, a function of `asker`.

    What it asks for itself is found from there too, where it rests on one of the names `nearer` to `owner`.
    """
    given = []
    if (request := _request(source, node, name, asker, owner)) is not None:
        given.append(("request", request))
    for arg in (*node.args.args, *node.args.kwonlyargs) if any(nearer) else ():
        if arg.arg in ("request", name):
            continue
        asked = rests_on(asker, arg.arg)
        if all(names.isdisjoint(asked) for names in nearer):
            continue
        passed = parametrized(asker, owner, arg.arg, indirect=False)
        found = passed.values if passed is not None else named_fixture(asker, owner, arg.arg, above=False)
        given.append((arg.arg, found if found is not None else unknown(f"fixture {arg.arg}")))
    values = source.root.returned(
        replace(function_value(source.root, node), raw=True), Arguments((), tuple(given), True) if given else None
    )
    if source.tree.yields(node):
        return elements(source.root, values)
    return awaited(values) if values and all(isinstance(value, Coroutine) for value in values) else values


def _request(source: Source, node: Def, name: str, asker: Source, owner: Def) -> Values | None:
    """Return the `request` of a fixture that a test itself has parametrized, or else its definition."""
    if fixture_name(owner) is not None or not any(arg.arg == "request" for arg in node.args.args):
        return None
    passed = parametrized(asker, owner, name, indirect=True) or fixture_params(source, node)
    if passed is None:
        return None
    return frozenset({Request(function_value(asker.root, owner), passed.values, passed.texts)})


def _nearest(source: Source, owner: Def, name: str, above: bool) -> Values | None:
    scope = source.tree.scope(owner)
    if not isinstance(scope, ast.ClassDef):
        return _for_class(source, owner, name, above, None)
    own = raw_class(source, scope)
    found = _for_class(source, owner, name, above, own)
    if above or not (heirs := [heir for heir in subclasses(own) if _may_have(heir, name)]):
        return found
    missing = unknown(f"fixture {name}")
    each = [found, *(_for_class(source, owner, name, above, heir) for heir in heirs)]
    return join(missing if one is None else one for one in each)


def _may_have(heir: Class, name: str) -> bool:
    """Whether a class has fixtures of its own that `name` may be, or rest on."""
    return any(
        isinstance(node, Def) and (own := fixture_name(node)) is not None and own in rests_on(heir.source, name)
        for node in heir.node.body
    )


def _for_class(source: Source, owner: Def, name: str, above: bool, tested: Class | None) -> Values | None:
    """Return what the fixture is to `owner`, where `tested` is the class that it runs for."""
    nearer: list[Set[str]] = [parametrized_names(source, owner)]
    for cls in lineage(tested).classes if tested is not None and not above else ():
        own = defined_in(cls.source, cls.node)
        if name in own:
            node = own[name]
            return _given(cls.source, node, name, source, owner, nearer) if node else unknown(f"fixture {name}")
        nearer.append(bound_in(cls.source, cls.node))
    skip = above and tested is None
    for level in levels(source):
        for place in level:
            if _is_generated(place, name) or _is_conditional(place, name):
                return unknown(f"fixture {name}")
            if skip and place is source:
                continue
            if (found := fixture_in(place, name)) is not None:
                home, definition = found
                if definition is None:
                    return unknown(f"fixture {name}")
                return _given(home, definition, name, source, owner, nearer)
            if (made := registered(place, name)) is not None:
                return made
        nearer += map(bound_at_top, level)
    return None


def _is_generated(source: Source, name: str) -> bool:
    """Whether a hook of the file may parametrize tests with the name.

    https://docs.pytest.org/en/stable/how-to/parametrize.html#basic-pytest-generate-tests-example
    """
    if not source.generates_tests:
        return False
    sought = rb"[\"',\s]%s[\"',\s]|parametrize\(\s*(?![\"'\[(\s])" % re.escape(name.encode())
    return re.search(sought, source.module.text) is not None


def _is_conditional(source: Source, name: str) -> bool:
    """Whether a module defines the fixture in one case only, beside another definition or none."""
    bindings = source.scopes.flow(source.module.tree).bindings.get(name, ())
    return any(
        isinstance(one.node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and not isinstance(source.tree.parent(one.node), ast.Module)
        and fixture_name(one.node) is not None
        for one in bindings
    )


def _has_default(owner: Def, arg: ast.arg) -> bool:
    positional = [*owner.args.posonlyargs, *owner.args.args]
    if arg in positional:
        return positional.index(arg) >= len(positional) - len(owner.args.defaults)
    return owner.args.kw_defaults[owner.args.kwonlyargs.index(arg)] is not None


def _is_pytests(source: Source, owner: Def) -> bool:
    """Whether pytest calls the function with fixtures: it does so for no method of a `unittest.TestCase`."""
    scope = source.tree.scope(owner)
    if isinstance(scope, ast.Module):
        return True
    if not isinstance(scope, ast.ClassDef):
        return False
    behind = lineage(raw_class(source, scope))
    return behind.whole and not any(base.rpartition(".")[2].endswith("TestCase") for base in behind.external)


def _is_given_otherwise(source: Source, owner: Def, arg: ast.arg) -> bool:
    """Whether `patch`, or a decorator of something else than pytest, may pass the parameter."""
    mocks = 0
    for place, decorator in marks(source, owner):
        passed = mocks_passed(decorator)
        if passed is None or _passes(place, decorator, arg.arg):
            return True
        mocks += passed
    positional = [*owner.args.posonlyargs, *owner.args.args]
    own = 1 if isinstance(source.tree.scope(owner), ast.ClassDef) else 0
    return arg in positional[: own + mocks]


def _passes(source: Source, decorator: ast.expr, name: str) -> bool:
    """Whether a decorator of something else than pytest passes the parameter, or none can say what it is.

    https://hypothesis.readthedocs.io/en/latest/reference/api.html#hypothesis.given
    https://github.com/wolever/parameterized
    """
    callees = source.root.values(decorator.func if isinstance(decorator, ast.Call) else decorator)
    if any(isinstance(one, Function) and any(parametrizing(one.node)) for one in callees):
        return True
    if not isinstance(decorator, ast.Call):
        return any(isinstance(one, Unknown) for one in callees)
    if any(keyword.arg == name for keyword in decorator.keywords):
        return True
    return any(isinstance(one, External) and one.name.startswith(_PASSING) for one in callees)
