"""What does a framework pass for a parameter of a function that it calls: a view's form, a signal's instance?"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from through_codemod.infer.classes import enclosing_method, inherits, lineage
from through_codemod.infer.definitions import raw_class
from through_codemod.infer.factories import factory_model, given_by_factories
from through_codemod.infer.frameworks import (
    admin_models,
    form_of,
    instance_of,
    is_a,
    serializer_of,
    user_of,
    view_instances,
)
from through_codemod.infer.hooks import frame_of
from through_codemod.infer.models import rows_of
from through_codemod.infer.routed import from_url
from through_codemod.infer.serializers import passed_to_serializer
from through_codemod.infer.tree import FunctionNode
from through_codemod.infer.values import (
    LITERAL,
    Class,
    Collection,
    External,
    Function,
    Instance,
    Maker,
    Method,
    ModelClass,
    Object,
    Other,
    Value,
    Values,
    detached,
    is_known,
    join,
    unknown,
)

if TYPE_CHECKING:
    from through_codemod.infer.frames import Frame
    from through_codemod.infer.source import Source

Def = ast.FunctionDef | ast.AsyncFunctionDef
Usual = Callable[["Frame", Object], Values | None]

_SIGNALS = frozenset({"pre_init", "post_init", "pre_save", "post_save", "pre_delete", "post_delete"})
_USER_SIGNALS = frozenset({"user_logged_in", "user_logged_out"})
# https://docs.djangoproject.com/en/stable/ref/contrib/admin/#modeladmin-methods, by the place of the parameter
_ADMIN_METHODS = {
    "save_model": ("request", "obj", "form"),
    "delete_model": ("request", "obj"),
    "delete_queryset": ("request", "queryset"),
    "save_form": ("request", "form"),
    "save_related": ("request", "form"),
    "response_add": ("request", "obj"),
    "response_change": ("request", "obj"),
    "log_addition": ("request", "obj"),
    "log_change": ("request", "obj"),
    "get_search_results": ("request", "queryset"),
    "has_change_permission": ("request", "obj"),
    "has_delete_permission": ("request", "obj"),
    "has_view_permission": ("request", "obj"),
    "get_readonly_fields": ("request", "obj"),
    "get_inline_instances": ("request", "obj"),
    "get_fieldsets": ("request", "obj"),
    "get_fields": ("request", "obj"),
}
_COLUMNS = ("list_display", "readonly_fields", "fields")


def passed(frame: Frame, arg: ast.arg, owner: FunctionNode) -> Values | None:
    """Return what a framework passes for `arg` of `owner`; None where no convention says so."""
    if isinstance(owner, ast.Lambda):
        return None
    cls = enclosing_method(owner, frame.source)
    if cls is None or any(isinstance(item, ast.Name) and item.id == "staticmethod" for item in owner.decorator_list):
        sent = _by_signal(frame, arg, owner)
        if sent is not None or cls is not None:
            return sent
        given = given_by_factories(frame, arg, owner) if isinstance(owner, ast.FunctionDef) else None
        return given if given is not None else _by_action(frame, arg, owner)
    if (given := from_url(frame, arg, owner, cls)) is not None:
        return given
    value = raw_class(frame.source, cls, is_open=True)
    positional = [*owner.args.posonlyargs, *owner.args.args][1:]
    if arg not in positional or not lineage(value).external:
        return None
    return _by_class(frame, Object(value), owner, positional.index(arg))


def _by_class(frame: Frame, value: Object, owner: Def, place: int) -> Values | None:
    match owner.name, place:
        case "form_valid" | "form_invalid", 0:
            return _given_by_view(frame, value, owner, "get_form", form_of)
        case "perform_create" | "perform_update", 0:
            return _given_by_view(frame, value, owner, "get_serializer", serializer_of)
        case "perform_destroy", 0 if is_a(value.cls, "api"):
            return _given_by_view(frame, value, owner, "get_object", view_instances)
        case "update", 0 if is_a(value.cls, "serializer"):
            return instance_of(frame, value)
        case "_create" | "_build" | "_get_or_create" | "_get_manager" | "_setup_next_sequence", 0:
            return _classes(factory_model(frame, value.cls))
        case (("signup" | "custom_signup"), 1) if is_a(value.cls, "signup form"):
            return user_of(frame, f"{value.cls.name}.{owner.name}()")
        case "save_user", 1 if is_a(value.cls, "account adapter"):
            return user_of(frame, f"{value.cls.name}.save_user()")
        case "update_user", 0 if is_a(value.cls, "oidc backend"):
            return user_of(frame, f"{value.cls.name}.update_user()")
        case "_after_postgeneration", 0:
            return factory_model(frame, value.cls)
    if is_a(value.cls, "admin"):
        return _by_admin(frame, value, owner, place)
    return passed_to_serializer(frame, value, owner.name, place)


def _given_by_view(frame: Frame, value: Object, owner: Def, getter: str, usual: Usual) -> Values | None:
    """Return what the first parameter of a view's method is: what `getter` makes, the project's own or the `usual`.

    With it comes what the project's code calls the method with by itself.
    """
    by_default = usual(frame, value)
    if by_default is None:
        return None
    found = [join(_made_by(frame, one, usual) for one in frame.read(value, getter)) or by_default]
    for place in dict.fromkeys(item.source for item in lineage(value.cls).classes):
        for use in place.tree.attributes(owner.name):
            call = place.tree.parent(use)
            if (
                not isinstance(call, ast.Call)
                or call.func is not use
                or _hands_on(place.tree.function(call), call, owner)
            ):
                continue
            if _is_same_view(place, use.value, value):
                given = [*call.args[:1], *(keyword.value for keyword in call.keywords)][:1]
                here = frame_of(place, call, value.cls.node, value.cls.source)
                found += [here.values(item) for item in given] or [unknown(owner.name)]
    return detached(join(found))


def _made_by(frame: Frame, getter: Value, usual: Usual) -> Values:
    match getter:
        case Function():
            return frame.returned(getter)
        case Method(of=Object() as view) if (made := usual(frame, view)) is not None:
            return made
    return unknown("what a view makes")


def _hands_on(function: ast.AST, call: ast.Call, method: Def) -> bool:
    """Whether a method of that name hands on what it gets: `return self.form_valid(form)`."""
    match function, call.args:
        case ((ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name)), [ast.Name(id=given)]) if (
            name == method.name
        ):
            return any(arg.arg == given for arg in function.args.args[1:2])
    return False


def _is_same_view(place: Source, node: ast.expr, view: Object) -> bool:
    """Whether an expression other than `super()` may be the view."""
    names = {item.name for item in lineage(view.cls).classes}
    classes = [one.cls for one in place.root.values(node) if isinstance(one, Object)]
    related = [one for one in classes if not names.isdisjoint(item.name for item in lineage(one).classes)]
    return any(inherits(one, view.cls) or inherits(view.cls, one) for one in related)


def _classes(made: Values | None) -> Values | None:
    if made is None:
        return None
    return frozenset(ModelClass(one.model, one.apps, one.how) if isinstance(one, Instance) else one for one in made)


def _by_admin(frame: Frame, value: Object, owner: Def, place: int) -> Values | None:
    names = _ADMIN_METHODS.get(owner.name, ())
    what = names[place] if place < len(names) else ""
    if owner.name in _listed(value.cls, "actions") or _is_marked(frame, owner, "action"):
        what = ("request", "queryset", "")[min(place, 2)]
    elif place == 0 and (
        _is_marked(frame, owner, "display") or any(owner.name in _listed(value.cls, n) for n in _COLUMNS)
    ):
        what = "obj"
    if what not in ("obj", "queryset", "form"):
        return None
    models = admin_models(frame, value.cls)
    if models is None:
        return None
    return join(_of_admin(frame, value, model, what) for model in models)


def _of_admin(frame: Frame, value: Object, model: Value, what: str) -> Values:
    if not isinstance(model, ModelClass):
        return unknown(f"model of {value.cls.name}")
    how = f"{value.cls.name} of {model.model.name}"
    one = frozenset({Instance(model.model, None, how)})
    match what:
        case "queryset":
            return frozenset({rows_of(frame.source.relations, model.model, False, how)})
        case "form":
            return frozenset({Maker("form", one)})
    return one


def _listed(cls: Class, name: str) -> list[str]:
    """Return the names that a class body lists as text, as in `actions = ["publish"]`."""
    found: list[str] = []
    for item in lineage(cls).classes:
        for node in item.node.body:
            match node:
                case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name:
                    found += [
                        part.value
                        for part in ast.walk(value)
                        if isinstance(part, ast.Constant) and isinstance(part.value, str)
                    ]
                    found += [part.id for part in ast.walk(value) if isinstance(part, ast.Name)]
    return found


def _is_marked(frame: Frame, owner: Def, name: str) -> bool:
    for decorator in owner.decorator_list:
        callee = decorator.func if isinstance(decorator, ast.Call) else decorator
        values = frame.source.root.values(callee)
        if any(isinstance(one, External) and one.name == f"django.contrib.admin.{name}" for one in values):
            return True
    return False


def _by_action(frame: Frame, arg: ast.arg, owner: Def) -> Values | None:
    """Return the rows that admins pass to a function that nothing uses but the `actions` of their classes.

    https://docs.djangoproject.com/en/stable/ref/contrib/admin/actions/#writing-action-functions
    """
    positional = [*owner.args.posonlyargs, *owner.args.args]
    if len(positional) != 3 or arg is not positional[2] or positional[1].arg != "request":
        return None
    modules = frame.source.modules
    places = modules.mentioning(owner.name, frame.source.module)
    if places is None or not any(b"actions" in place.text for place in places):
        return None
    found: list[Values] = []
    for place in places:
        source = modules.source(place)
        uses: list[ast.expr] = [use for use in source.tree.names(owner.name) if isinstance(use.ctx, ast.Load)]
        uses += source.tree.attributes(owner.name)
        meant = [use for use in uses if any(_is_function(one, owner, frame) for one in source.root.values(use))]
        for use in meant:
            if isinstance(source.tree.parent(use), ast.Attribute):
                continue
            admin = _lists_action(source, use)
            if admin is None or _are_read(source, admin):
                return None
            value = Object(raw_class(source, admin, is_open=True))
            models = admin_models(source.root, value.cls)
            if models is None:
                return None
            found += [_of_admin(source.root, value, model, "queryset") for model in models]
        if b" as " in place.text and re.search(rb"\b%s\s+as\b" % re.escape(owner.name.encode()), place.text):
            return None
    return join(found) if found else None


def _is_function(value: Value, owner: Def, frame: Frame) -> bool:
    if not isinstance(value, Function):
        return not isinstance(value, Other | Class | ModelClass | Instance)
    return value.node is owner or (value.node.lineno == owner.lineno and value.path == frame.source.module.path)


def _lists_action(source: Source, use: ast.expr) -> ast.ClassDef | None:
    """Return the class in whose `actions` a name stands."""
    place = source.tree.parent(use)
    while isinstance(place, ast.List | ast.Tuple):
        place = source.tree.parent(place)
    match place, source.tree.parent(place) if place is not None else None:
        case ast.Assign(targets=[ast.Name(id="actions")]), ast.ClassDef() as cls:
            return cls
    return None


def _are_read(source: Source, admin: ast.ClassDef) -> bool:
    """Whether something takes the actions of a class for its own: `actions = CourseAdmin.actions + [close]`."""
    places = source.modules.mentioning(admin.name, source.module)
    return places is None or any(
        isinstance(use.ctx, ast.Load) and getattr(use.value, "id", getattr(use.value, "attr", "")) == admin.name
        for place in places
        for use in source.modules.source(place).tree.attributes("actions")
    )


def _by_signal(frame: Frame, arg: ast.arg, owner: Def) -> Values | None:
    """Return what a signal passes to a receiver that is connected for certain senders.

    https://docs.djangoproject.com/en/stable/ref/signals/
    """
    calls = list(_connections(frame, owner))
    if not calls:
        return None
    if frame.source.modules.hands_on_elsewhere(owner.name, "connect", frame.source.module):
        return unknown(f"{owner.name} is connected in other files as well")
    parts = [_sent(frame, call, signals) for call, signals in calls]
    if any(part is None for part in parts):
        return None
    named = {name for part in parts if part is not None for name in part}
    known = {name: join(part[name] for part in parts if part is not None and name in part) for name in named}
    if arg is owner.args.kwarg:
        explicit = {item.arg for item in (*owner.args.posonlyargs, *owner.args.args, *owner.args.kwonlyargs)}
        items = tuple((name, values) for name, values in sorted(known.items()) if name not in explicit)
        return frozenset({Collection("dict", LITERAL, mapped=unknown("what else a signal sends"), known=items)})
    return known.get(arg.arg)


def _connections(frame: Frame, owner: Def) -> Iterator[tuple[ast.Call, Values]]:
    """Yield the calls that connect `owner`: its decorators, and `signal.connect(owner, ...)` in the module."""
    root, tree = frame.source.root, frame.source.tree
    for decorator in owner.decorator_list:
        if isinstance(decorator, ast.Call) and decorator.args:
            values = root.values(decorator.func)
            if any(isinstance(one, External) and one.name.endswith("dispatch.receiver") for one in values):
                yield decorator, root.values(decorator.args[0])
    for use in tree.attributes("connect"):
        call = tree.parent(use)
        if not isinstance(call, ast.Call) or call.func is not use:
            continue
        given = call.args[0] if call.args else next((k.value for k in call.keywords if k.arg == "receiver"), None)
        if given is not None and any(isinstance(one, Function) and one.node is owner for one in root.values(given)):
            yield call, root.values(use.value)


def _sent(frame: Frame, call: ast.Call, signals: Values) -> dict[str, Values] | None:
    """Return what receivers get by the name of the parameter; None where that cannot be told."""
    names: set[str] = set()
    for value in signals:
        for one in value.elements if isinstance(value, Collection) else (value,):
            if not isinstance(one, External):
                return None
            names.add(one.name.rpartition(".")[2] if one.name.startswith("django.") else "")
    if names and names <= _USER_SIGNALS:
        user = frame.source.relations.user_model
        return {"user": frozenset({Instance(user, None, "signal")})} if user is not None else None
    if not names or not names <= _SIGNALS:
        return None
    sender = next((keyword.value for keyword in call.keywords if keyword.arg == "sender"), None)
    if sender is None:
        return None
    classes = _senders(frame, sender)
    if not is_known(classes):
        return None
    how = "signal of "
    ones = frozenset(Instance(one.model, None, how + one.model.name) for one in classes if isinstance(one, ModelClass))
    return {"sender": classes, "instance": ones}


def _senders(frame: Frame, node: ast.expr) -> Values:
    relations = frame.source.relations
    match node:
        case ast.Constant(value=str(label)):
            model = relations.by_label(label)
        case ast.Attribute(attr="AUTH_USER_MODEL"):
            model = None if frame.source.swaps_users else relations.user_model
        case _:
            values = frame.source.root.values(node)
            if all(isinstance(one, ModelClass) for one in values) and values - {Other("None")}:
                models = (ref for one in values if isinstance(one, ModelClass) for ref in relations.concrete(one.model))
                return frozenset(ModelClass(ref) for ref in models)
            return unknown("sender")
    return frozenset({ModelClass(model)}) if model is not None else unknown("sender")
