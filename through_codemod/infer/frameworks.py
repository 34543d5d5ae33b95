"""What do the classes of Django and REST framework give: views, forms, serializers, admins, requests, migrations?"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from through_codemod.infer.bindings import Kind
from through_codemod.infer.classes import FAMILIAR, class_behind, in_bodies, in_body, lineage, stored, subclasses
from through_codemod.infer.clients import CLIENT
from through_codemod.infer.externals import model_by_label
from through_codemod.infer.models import rows_of
from through_codemod.infer.set_anew import instances_set
from through_codemod.infer.tree import FUNCTIONS, FunctionNode, dotted
from through_codemod.infer.values import (
    NONE,
    NOTHING,
    Class,
    Collection,
    Coroutine,
    External,
    Function,
    Instance,
    Maker,
    Method,
    ModelClass,
    Object,
    Other,
    Registry,
    Rows,
    Values,
    join,
    other,
    unknown,
)
from through_codemod.infer.viewed import attribute, class_made, each, in_action, rows_of_view, view_rows

if TYPE_CHECKING:
    from through_codemod.infer.frames import Frame
    from through_codemod.relations import ModelRef

_FORM_VIEWS = frozenset({"CreateView", "UpdateView", "ModelFormMixin", "BaseUpdateView", "BaseCreateView"})
_KINDS = {  # by the last part of the name of a base class
    "view": _FORM_VIEWS
    | {"DetailView", "DeleteView", "SingleObjectMixin", "BaseDetailView", "SingleObjectTemplateResponseMixin"}
    | {"DeletionMixin", "DateDetailView", "BaseDateDetailView"},
    "list": frozenset({"ListView", "MultipleObjectMixin", "BaseListView"}),
    "form view": _FORM_VIEWS | {"FormView", "FormMixin"},
    "api": frozenset({"GenericAPIView", "RetrieveAPIView", "UpdateAPIView", "DestroyAPIView", "ListAPIView"})
    | {"CreateAPIView", "ListCreateAPIView", "RetrieveUpdateAPIView", "RetrieveDestroyAPIView"}
    | {"RetrieveUpdateDestroyAPIView", "CreateModelMixin", "UpdateModelMixin", "RetrieveModelMixin"}
    | {"DestroyModelMixin", "ListModelMixin"},
    "form": frozenset({"UserCreationForm", "BaseUserCreationForm", "AdminUserCreationForm", "UserChangeForm"}),
    "serializer": frozenset[str](),
    "plain serializer": frozenset({"Serializer"}),
    "account adapter": frozenset({"DefaultAccountAdapter"}),
    "signup form": frozenset({"SignupForm", "BaseSignupForm"}),
    "social adapter": frozenset({"DefaultSocialAccountAdapter"}),
    "oidc backend": frozenset({"OIDCAuthenticationBackend"}),
}
_ENDINGS = {  # libraries name their classes after those that they extend
    "form": ("ModelForm",),
    "serializer": ("ModelSerializer",),
    "api": ("ModelViewSet", "GenericViewSet"),
    "admin": ("Admin",),  # SimpleHistoryAdmin, VersionAdmin, TranslationAdmin, OSMGeoAdmin
}


def request_user(frame: Frame, node: ast.expr) -> Values | None:
    """`request.user` where `request` is a parameter of a view or a method, and `self.request.user`.

    `await request.auser()` gives the same:
    https://docs.djangoproject.com/en/stable/ref/request-response/#django.http.HttpRequest.auser
    """
    match node:
        case ast.Attribute(attr="user", value=value) if is_request(frame, value):
            how = "request.user"
        case ast.Call(func=ast.Attribute(attr="auser", value=value), args=[], keywords=[]) if is_request(frame, value):
            how = "request.auser()"
        case _:
            return None
    model = frame.source.relations.user_model
    if model is None or frame.source.swaps_users or not _users_set(frame, node) <= {model}:
        return None
    user: Values = frozenset({Instance(model, None, how)})
    return frozenset({Coroutine(user)}) if isinstance(node, ast.Call) else user


def is_request(frame: Frame, node: ast.expr) -> bool:
    """Whether it is the request of a view: its parameter of that name, `self.request`, or what holds one.

    Serializers do, and what graphene tells the functions that resolve fields and make changes: `info.context`.
    https://www.django-rest-framework.org/api-guide/serializers/#including-extra-context
    https://docs.graphene-python.org/projects/django/en/latest/authorization/#user-based-queryset-filtering
    """
    match node:
        case ast.Name(id=name) if (given := _only_value(frame, name, node)) is not None:
            return not isinstance(given, ast.Name) and is_request(frame, given)
        case ast.Subscript(
            value=ast.Attribute(attr="context", value=ast.Name(id="self")), slice=ast.Constant(value="request")
        ):
            return True
        case ast.Call(
            func=ast.Attribute(attr="get", value=ast.Attribute(attr="context", value=ast.Name(id="self"))),
            args=[ast.Constant(value="request")],
        ):
            return True
        case ast.Name(id="request"):
            return _is_handed(frame, node, 2)
        case ast.Attribute(attr="context", value=ast.Name(id="info") as info):
            return _is_handed(frame, info, 3)
        case ast.Attribute(attr="request", value=ast.Name(id="self")):
            return True
        case ast.Call():
            return frame.values(node) == other("request")
    return False


def _is_handed(frame: Frame, node: ast.Name, among: int) -> bool:
    """Whether a name is one of the first parameters of a function, and nothing of the project's is known to pass it."""
    meaning = frame.source.scopes.meaning(node.id, node)
    owner = meaning.scope
    if len(meaning.bindings) != 1 or not isinstance(owner, FUNCTIONS):
        return False
    first = [*owner.args.posonlyargs, *owner.args.args][:among]
    arg = next((arg for arg in first if arg is meaning.bindings[0].node), None)
    return arg is not None and frame.of(owner).argument(arg) is None


def _only_value(frame: Frame, name: str, at: ast.AST) -> ast.expr | None:
    """Return the expression that a name is assigned and no other; None where there is more to it."""
    bindings = frame.source.scopes.meaning(name, at).bindings
    if len(bindings) == 1 and bindings[0].kind is Kind.ASSIGN and not bindings[0].path:
        return bindings[0].value
    return None


def _users_set(frame: Frame, node: ast.expr) -> set[ModelRef | None]:
    """Return the models that the module sets the user of a request to, as tests do; None among them may be any.

    Nothing can be written through one who is not logged in.
    """
    found: set[ModelRef | None] = set()
    asked = dotted(node.func if isinstance(node, ast.Call) else node)
    names = {"request", "context", asked.rpartition(".")[0]}
    for given in frame.source.tree.stores("user"):
        if dotted(given.value) in names or getattr(given.value, "attr", "") in names:
            made = frame.source.tree.parent(given)
            match made:
                case ast.Assign(value=ast.Call(func=func)) if dotted(func).endswith("AnonymousUser"):
                    continue
            whole = isinstance(made, ast.Assign) and given in made.targets
            values = frame.source.root.values(made.value) if isinstance(made, ast.Assign) and whole else NOTHING
            found |= {one.model if isinstance(one, Instance) else None for one in values or (None,)}
    return found


def registry(frame: Frame, arg: ast.arg, owner: FunctionNode) -> Values | None:
    """Return the historical registry where `arg` is the `apps` of a migration's function, by that name or another."""
    plain = [*owner.args.posonlyargs, *owner.args.args]
    if arg not in plain or (arg.arg != "apps" and not (arg is plain[0] and is_migrating(frame, owner))):
        return None
    return frozenset({Registry(arg.arg)})


def is_migrating(frame: Frame, owner: FunctionNode) -> bool:
    """Whether the module gives a function of its own to `RunPython`, or a class one that stands in its body."""
    tree = frame.source.tree
    uses = (tree.parent(use) for use in (*tree.attributes("RunPython"), *tree.names("RunPython")))
    calls = [call for call in uses if isinstance(call, ast.Call)]
    if isinstance(owner, ast.Lambda) or not calls:
        return False
    scope = tree.scope(owner)
    return any(
        isinstance(given, ast.Name) and given.id == owner.name
        for call in calls
        if isinstance(scope, ast.Module) or (isinstance(scope, ast.ClassDef) and tree.scope(call) is scope)
        for given in (*call.args, *(keyword.value for keyword in call.keywords))
    )


def framework_attribute(frame: Frame, value: Object, name: str) -> Values | None:
    """Return an attribute that a framework sets on its views, forms and serializers; None where it is none."""
    cls = value.cls
    match name:
        case "UserModel" if is_a(cls, "oidc backend"):
            return frozenset(map(class_behind, user_of(frame, f"{cls.name}.UserModel")))
        case "client" if _has_plain_client(cls):
            return frozenset({External(CLIENT)})
        case "client" | "async_client" if lineage(cls).external:
            return unknown(f"test client of {cls.name}")
        case "instance" if is_a(cls, "form", "serializer"):
            return join((_saved_by(value), *instances_set(frame.source, cls)))
        case "save" if is_a(cls, "form", "serializer", "signup form"):
            return frozenset({Method(value, name)})
        case "object" if is_a(cls, "view"):
            return join(_kept(frame, one) for one in each(value)) or unknown(f"{cls.name} names no model")
        case "object_list" if is_a(cls, "list"):
            return _view_queryset(frame, value)
        case "get_object" if is_a(cls, "view", "api", "admin"):
            return frozenset({Method(value, name)})
        case "get_queryset" | "filter_queryset" if is_a(cls, "view", "api", "list", "admin"):
            return frozenset({Method(value, name)})
        case "get_form" | "get_form_class" if is_a(cls, "form view"):
            return frozenset({Method(value, name)})
        case "get_serializer" | "get_serializer_class" if is_a(cls, "api"):
            return frozenset({Method(value, name)})
    return None


def _has_plain_client(cls: Class) -> bool:
    """Whether nothing but a test case of Django's or REST framework's own says what `self.client` is."""
    behind = lineage(cls)
    ours = all(name.startswith(("django.test.", "rest_framework.test.", *FAMILIAR)) for name in behind.external)
    return bool(behind.external) and behind.whole and ours and not in_bodies(cls, "client_class")[0]


def framework_call(frame: Frame, method: Method, node: ast.Call) -> Values | None:
    """Return what calling a method that a framework brings gives."""
    value = method.of
    if isinstance(value, Registry):
        return model_by_label(frame, node, value.apps) if method.name == "get_model" else None
    if not isinstance(value, Object):
        return None
    cls = value.cls
    if is_a(cls, "api") and (given := in_action(frame, method.name, node)) is not None:
        return given
    match method.name:
        case "save" if is_a(cls, "signup form"):
            return user_of(frame, f"{cls.name}.save()")
        case "save" if is_a(cls, "form", "serializer"):
            return instance_of(frame, value)
        case "create" | "update" if is_a(cls, "form", "serializer"):
            return meta_instances(cls)
        case "get_object" if is_a(cls, "view", "api"):
            return view_instances(frame, value)
        case "get_queryset" if is_a(cls, "view", "api", "list"):
            return view_rows(value)
        case "filter_queryset" if is_a(cls, "api") and len(node.args) == 1:
            return frame.values(node.args[0])
        case "get_form" if is_a(cls, "form view"):
            return form_of(frame, value)
        case "get_serializer" if is_a(cls, "api") and not any(k.arg == "many" for k in node.keywords):
            return serializer_of(frame, value)
        case "get_form_class" | "get_serializer_class" if is_a(cls, "form view", "api"):
            made = join(class_made(one, method.name) for one in each(value))
            return made or unknown(f"{method.name} of {cls.name}")
        case "get_object" | "get_queryset" if is_a(cls, "admin"):
            return _admin_rows(frame, value, method.name)
        case "new_user" | "save_user" if is_a(cls, "account adapter", "social adapter"):
            return user_of(frame, f"{cls.name}.{method.name}()")
        case "populate_user" if is_a(cls, "social adapter"):
            return user_of(frame, f"{cls.name}.{method.name}()")
        case "create_user" | "update_user" if is_a(cls, "oidc backend"):
            return user_of(frame, f"{cls.name}.{method.name}()")
    return None


def instance_of(frame: Frame, value: Object) -> Values:
    """Return the instance of a form or serializer, which it saves: what it makes, or what code sets."""
    by_itself = (one for item in lineage(value.cls).classes for one in stored(item, "instance", value))
    return join((_saved_by(value), *by_itself, *instances_set(frame.source, value.cls))) - NONE


def _saved_by(value: Object) -> Values:
    """Return what a form or serializer saves: of its model, other than what methods of a serializer give back.

    https://www.django-rest-framework.org/api-guide/serializers/#saving-instances
    """
    instances = meta_instances(value.cls)
    found = [instances]
    for method in ("create", "update") if is_a(value.cls, "serializer") else ():
        for one in join(in_bodies(value, method)[0]):
            made = one.source.root.returned(one) if isinstance(one, Function) else NOTHING
            found.append(frozenset(item for item in made if isinstance(item, Instance)))
    models = {item.model for values in found for item in values if isinstance(item, Instance)}
    return instances if len(models) < 2 else join(found)


def user_of(frame: Frame, how: str) -> Values:
    """Return an instance of the project's user model, as the adapters and backends of libraries make and save it.

    https://docs.allauth.org/en/latest/account/adapter.html
    https://mozilla-django-oidc.readthedocs.io/en/stable/installation.html#changing-how-django-users-are-created
    """
    model = frame.source.relations.user_model
    if model is None or frame.source.swaps_users:
        return unknown(how)
    return frozenset({Instance(model, None, how)})


def is_a(cls: Class, *kinds: str) -> bool:
    """Whether a class inherits from a view, form, serializer or admin that is not the project's."""
    return any(
        last in _KINDS.get(kind, ()) or last.endswith(_ENDINGS.get(kind, ()))
        for name in lineage(cls).external
        if (last := name.rpartition(".")[2])
        for kind in kinds
    )


def meta(cls: Class, name: str) -> Values:
    """Return what `class Meta` of `cls` says of `name`, and of its heirs in the module where it may be one of them."""
    own, *heirs = (_own_meta(one, name) for one in candidates(cls))
    missing = unknown(f"Meta of {cls.name}")
    return join((missing if own is None else own, *(values for values in heirs if values is not None)))


def candidates(cls: Class) -> list[Class]:
    """Return the class, and its heirs in the module where it may be one of them."""
    return [cls, *(subclasses(cls) if cls.open else ())]


def _own_meta(cls: Class, name: str) -> Values | None:
    """Return what `class Meta` of `cls`, or of what it is known to inherit from, says of `name`; None without any."""
    for item in lineage(cls).classes:
        found = in_body(item, "Meta", item)
        if found is not None:
            classes = [value for value in found if isinstance(value, Class)]
            return join(value.source.root.read(value, name) for value in classes) or unknown(f"Meta of {cls.name}")
    return None


def meta_instances(cls: Class) -> Values:
    """Return an instance of `Meta.model`, as forms and serializers have it."""
    how = f"instance of {cls.name} -> Meta.model"
    return join(
        frozenset({Instance(value.model, None, f"{how} {value.model.name}")})
        if isinstance(value, ModelClass)
        else unknown(how)
        for value in meta(cls, "model")
    )


def view_instances(frame: Frame, value: Object) -> Values:
    """Return what `get_object()` of a view gives where the project does not say it."""
    return join(_instances_of(frame, one) for one in each(value)) or unknown(f"{value.cls.name} names no model")


def _kept(frame: Frame, value: Object) -> Values:
    """Return what a view of one class keeps as `self.object`: what its `get_object()` gives, or what a form saves."""
    own = join(in_bodies(value, "get_object")[0])
    given = join(frame.returned(one, None) if isinstance(one, Function) else unknown("get_object") for one in own)
    return join((given, _instances_of(frame, value))) if not own or is_a(value.cls, "form view") else given


def _instances_of(frame: Frame, value: Object) -> Values:
    form = _made_by_view(frame, value, "form_class", "get_form_class") if is_a(value.cls, "form view") else NOTHING
    if form and not any(attribute(value, name) for name in ("model", "queryset", "get_queryset")):
        return join(frame.read(one, "instance") for one in form)
    rows = _project_queryset(frame, value) or [rows_of_view(value)]
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


def _view_queryset(frame: Frame, value: Object) -> Values:
    rows = join(rows for one in each(value) for rows in _project_queryset(frame, one) or [rows_of_view(one)])
    return rows or unknown(f"{value.cls.name} names no model")


def form_of(frame: Frame, value: Object) -> Values | None:
    """Return the form that a view makes: by its `form_class`, else one of its model; None where it makes none."""
    if not is_a(value.cls, "form view"):
        return None
    made = join(_form_made(frame, one) for one in each(value))
    return made or frozenset({Maker("form", unknown(f"{value.cls.name} names no model"))})


def _form_made(frame: Frame, value: Object) -> Values:
    found = _made_by_view(frame, value, "form_class", "get_form_class")
    instances = NOTHING if found else _instances_of(frame, value)
    return frozenset({Maker("form", instances)}) if instances else found


def serializer_of(frame: Frame, value: Object) -> Values | None:
    """Return the serializer that a view of Django REST framework makes; None where it makes none."""
    if not is_a(value.cls, "api"):
        return None
    found = join(_made_by_view(frame, one, "serializer_class", "get_serializer_class") for one in each(value))
    return found or unknown(f"serializer of {value.cls.name}")


def _made_by_view(frame: Frame, value: Object, kept: str, method: str) -> Values:
    """Return an instance of the class that a view's method, or else its attribute, names; nothing where none does."""
    own, _ = in_bodies(value, method)
    classes = (
        join(frame.returned(one, None) if isinstance(one, Function) else unknown(method) for one in join(own))
        if own
        else join(attribute(value, kept))
    )
    return join(
        frozenset({Object(one)}) if isinstance(one, Class) else unknown(f"{value.cls.name}.{kept}")
        for one in classes
        if one != Other("None")
    )


def admin_models(frame: Frame, cls: Class) -> Values | None:
    """Return the models that an admin class is registered for in its module; None where it is for none.

    https://docs.djangoproject.com/en/stable/ref/contrib/admin/#modeladmin-objects
    """
    found: list[Values] = []
    for one in candidates(cls):
        for decorator in one.node.decorator_list:
            if isinstance(decorator, ast.Call) and _is_register(frame, decorator.func):
                found += [frame.source.root.values(item) for item in decorator.args]
    nodes = {id(one.node) for one in candidates(cls)}
    tree = cls.source.tree
    for use in tree.attributes("register"):
        call = tree.parent(use)
        if isinstance(call, ast.Call) and call.func is use and len(call.args) == 2:
            admin = cls.source.root.values(call.args[1])
            if any(isinstance(one, Class) and id(one.node) in nodes for one in admin):
                given = cls.source.root.values(call.args[0])
                found.append(join(one.elements if isinstance(one, Collection) else frozenset({one}) for one in given))
    if found and cls.source.modules.hands_on_elsewhere(cls.node.name, "register", cls.source.module):
        found.append(unknown(f"{cls.name} is registered in other files as well"))
    return join(found) if found else None


def _is_register(frame: Frame, node: ast.expr) -> bool:
    return any(
        isinstance(one, External) and one.name.endswith("admin.register") for one in frame.source.root.values(node)
    )


def _admin_rows(frame: Frame, value: Object, method: str) -> Values:
    how = f"{value.cls.name} of "
    rows = join(
        frozenset({rows_of(frame.source.relations, one.model, False, how + one.model.name)})
        if isinstance(one, ModelClass)
        else unknown(f"model of {value.cls.name}")
        for one in admin_models(frame, value.cls) or unknown(f"{value.cls.name} is registered nowhere here")
    )
    if method == "get_queryset":
        return rows
    return frozenset(Instance(one.model, None, one.how) if isinstance(one, Rows) else one for one in rows)
