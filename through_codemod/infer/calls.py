"""What does a call give, for each thing that can be called?"""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING

from through_codemod.infer.by_text import BY_METHOD
from through_codemod.infer.classes import lineage, own_member
from through_codemod.infer.containers import awaited
from through_codemod.infer.decorators import is_made_plainly
from through_codemod.infer.externals import TO_ASYNC, TO_SYNC, external_call, named_model
from through_codemod.infer.factories import factory_call, made_by_factory
from through_codemod.infer.frameworks import framework_call
from through_codemod.infer.functions import arguments
from through_codemod.infer.labelled import by_content_type, by_function
from through_codemod.infer.libraries import given_by_base
from through_codemod.infer.makers import made_by
from through_codemod.infer.models import instances
from through_codemod.infer.querysets import (
    accessor_method,
    collection_method,
    json_method,
    key_method,
    rows_method,
    verb_result,
)
from through_codemod.infer.records import METHODS, as_dict, is_record, typed_dict
from through_codemod.infer.serializers import serializer_call
from through_codemod.infer.tree import dotted
from through_codemod.infer.values import (
    DESCRIPTOR,
    NOTHING,
    Accessor,
    BoundVerb,
    Class,
    Collection,
    Coroutine,
    External,
    Function,
    Instance,
    Json,
    Key,
    Maker,
    Method,
    ModelClass,
    Object,
    Other,
    Rows,
    Unknown,
    Value,
    Values,
    join,
    other,
    unknown,
)
from through_codemod.infer.view_kwargs import view_call
from through_codemod.relations import ModelRef

if TYPE_CHECKING:
    from through_codemod.infer.frames import Frame


def call_values(frame: Frame, node: ast.expr) -> Values | None:
    """`f(...)`."""
    if not isinstance(node, ast.Call):
        return None
    if (model := by_content_type(frame, node)) is not None:
        return model
    return join(called(frame, value, node) for value in frame.values(node.func))


def called(frame: Frame, value: Value, node: ast.Call) -> Values:
    """Return what calling `value` gives."""
    match value:
        case Function(name=name) if name in frame.source.patched:
            return unknown(f"{name} is patched in this file")
        case Function(name="get_model") if (model := named_model(frame, node)) is not None:
            return model  # a project's own way to the models that it lets others replace
        case Function() if (model := by_function(frame, value, node)) is not None:
            return model
        case Function():
            return frame.returned(value, arguments(frame, node))
        case ModelClass():
            if value.apps is None and own_member(frame, value, "__new__") is not None:
                return unknown(f"{value.model.name}.__new__")
            how = f"{dotted(node.func)}(...)"
            return frozenset(
                replace(one, how=how) if isinstance(one, Instance) else one
                for one in instances(frame, frozenset({value}))
            )
        case Class():
            return _made(frame, value, node)
        case BoundVerb():
            return verb_result(frame, value.accessor, value.verb, node)
        case Accessor():
            return frozenset({replace(value, configured=True)})
        case Method():
            return method_called(frame, value, node)
        case External(name=name):
            return external_call(frame, name, node)
        case Object():
            found = frame.read(value, "__call__")
            return join(
                frame.returned(one, arguments(frame, node)) if isinstance(one, Function) else unknown("object called")
                for one in found
            )
        case Maker():
            return made_by(frame, value, "", node)
        case Other(name="None"):
            return NOTHING
        case Unknown():
            return frozenset({value})
        case Rows(manager=True):
            return frozenset({value})
    return unknown(f"call of {dotted(node.func)}")


def _made(frame: Frame, cls: Class, node: ast.Call) -> Values:
    made = made_by_factory(frame, cls)
    if made is not None:
        return made
    if (data := typed_dict(cls)) is not None:
        return data
    behind = lineage(cls)
    if any(base.endswith("QuerySet") for base in behind.external):
        models = frame.values(node.args[0]) if node.args else NOTHING
        return join(
            frozenset({Rows(one.model, False, one.apps, one.how, None, ModelRef(cls.module, cls.name))})
            if isinstance(one, ModelClass)
            else unknown(f"model of {cls.name}")
            for one in models or unknown("model")
        )
    if any("factory" in base.lower() for base in behind.external):
        return unknown(f"factory {cls.name}")
    one = Object(cls)
    metas = [item for item in behind.classes if any(keyword.arg == "metaclass" for keyword in item.node.keywords)]
    if not all(is_made_plainly(item.source, item.node) for item in metas):
        return unknown(f"metaclass of {cls.name}")
    if own_member(frame, one, "__new__") is not None:
        return unknown(f"{cls.name}.__new__")
    return frozenset({one})


def _read_by(frame: Frame, method: Method, node: ast.Call) -> Values | None:
    """Return the attribute that a descriptor gives for an instance, or an instance by the attribute's name."""
    match method.of, node.args:
        case Method(of=ModelClass(), name=name), [instance, *_]:
            return join(frame.read(value, name) for value in frame.values(instance))
        case Instance() as of, [ast.Constant(value=str(name))]:
            return frame.read(of, name)
    return None


def method_called(frame: Frame, method: Method, node: ast.Call) -> Values:
    """Return what calling a method of Django's or Python's own gives."""
    if method.name == TO_ASYNC:
        return frozenset({Coroutine(called(frame, method.of, node))})
    if method.name == TO_SYNC:
        return awaited(called(frame, method.of, node))
    of = method.of
    if method.name in (*DESCRIPTOR, BY_METHOD) and (read := _read_by(frame, method, node)) is not None:
        return read
    if isinstance(of, Object) and method.name in METHODS and is_record(of.cls):
        return frozenset({of}) if method.name == "_replace" else as_dict(frame, of)
    if (given := given_by_base(frame, of, method.name, node)) is not None:
        return given
    if isinstance(of, Class) and method.name == "from_queryset":
        return frozenset({of})  # the relation map knows the queryset
    special = factory_call(frame, of, method.name) if isinstance(of, Class) else framework_call(frame, method, node)
    special = special if special is not None else serializer_call(frame, method, node)
    special = special if special is not None else view_call(frame, method)
    if special is not None:
        return special
    match method.of:
        case Rows():
            return rows_method(frame, method.of, method.name, node)
        case Accessor():
            return accessor_method(frame, method.of, method.name, node)
        case Collection():
            passed = [frame.values(item) for item in node.args if not isinstance(item, ast.Starred)]
            return collection_method(frame, method.of, method.name, node, passed)
        case Maker():
            return made_by(frame, method.of, method.name, node)
        case Key():
            return key_method(method.of, method.name)
        case Json():
            return json_method(frame, node)
        case Instance():
            result = other("None" if method.name in ("save", "asave", "refresh_from_db") else method.name)
            return frozenset({Coroutine(result)}) if method.name in ("asave", "adelete") else result
    return unknown(f"method {method.name}")
