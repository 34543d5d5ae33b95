"""Which methods of the project's managers run in the explicit calls only, or in the accessor only?

accessor:  Enrollment._default_manager.using(db) gives a queryset, whose methods it calls
explicit:  Enrollment.objects.filter(...) calls the manager's own `filter`, and the queryset's after that
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set

from through_codemod.code import (
    Argument,
    Assign,
    Atomic,
    Call,
    Comprehension,
    Display,
    Each,
    Keyword,
    Operation,
    Run,
    SyncBlock,
    When,
)
from through_codemod.relations import RelationMap
from through_codemod.sites import CallSite, Verb

_ADDING = frozenset({"values_list", "filter", "bulk_create"})
_DELETING = frozenset({"filter", "delete"})
_OF_ACCESSOR: Mapping[Verb, frozenset[str]] = {
    Verb.ADD: _ADDING,
    Verb.REMOVE: _DELETING,
    Verb.SET: _ADDING | _DELETING,
    Verb.CLEAR: _DELETING,
    Verb.CREATE: _ADDING,
    Verb.GET_OR_CREATE: _ADDING,
    Verb.UPDATE_OR_CREATE: _ADDING,
}
_INSIDE = {"get_or_create": frozenset({"get", "filter", "create"})}
_ASYNC = frozenset({"abulk_create", "acreate", "adelete", "aexists", "aget_or_create"})


def differing_methods(site: CallSite, relations: RelationMap, operations: tuple[Operation, ...], rows: str) -> str:
    """Return a sentence on the methods that only `operations` or only the accessor runs; empty where there are none.

    `rows` is the text in front of the calls on the through model.
    """
    if site.apps:
        return ""
    added, lost = [], []
    for manager, difference in (
        (relations.through_manager(site.relation), _of_through(site.verb, operations, rows)),
        (relations.target_manager(site.relation), _of_target(site.verb, site.method.startswith("a"))),
    ):
        if manager is not None:
            added += [*_named(manager.overrides, difference[0]), *_named(manager.queryset_overrides, difference[1])]
            lost += [*_named(manager.overrides, difference[2]), *_named(manager.queryset_overrides, difference[3])]
    texts = [f"only the explicit calls run {relations.told(added)}"] if added else []
    texts += [f"only the accessor runs {relations.told(lost)}"] if lost else []
    return f"{', and '.join(texts)}: make sure that this changes no rows" if texts else ""


# The manager's methods and the queryset's that the explicit calls run and the accessor does not; then the other way.
_Difference = tuple[Set[str], Set[str], Set[str], Set[str]]


def _of_through(verb: Verb, operations: tuple[Operation, ...], rows: str) -> _Difference:
    called = [call for call in _all_calls(operations) if call.prefix == rows]
    first = {call.steps[0].method for call in called}
    methods = {step.method for call in called for step in call.steps}
    methods |= {method[1:] for method in methods & _ASYNC}
    methods |= {inner for method in methods for inner in _INSIDE.get(method, ())}
    return first, methods - _OF_ACCESSOR[verb], {"using"}, _OF_ACCESSOR[verb] - methods


def _of_target(verb: Verb, asynchronous: bool) -> _Difference:
    """`.all()` is asked in place of the manager's own method; a coroutine asks the queryset."""
    match verb:
        case Verb.CREATE if asynchronous:
            return {"acreate"}, {"acreate"}, {"create"}, set()
        case Verb.GET_OR_CREATE | Verb.UPDATE_OR_CREATE:
            return {"all"}, {f"a{verb.value}"} if asynchronous else set(), {verb.value}, set()
    return set(), set(), set(), set()


def _named(overrides: tuple[str, ...], methods: Set[str]) -> Iterator[str]:
    return (name for name in overrides if name.rpartition(".")[2] in methods)


def _calls(part: Operation | Argument) -> Iterator[Call]:
    """Yield every call in an operation or an argument."""
    match part:
        case Call(steps=steps):
            yield part
            for step in steps:
                for argument in step.arguments:
                    yield from _calls(argument)
        case Run(call=call):
            yield from _calls(call)
        case Assign(value=value) | Keyword(value=value):
            yield from _calls(value)
        case When(test=test, body=body):
            yield from _calls(test)
            yield from _all_calls(body)
        case Each(iterable=iterable, body=body):
            yield from _calls(iterable)
            yield from _all_calls(body)
        case Atomic(body=body) | SyncBlock(body=body):
            yield from _all_calls(body)
        case Display(items=items):
            for item in items:
                yield from _calls(item)
        case Comprehension(element=element):
            yield from _calls(element)


def _all_calls(operations: tuple[Operation, ...]) -> Iterator[Call]:
    for operation in operations:
        yield from _calls(operation)
