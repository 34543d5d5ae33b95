"""What do the callers of a function of the project pass for a parameter, where all of them can be seen?

    def enrol(course, student):            # in one file
        course.students.add(student)

    enrol(Course.objects.get(pk=1), ...)   # in another: so `course` is a Course

A function is asked about only if nobody but the project's own code calls it: it is used as a callee and never handed
on, no decorator registers it, and it is no method that a framework's class could call. One caller that passes something
unknown makes the parameter unknown, and the others need not be looked at then.
"""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from through_codemod.infer.by_name import computed, is_searched, may_mean, named_in_text
from through_codemod.infer.called import is_left_alone
from through_codemod.infer.classes import enclosing_method, lineage
from through_codemod.infer.constructed import Made, by_heir, constructions
from through_codemod.infer.decorators import is_made_plainly
from through_codemod.infer.definitions import function_value, raw_class
from through_codemod.infer.descendants import MOST_HEIRS
from through_codemod.infer.dispatch import is_dispatched
from through_codemod.infer.handed_classes import is_only_named
from through_codemod.infer.hooks import frame_of, in_front, is_above, leads_to, made_from_self, modules_above
from through_codemod.infer.routed import by_url, is_of_views, is_routed
from through_codemod.infer.values import (
    CHECKED,
    NOTHING,
    Arguments,
    Class,
    Collection,
    External,
    Function,
    Instance,
    ModelClass,
    Rows,
    Unknown,
    Value,
    Values,
    detached,
    join,
    unknown,
)
from through_codemod.unparsed import as_read

if TYPE_CHECKING:
    from collections.abc import Callable

    from through_codemod.infer.frames import Frame
    from through_codemod.infer.modules import Module
    from through_codemod.infer.source import Source

    Given = Callable[[Frame, ast.Call], Arguments]
    Entered = Callable[[Frame, Function, Arguments], Frame | None]

Def = ast.FunctionDef | ast.AsyncFunctionDef
Way = ast.expr | Made  # what is no call is what a URL leads to
PLAIN = frozenset(  # decorators that neither register a function nor pass it anything
    {"builtins.staticmethod", "builtins.classmethod", "django.db.transaction.atomic", "contextlib.contextmanager"}
    | {"functools.lru_cache", "functools.cache", "contextlib.asynccontextmanager", "typing.no_type_check"}
    | {"django.db.transaction.non_atomic_requests", "django.test.override_settings", "freezegun.freeze_time"}
    | {"django.test.utils.override_settings", "typing.override", "typing_extensions.override"}
    | {"reversion.create_revision", "reversion.revisions.create_revision"}
)
# roots of decorators of classes that call no method but tests and what Django's own classes call
PLAIN_OF_CLASSES = ("pytest.mark.", "unittest.", "mock.", "freezegun.", "django.", "functools.total_ordering")
_CALLING_NOTHING = ("builtins.object", "abc.ABC", "typing.Generic")
# Django makes forms only of classes that it is handed
_FORMS = ("django.forms.", "django.contrib.auth.forms.")


def from_callers(frame: Frame, arg: ast.arg, owner: Def, given: Given, entered: Entered, every: bool = False) -> Values:
    """Return what all callers of `owner` pass for `arg`, unknown where that cannot be told.

    `given` says what a call passes, `entered` in which frame that makes the function run. Callers that come after one
    which passes something unknown are asked only for `every` one.
    """
    source = frame.source
    if not source.modules.asks_callers:
        return unknown(f"parameter {arg.arg}")
    return source.modules.engine.solve(
        source.root.memo, ("callers", arg, every), lambda: join(_passed(source, arg, owner, given, entered, every))
    )


def from_seen_callers(frame: Frame, arg: ast.arg, owner: Def, given: Given, entered: Entered) -> Values:
    """Return what those calls of `owner` pass for `arg` that surely are calls of it; nothing where none is seen.

    Who calls the functions that these calls stand in is not asked.
    """
    if owner.name.startswith(("test", "pytest_")):
        return NOTHING
    source = frame.source.modules.plain.source(frame.source.module)
    return source.modules.engine.solve(
        source.root.memo,
        ("seen callers", arg),
        lambda: join(
            _by_way(source, arg, owner, place, way, function, given, entered)
            for place, way, function in _used(source, owner, enclosing_method(owner, source), sure=True)
            if way is not None
        ),
    )


def _passed(source: Source, arg: ast.arg, owner: Def, given: Given, entered: Entered, every: bool) -> Iterator[Values]:
    nobody = unknown(f"parameter {arg.arg}")
    cls = enclosing_method(owner, source)
    if not _is_called_by_the_project(source, owner, cls):
        yield nobody
        return
    called, told = False, True
    for place, way, function in _used(source, owner, cls):
        if way is None:
            yield nobody
            return
        values = _by_way(source, arg, owner, place, way, function, given, entered)
        called = True
        told = told and not any(isinstance(value, Unknown) for value in values)
        yield frozenset(_evidence(value, arg.arg) for value in values)
        if not (told or every):
            return
    is_method = cls is not None and owner.name != "__init__"
    if not called or (told and cls is not None and is_method and is_dispatched(source, owner, cls)):
        yield nobody


def _by_way(
    source: Source,
    arg: ast.arg,
    owner: Def,
    place: Source,
    way: Way,
    function: Function,
    given: Given,
    entered: Entered,
) -> Values:
    """Return what one of the ways in which a function is called passes for a parameter."""
    cls = enclosing_method(owner, source)
    match way:
        case Made(frame=frame, arguments=arguments):
            return _received(frame, function, arguments, arg, entered)
        case ast.Call() as call:
            frame = frame_of(place, call, cls, source) if cls is not None else place.root
            if (passed := _given_for(call, function, arg)) is not None:
                return detached(frame.values(passed))
            return _received(frame, function, given(frame, call), arg, entered)
    return by_url(source, arg, owner, next(iter((*owner.args.posonlyargs, *owner.args.args)), None))


def _received(frame: Frame, function: Function, given: Arguments, arg: ast.arg, entered: Entered) -> Values:
    inner = entered(frame, function, given)
    values = inner.arguments.get(arg, NOTHING) if inner is not None else NOTHING
    return unknown(f"parameter {arg.arg}") if inner is None or (not values and given.more) else values


def _used(
    source: Source, owner: Def, cls: ast.ClassDef | None, sure: bool = False
) -> Iterator[tuple[Source, Way | None, Function]]:
    """Yield the calls of a function, or how a class is made and those that inherit from it; None for what is not seen.

    What the heirs are made with comes to their base's `__init__` where they have none of their own. Those that are
    `sure` are calls of no other function.
    """
    itself = function_value(source.root, owner, unknown("self") if cls is not None else None)
    homes: list[tuple[Source, ast.ClassDef | None]] = [(source, cls)]
    front = in_front(source, cls) if cls is not None and owner.name != "__init__" else None
    for home, made in homes:
        names, places = _named(home, owner, made, front, sure)
        for module in places or () if len(homes) <= MOST_HEIRS else ():
            if module is None:
                yield source, None, itself
                return
            place = source.modules.source(module)
            for way, function in _calls(place, names, owner, home, made, itself, front, sure):
                if not isinstance(way, ast.ClassDef):
                    yield place, way, function
                elif cls is None or not _is_made_by_the_project(place, way):
                    yield place, None, function
                elif (passed := by_heir(raw_class(place, way), raw_class(source, cls))) is not None:
                    yield from ((place, one, itself) for one in passed)
                elif all(node is not way for _, node in homes):
                    homes.append((place, way))
        if places is None or len(homes) > MOST_HEIRS:
            yield source, None, itself


def _named(
    source: Source, owner: Def, cls: ast.ClassDef | None, front: list[Class] | None, sure: bool
) -> tuple[set[str], Iterator[Module | None] | None]:
    """Return by which names a function is called or a class made, and the modules that may do so, as `using` does."""
    is_made = cls is not None and owner.name == "__init__"
    name = cls.name if cls is not None and is_made else owner.name
    names = {name, *_aliases(as_read(source.module.text), name)}
    if cls is not None and _is_private(
        name
    ):  # https://docs.python.org/3/reference/expressions.html#private-name-mangling
        names.add(f"_{cls.name.lstrip('_')}{name}")
    if _is_local(source, owner, cls):
        places: Iterable[Module | None] | None = [source.module]
    else:
        places = using(source, names, but_super=front is not None, aside=sure)
        if front and places is not None:
            places = chain(places, (one.source.module for one in front))
    if places is not None and (is_made or cls is None) and is_searched(source.module, source.modules):
        return names, None
    if cls is not None and places is not None:
        places = chain(places, modules_above(source, cls))
    return names, _once(places) if places is not None else None


def _once(places: Iterable[Module | None]) -> Iterator[Module | None]:
    seen = set[str]()
    for place in places:
        if place is None or place.path not in seen:
            yield place
            seen.add(place.path if place is not None else "")


def using(
    source: Source, names: set[str], but_super: bool = False, aside: bool = False
) -> Iterator[Module | None] | None:
    """Return the modules that may use one of `names`, and add those under which one of them imports it.

    Each is read when it is its turn; None for one that can't be read. Those may be left out that only define a method
    of that name and call `super()`'s. `aside`: it is no matter where the names are too many.
    """
    files, own = source.modules.files, Path(source.module.path).absolute()
    found: dict[Path, None] = {}
    waiting = sorted(names)
    while waiting:
        word = waiting.pop()
        paths = files.mentioning(f".{word}" if but_super else word, aside)
        if paths is None:
            return None
        found |= dict.fromkeys(path for path in paths if path != own)
        texts = [as_read(source.module.text), *(files.text(path) for path in paths if path != own)]
        more = {alias for text in texts for alias in _aliases(text, word)} - names
        names |= more
        waiting += sorted(more)
    return chain([source.module], map(source.modules.load_file, found))


def _aliases(text: bytes, name: str) -> set[str]:
    word = re.escape(name.encode())
    alias = rb"%s(?<!\w%s)\s+as\s+(\w+)" % (word, word)  # what begins with plain text is found far faster
    return {found.decode() for found in re.findall(alias, text)}


def _evidence(value: Value, name: str) -> Value:
    match value:
        case Instance() | Rows() | ModelClass():
            text = f"what all callers pass for {name}"
            return (
                value
                if value.how.startswith(text)
                else replace(value, how=f"{text} <- {value.how}".removesuffix(" <- "))
            )
        case Collection(how=how) if how == CHECKED:  # by one of several that call it
            return replace(value, how="")
    return value


def _given_for(call: ast.Call, function: Function, arg: ast.arg) -> ast.expr | None:
    """Return the expression that a call passes for `arg`, where no other one has to be known to tell."""
    args = function.node.args
    positional = [*args.posonlyargs, *args.args]
    if _passes_more(call) or arg in (args.vararg, args.kwarg):
        return None
    place = positional.index(arg) - (function.bound is not None) if arg in positional else len(call.args)
    if 0 <= place < len(call.args):
        return call.args[place]
    named = (keyword.value for keyword in call.keywords if keyword.arg == arg.arg and arg not in args.posonlyargs)
    return next(named, None)


def _passes_more(call: ast.Call) -> bool:
    return any(isinstance(item, ast.Starred) for item in call.args) or any(item.arg is None for item in call.keywords)


def _is_local(source: Source, owner: Def, cls: ast.ClassDef | None) -> bool:
    return not isinstance(source.tree.scope(cls if cls is not None else owner), ast.Module)


def _is_called_by_the_project(source: Source, owner: Def, cls: ast.ClassDef | None) -> bool:
    if owner.name.startswith(("test", "pytest_")) or (
        owner.name.startswith("__") and not (_is_private(owner.name) or owner.name == "__init__")
    ):
        return False
    if not all(name in PLAIN or (cls is None and is_of_views(name)) for name in _decorators(source, owner)):
        return False
    if cls is None:
        return True
    behind = lineage(raw_class(source, cls))
    if not is_made_plainly(source, cls) or not behind.whole:
        return False
    if not all(map(_is_plain_of_classes, _decorators(source, cls))):
        return False
    if owner.name == "__init__":
        return _is_made_by_the_project(source, cls)
    is_factory = any("actory" in name for name in behind.external)
    return is_left_alone(owner.name, behind.external) or (owner.name.startswith("_") and not is_factory)


def _is_made_by_the_project(source: Source, cls: ast.ClassDef) -> bool:
    """Whether objects of a class are made by nobody but the project's code, or by what it hands the class to."""
    behind = lineage(raw_class(source, cls))
    if (
        not is_made_plainly(source, cls)
        or not behind.whole
        or not all(map(_is_plain_of_classes, _decorators(source, cls)))
    ):
        return False
    return all(name in _CALLING_NOTHING or name.startswith(_FORMS) for name in behind.external)


def _is_plain_of_classes(name: str) -> bool:
    return name.startswith(PLAIN_OF_CLASSES)


def _is_private(name: str) -> bool:
    return name.startswith("__") and not name.endswith("__")


def _decorators(source: Source, node: Def | ast.ClassDef) -> Iterator[str]:
    """Yield what decorates a function or class by its dotted name, "" for what is the project's or not known."""
    for decorator in node.decorator_list:
        values = source.root.values(decorator.func if isinstance(decorator, ast.Call) else decorator)
        yield from (one.name if isinstance(one, External) else "" for one in values or (None,))


def _calls(
    place: Source,
    names: set[str],
    owner: Def,
    home: Source,
    cls: ast.ClassDef | None,
    itself: Function,
    front: list[Class] | None,
    sure: bool,
) -> Iterator[tuple[Way | ast.ClassDef | None, Function]]:
    """Yield the calls of a function in a module; None for a call where it may be handed on instead.

    Of a class those that inherit from it as well.
    """
    is_made = cls is not None and owner.name == "__init__"
    is_method = cls is not None and not is_made
    searched = not sure and place is home and not is_made and computed(home, owner, is_method)
    if searched or any(not sure and named_in_text(place, one.encode(), is_method, home) for one in sorted(names)):
        yield None, itself
        return
    bound = sorted({*names, "cls"} if is_made else names)
    uses: list[ast.expr] = [use for one in bound for use in place.tree.names(one)]
    uses += [use for one in sorted(names) for use in place.tree.attributes(one)]
    uses += made_from_self(place) if is_made else ()
    for use in uses:
        if isinstance(use, ast.Name | ast.Attribute) and not isinstance(use.ctx, ast.Load):
            continue
        found = _meant(place, use, owner, cls, itself, home, front, sure)
        if found is None:
            continue
        parent = place.tree.parent(use)
        if isinstance(parent, ast.Call) and parent.func is use:
            yield parent, found
        elif cls is None and is_routed(place, use):
            yield use, found
        elif not is_made:
            yield None, found
            if not sure:
                return
        elif isinstance(parent, ast.ClassDef) and use in parent.bases:
            yield parent, found
        elif not is_only_named(place, use):
            made = constructions(place, use)
            yield from ((one, found) for one in (made if made is not None else (None,)))


def _meant(
    place: Source,
    use: ast.expr,
    owner: Def,
    cls: ast.ClassDef | None,
    itself: Function,
    home: Source,
    front: list[Class] | None,
    sure: bool,
) -> Function | None:
    """Return the function that a use means, None where it means something else."""
    values = place.root.values(use)
    if sure and len(values) > 1:
        return None
    is_made, is_method = cls is not None and owner.name == "__init__", cls is not None and owner.name != "__init__"
    for value in values:
        match value:
            case Function(node=node) if node is owner:
                return value
            case Function(line=owner.lineno, path=path) if _is_file(path, home):
                return itself  # of the same file, imported by another name
            case Class(line=line, path=path) if is_made and cls is not None and line == cls.lineno:
                if _is_file(path, home):
                    return itself
            case External(name=name) if not is_method and _is_end(home, owner if cls is None else cls, name):
                return itself
    if sure:
        return None
    of = use if is_made else use.value if is_method and isinstance(use, ast.Attribute) else None
    led = cls is not None and of is not None and leads_to(place, of, cls, home, front)
    if led or (cls is not None and of is not None and is_above(place, of, cls, home)):
        return itself
    if not any(isinstance(value, Unknown) for value in values) or not isinstance(use, ast.Name | ast.Attribute):
        return None
    return itself if (isinstance(use, ast.Attribute) if is_method else may_mean(place, use, home)) else None


def _is_file(path: str, home: Source) -> bool:
    return path == home.module.path or os.path.abspath(path) == os.path.abspath(home.module.path)


def _is_end(home: Source, definition: Def | ast.ClassDef, name: str) -> bool:
    """Whether a dotted name that leads nowhere ends as that of the definition does."""
    return f".{name}".endswith(f".{home.module.name.rpartition('.')[2]}.{definition.name}")
