"""What do Django's own classes and conventions give: views, forms, serializers, requests, migrations, factories?"""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING

from through_codemod.infer.classes import in_bodies, in_body, lineage, subclasses
from through_codemod.infer.definitions import raw_class
from through_codemod.infer.externals import model_by_label
from through_codemod.infer.tree import FUNCTIONS, FunctionNode
from through_codemod.infer.values import (
    LITERAL,
    Class,
    Collection,
    External,
    Function,
    Instance,
    Method,
    ModelClass,
    Object,
    Other,
    Registry,
    Rows,
    Values,
    join,
    unknown,
)

if TYPE_CHECKING:
    from through_codemod.infer.frames import Frame

VIEWS = frozenset(
    {"DetailView", "UpdateView", "DeleteView", "CreateView", "SingleObjectMixin", "BaseDetailView", "BaseUpdateView"}
    | {"SingleObjectTemplateResponseMixin", "ModelFormMixin", "DeletionMixin"}
)
API_VIEWS = frozenset(
    {"GenericAPIView", "ModelViewSet", "ReadOnlyModelViewSet", "GenericViewSet", "RetrieveAPIView", "UpdateAPIView"}
    | {"DestroyAPIView", "ListAPIView", "CreateAPIView", "ListCreateAPIView", "RetrieveUpdateAPIView"}
    | {"RetrieveDestroyAPIView", "RetrieveUpdateDestroyAPIView"}
)
FORMS = frozenset({"ModelForm", "BaseModelForm"})
SERIALIZERS = frozenset({"ModelSerializer", "HyperlinkedModelSerializer"})


def request_user(frame: Frame, node: ast.expr) -> Values | None:
    """`request.user` where `request` is a parameter of a view or a method, and `self.request.user`."""
    match node:
        case ast.Attribute(attr="user", value=value) if _is_request(frame, value):
            model = frame.source.relations.user_model
            if model is None or _user_is_set(frame, node) or frame.source.swaps_users:
                return None
            return frozenset({Instance(model, None, "request.user")})
    return None


def posted_values(frame: Frame, node: ast.expr) -> Values | None:
    """`request.POST["student"]`, `.get("student")` and `.getlist("student")`, and the same of `GET`: text.

    https://docs.djangoproject.com/en/stable/ref/request-response/#querydict-objects
    """
    match node:
        case ast.Subscript(value=ast.Attribute(attr="POST" | "GET", value=value)) if _is_request(frame, value):
            return LITERAL
        case ast.Call(
            func=ast.Attribute(attr="get" | "getlist" as method, value=ast.Attribute(attr="POST" | "GET", value=value)),
            args=[_],
            keywords=[],
        ) if _is_request(frame, value):
            return LITERAL if method == "get" else frozenset({Collection("list", LITERAL)})
    return None


def _is_request(frame: Frame, node: ast.expr) -> bool:
    """Whether it is the request of a view: its parameter of that name, or `self.request`."""
    match node:
        case ast.Name(id="request"):
            meaning = frame.source.scopes.meaning("request", node)
            owner = meaning.scope
            if len(meaning.bindings) != 1 or not isinstance(owner, FUNCTIONS):
                return False
            positional = [*owner.args.posonlyargs, *owner.args.args]
            if meaning.bindings[0].node not in positional[:2]:
                return False
            return frame.of(owner).argument(positional[positional.index(meaning.bindings[0].node)]) is None
        case ast.Attribute(attr="request", value=ast.Name(id="self")):
            return True
    return False


def _user_is_set(frame: Frame, node: ast.expr) -> bool:
    """Whether the module sets `request.user` anywhere, as tests do."""
    return any(
        (found.value.id if isinstance(found.value, ast.Name) else getattr(found.value, "attr", "")) == "request"
        for found in frame.source.tree.stores("user")
    )


def registry(frame: Frame, arg: ast.arg, owner: FunctionNode) -> Values | None:
    """Return the historical registry where `arg` is the `apps` of a migration's function."""
    if arg.arg != "apps" or arg not in [*owner.args.posonlyargs, *owner.args.args]:
        return None
    return frozenset({Registry(arg.arg)})


def framework_attribute(frame: Frame, value: Object | Class, name: str) -> Values | None:
    """Return an attribute that a framework sets on its views, forms and serializers; None where it is none."""
    if isinstance(value, Class):
        return frozenset({Method(value, name)}) if _factory_model(frame, value) is not None else None
    cls = value.cls
    match name:
        case "client" | "async_client" if lineage(cls).external:
            return unknown(f"test client of {cls.name}")
        case "instance" if _is_a(cls, FORMS | SERIALIZERS):
            return _meta_instances(cls)
        case "save" if _is_a(cls, FORMS | SERIALIZERS):
            return frozenset({Method(value, name)})
        case "object" if _is_a(cls, VIEWS):
            return _view_instances(frame, value)
        case "get_object" if _is_a(cls, VIEWS | API_VIEWS):
            return frozenset({Method(value, name)})
        case "get_queryset" | "filter_queryset" if _is_a(cls, VIEWS | API_VIEWS):
            return frozenset({Method(value, name)})
    return None


def framework_call(frame: Frame, method: Method, node: ast.Call) -> Values | None:
    """Return what calling a method that a framework brings gives."""
    value = method.of
    if isinstance(value, Registry):
        return model_by_label(frame, node, value.apps) if method.name == "get_model" else None
    if isinstance(value, Class):
        return _factory_call(frame, value, method.name)
    if not isinstance(value, Object):
        return None
    cls = value.cls
    match method.name:
        case "save" | "create" | "update" if _is_a(cls, FORMS | SERIALIZERS):
            return _meta_instances(cls)
        case "get_object" if _is_a(cls, VIEWS | API_VIEWS):
            return _view_instances(frame, value)
        case "get_queryset" if _is_a(cls, VIEWS | API_VIEWS):
            return _view_rows(frame, value)
        case "filter_queryset" if _is_a(cls, API_VIEWS) and len(node.args) == 1:
            return frame.values(node.args[0])
    return None


def _is_a(cls: Class, names: frozenset[str]) -> bool:
    return any(name.rpartition(".")[2] in names for name in lineage(cls).external)


def meta(cls: Class, name: str) -> Values:
    """Return what `class Meta` of `cls` says of `name`, and of its heirs in the module where it may be one of them."""
    return join(_own_meta(one, name) for one in _candidates(cls))


def _candidates(cls: Class) -> list[Class]:
    return [cls, *(subclasses(cls) if cls.open else ())]


def _own_meta(cls: Class, name: str) -> Values:
    for item in lineage(cls).classes:
        found = in_body(item, "Meta", item)
        for value in found or ():
            if isinstance(value, Class):
                return value.source.root.read(value, name)
        if found is not None:
            break
    return unknown(f"Meta of {cls.name}")


def _meta_instances(cls: Class) -> Values:
    how = f"{cls.name} -> Meta.model"
    return join(
        frozenset({Instance(value.model, None, f"{how} {value.model.name}")})
        if isinstance(value, ModelClass)
        else unknown(how)
        for value in meta(cls, "model")
    )


def _view_rows(frame: Frame, value: Object) -> Values:
    found: list[Values] = []
    for name in ("queryset", "model"):
        for one in join(in_bodies(value, name)[0]):
            match one:
                case Other(name="None"):
                    continue
                case ModelClass():
                    found.append(frozenset({Rows(one.model, False, None, f"{value.cls.name}.model")}))
                case Rows():
                    found.append(frozenset({replace(one, manager=False, how=f"{value.cls.name}.queryset")}))
                case _:
                    found.append(unknown(f"{value.cls.name}.{name}"))
        if found:
            return join(found)
    return unknown(f"{value.cls.name} names no model")


def _view_instances(frame: Frame, value: Object) -> Values:
    rows = _project_queryset(frame, value) or [_view_rows(frame, value)]
    return join(
        frozenset({Instance(one.model, one.apps, f"{value.cls.name}.get_object() <- {one.how}")})
        if isinstance(one, Rows)
        else unknown(f"{value.cls.name}.get_object()")
        for one in join(rows)
    )


def _project_queryset(frame: Frame, value: Object) -> list[Values]:
    found = frame.read(value, "get_queryset")
    if any(isinstance(one, Function) for one in found):
        return [frame.returned(one, None) if isinstance(one, Function) else unknown("get_queryset") for one in found]
    return []


def _factory_model(frame: Frame, cls: Class) -> Values | None:
    """Return the instances that a factory_boy factory makes; None where `cls` is no factory."""
    if not any(name.rpartition(".")[2].endswith("ModelFactory") for name in lineage(cls).external):
        return None
    found: list[Values] = []
    for one in _candidates(cls):
        for value in _own_meta(one, "model"):
            match value:
                case ModelClass():
                    how = f"{one.name} -> Meta.model {value.model.name}"
                    found.append(frozenset({Instance(value.model, None, how)}))
                case _:
                    found.append(_by_text(frame, one) or unknown(f"{one.name} -> Meta.model"))
    return join(found)


def _by_text(frame: Frame, cls: Class) -> Values | None:
    for item in lineage(cls).classes:
        for node in item.node.body:
            if isinstance(node, ast.ClassDef) and node.name == "Meta":
                for statement in node.body:
                    match statement:
                        case ast.Assign(targets=[ast.Name(id="model")], value=ast.Constant(value=str(label))):
                            model = frame.source.relations.by_label(label)
                            how = f"{cls.name} -> Meta.model {label}"
                            return frozenset({Instance(model, None, how)}) if model is not None else None
    return None


def made_by_factory(frame: Frame, cls: Class, method: str = "_create") -> Values | None:
    """Return what `CourseFactory()` gives; None where `cls` is no factory."""
    one = _factory_model(frame, cls)
    if one is None:
        return None
    for name in dict.fromkeys((method, "_create", "__new__")):
        for found in join(in_bodies(cls, name)[0]):
            if not isinstance(found, Function):
                return unknown(f"{cls.name}.{name}")
            return frame.returned(found, None)
    return one


def made_in_factory(frame: Frame, cls: ast.ClassDef, method: FunctionNode) -> Values | None:
    """Return the instance that a factory's `post_generation` method is given as its first parameter."""
    if isinstance(method, ast.Lambda):
        return None
    for decorator in method.decorator_list:
        values = frame.source.root.values(decorator)
        if values and all(isinstance(one, External) and one.name.endswith(".post_generation") for one in values):
            return _factory_model(frame, raw_class(frame.source, cls, is_open=True))
    return None


def _factory_call(frame: Frame, cls: Class, name: str) -> Values | None:
    match name:
        case "_create" | "_build":
            return _factory_model(frame, cls)
        case "create" | "build":
            return made_by_factory(frame, cls, "_build" if name == "build" else "_create")
        case "create_batch" | "build_batch":
            one = made_by_factory(frame, cls, "_build" if name == "build_batch" else "_create")
            return frozenset({Collection("list", one)}) if one is not None else None
    return None
