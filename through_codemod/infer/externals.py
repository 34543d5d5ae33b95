"""What do functions that are not the project's give: Python's own, and Django's shortcuts?"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from through_codemod.infer.applied import APPLIED, GETTERS, got
from through_codemod.infer.classes import class_behind
from through_codemod.infer.clients import is_client
from through_codemod.infer.containers import elements, united, unpacked, with_items
from through_codemod.infer.definitions import raw_class
from through_codemod.infer.iterations import ITERATIONS
from through_codemod.infer.libraries import by_setting
from through_codemod.infer.makers import made
from through_codemod.infer.models import instances
from through_codemod.infer.past import of_label
from through_codemod.infer.texts import labels_of, texts_of
from through_codemod.infer.tree import dotted
from through_codemod.infer.values import (
    LITERAL,
    NONE,
    NOTHING,
    Accessor,
    Arguments,
    Collection,
    Coroutine,
    External,
    Function,
    Instance,
    Key,
    Method,
    ModelClass,
    Object,
    Other,
    Parent,
    Rows,
    Value,
    Values,
    after,
    detached,
    is_known,
    join,
    other,
    unknown,
)

if TYPE_CHECKING:
    from through_codemod.infer.frames import Frame

TO_ASYNC = "sync_to_async()"
TO_SYNC = "async_to_sync()"
RECORD = "collections.namedtuple"
PLAIN_VALUES = ("datetime.", "decimal.Decimal", "fractions.Fraction", "time.", "django.utils.timezone.")
_MARKS = ("pytest.mark.", "unittest.skip", "django.test.skip", "django.test.tag", "django.test.override_settings")
MANY_TO_MANY = ("django.db.models.ManyToManyField", "django.db.models.fields.related.ManyToManyField")
Handler = Callable[["Frame", ast.Call], Values]


def external_call(frame: Frame, name: str, node: ast.Call) -> Values:
    """Return what calling the external thing `name` gives."""
    handler = HANDLERS.get(name) or ITERATIONS.get(name) or APPLIED.get(name)
    if handler is not None:
        return handler(frame, node)
    if name.startswith(f"{RECORD}("):
        return _record(frame, name.removeprefix(f"{RECORD}(").removesuffix(")").split(), node)
    if name.startswith(GETTERS) and len(node.args) == 1:
        return got(frame, name, frame.values(node.args[0]))
    if (found := made(frame, name, node)) is not None:
        return found
    if name.startswith(_MARKS) and name != "pytest.mark.parametrize":
        return frozenset({External(name)})  # a mark with arguments decorates as one without
    if (model := by_setting(frame, name)) is not None:
        return model
    if name.startswith(PLAIN_VALUES):
        return other(name)
    if name.endswith(".from_queryset"):
        return frozenset({External(name.removesuffix(".from_queryset"))})  # the relation map knows the queryset
    if name.endswith("RequestFactory") or is_client(name):
        return frozenset({External(f"{name}()")})
    if "RequestFactory()." in name:
        return other("request")
    if name.endswith((".get_model", "swapper.load_model")) and (model := named_model(frame, node)) is not None:
        return model
    if name.startswith("builtins.") and name.removeprefix("builtins.")[:1].isupper():
        return other("exception")
    if name.endswith(("models.Manager", "manager.Manager", "UserManager")):
        return frozenset({External(f"{name}()")})
    if name in MANY_TO_MANY:
        spread = any(isinstance(argument, ast.Starred) for argument in node.args) or len(node.args) > 1
        if spread or any(keyword.arg in (None, "through") for keyword in node.keywords):
            return unknown("a many-to-many field that the relation map does not have")
        return other("a many-to-many field without a through model")
    return unknown(f"call of {name}")


def _first(frame: Frame, node: ast.Call) -> Values:
    if not node.args:
        return NOTHING
    return unknown("*") if isinstance(node.args[0], ast.Starred) else detached(frame.values(node.args[0]))


def _collected(kind: str) -> Handler:
    def handler(frame: Frame, node: ast.Call) -> Values:
        if not node.args:
            return frozenset({Collection(kind, NOTHING)})  # type: ignore[arg-type]
        values = _first(frame, node)
        places = None
        match list(values):
            case [Collection(type="list" | "tuple", positions=tuple(positions))] if kind in ("list", "tuple"):
                places = positions
        return frozenset({Collection(kind, elements(frame, values), places)})  # type: ignore[arg-type]

    return handler


def _dict(frame: Frame, node: ast.Call) -> Values:
    named = {item.arg: detached(frame.values(item.value)) for item in node.keywords if item.arg is not None}
    parts = [_first(frame, node)] if node.args else []
    parts += [frame.values(item.value) for item in node.keywords if item.arg is None]
    found = [Collection("dict", LITERAL if named or not parts else NOTHING, known=())]
    for values in parts:
        given = [_dict_of(frame, value) for value in values or unknown("dict")]
        found = [united(one, two) for one in found for two in given]
    return frozenset(with_items(one, named) for one in found)


def _dict_of(frame: Frame, value: Value) -> Collection:
    if isinstance(value, Collection) and value.type == "dict":
        return value
    pairs = elements(frame, frozenset({value}))
    return Collection("dict", unpacked(frame, pairs, (0,)), mapped=unpacked(frame, pairs, (1,)))


def _defaultdict(frame: Frame, node: ast.Call) -> Values:
    mapped: Values = NOTHING
    for value in _first(frame, node):
        match value:
            case External(name="builtins.list"):
                mapped |= {Collection("list", NOTHING)}
            case External(name="builtins.set"):
                mapped |= {Collection("set", NOTHING)}
            case External(name="builtins.dict"):
                mapped |= {Collection("dict", NOTHING)}
            case External(name="builtins.int" | "builtins.str"):
                mapped |= LITERAL
            case Function():
                mapped |= detached(frame.returned(value, Arguments()))
            case _:
                mapped |= unknown("defaultdict")
    return frozenset({Collection("dict", NOTHING, mapped=mapped)})


def _iterator(frame: Frame, node: ast.Call) -> Values:
    return frozenset({Collection("iterator", elements(frame, _first(frame, node)))})


def _enumerate(frame: Frame, node: ast.Call) -> Values:
    item = elements(frame, _first(frame, node))
    pair = Collection("tuple", join((LITERAL, item)), (LITERAL, item))
    return frozenset({Collection("iterator", frozenset({pair}))})


def _zip(frame: Frame, node: ast.Call) -> Values:
    if any(isinstance(item, ast.Starred) for item in node.args):
        return frozenset({Collection("iterator", unknown("zip(*...)"))})
    places = tuple(elements(frame, frame.values(item)) for item in node.args)
    return frozenset({Collection("iterator", frozenset({Collection("tuple", join(places), places)}))})


def _element(frame: Frame, node: ast.Call) -> Values:
    default = [frame.values(item) for item in node.args[1:2]]
    return join((elements(frame, _first(frame, node)), *default))


def _extreme(frame: Frame, node: ast.Call) -> Values:
    if len(node.args) > 1 or any(isinstance(item, ast.Starred) for item in node.args):
        return detached(
            join(
                elements(frame, frame.values(item.value)) if isinstance(item, ast.Starred) else frame.values(item)
                for item in node.args
            )
        )
    default = [frame.values(item.value) for item in node.keywords if item.arg == "default"]
    return join((elements(frame, _first(frame, node)), *default))


def _sample(frame: Frame, node: ast.Call) -> Values:
    return frozenset({Collection("list", elements(frame, _first(frame, node)))})


def _filter(frame: Frame, node: ast.Call) -> Values:
    if len(node.args) != 2:
        return unknown("filter")
    return frozenset({Collection("iterator", elements(frame, frame.values(node.args[1])))})


def _same(frame: Frame, node: ast.Call) -> Values:
    return _first(frame, node) or unknown("argument")


def _cast(frame: Frame, node: ast.Call) -> Values:
    """Return what is known of a value, or else what it is said to be."""
    if len(node.args) != 2:
        return unknown("cast")
    values = frame.values(node.args[1])
    return values if is_known(values) else frame.annotated(node.args[0])


def _user(frame: Frame, node: ast.Call) -> Values:
    return instances(frame, _user_model(frame, node))


def _field(frame: Frame, node: ast.Call) -> Values:
    """https://www.attrs.org/en/stable/api-attr.html#attr.ib"""
    said = [keyword.value for keyword in node.keywords if keyword.arg == "type"]
    return frame.annotated(said[0]) if said else unknown("field")


def _constant(values: Values) -> Handler:
    return lambda frame, node: values


def _text(frame: Frame, node: ast.Call) -> Values:
    values = _first(frame, node)
    keys = frozenset(replace(value, said=False) for value in values if isinstance(value, Key))
    return keys if keys and len(keys) == len(values) else LITERAL


def _type(frame: Frame, node: ast.Call) -> Values:
    if len(node.args) != 1:
        return unknown("type")
    return frozenset(
        class_behind(value)
        if isinstance(value, (Instance, Object))
        else replace(value, receiver=None)  # whose methods are the accessor's, which they are given
        if isinstance(value, Accessor)
        else External("type")
        for value in _first(frame, node)
        if value != Other("None")
    )


def _getattr(frame: Frame, node: ast.Call) -> Values:
    match node.args:
        case [base, name, *default] if (texts := texts_of(frame.source, name)) is not None:
            found = [frame.read(value, text, base) for value in frame.values(base) for text in sorted(texts)]
            return join((*found, *(frame.values(item) for item in default)))
    return unknown("an attribute by a name that is put together")


def _super(frame: Frame, node: ast.Call) -> Values:
    tree = frame.source.tree
    scope = tree.function(node)
    while not isinstance(scope, ast.Module):
        outer = tree.function(scope)
        if isinstance(outer, ast.ClassDef) and isinstance(scope, (ast.FunctionDef, ast.AsyncFunctionDef)):
            first = [*scope.args.posonlyargs, *scope.args.args][:1]
            if not first:
                return unknown("super()")
            cls = raw_class(frame.source, outer)
            return frozenset(Parent(cls, value) for value in frame.named(first[0].arg, scope.body[0]))
        scope = outer
    return unknown("super()")


def _namedtuple(frame: Frame, node: ast.Call) -> Values:
    """Return the class, with the names of its fields where they are written down."""
    names = ""
    match node.args:
        case [_, ast.Constant(value=str(text)), *_]:
            names = " ".join(text.replace(",", " ").split())
        case [_, ast.List(elts=items) | ast.Tuple(elts=items), *_]:
            written = [item.value for item in items if isinstance(item, ast.Constant) and isinstance(item.value, str)]
            names = " ".join(written) if len(written) == len(items) else ""
    return frozenset({External(f"{RECORD}({names})")})


def _record(frame: Frame, names: list[str], node: ast.Call) -> Values:
    """Return a tuple whose elements have names: `Pair(course, student=student)`."""
    starred = any(isinstance(item, ast.Starred) for item in node.args)
    if starred or len(node.args) > len(names) or any(keyword.arg is None for keyword in node.keywords):
        return unknown("named tuple")
    given = [*zip(names, node.args, strict=False), *((k.arg, k.value) for k in node.keywords if k.arg is not None)]
    known = {name: detached(frame.values(item)) for name, item in given}
    places = tuple(known.get(name, unknown(name)) for name in names) if names else None
    return frozenset({Collection("tuple", join(known.values()), places, known=tuple(known.items()))})


def _namespace(frame: Frame, node: ast.Call) -> Values:
    stores = frame.source.tree.stores
    if node.args or any(keyword.arg is None or stores(keyword.arg) for keyword in node.keywords):
        return unknown("namespace")
    if b"setattr" in frame.source.module.text:
        return unknown("namespace")
    return _record(frame, [], node)


def _get_object_or_404(frame: Frame, node: ast.Call) -> Values:
    how = f"{dotted(node.func)}({dotted(node.args[0]) if node.args else ''}, ...)"
    return join(_instance(value, how) for value in _first(frame, node))


def _instance(value: Value, how: str) -> Values:
    match value:
        case ModelClass() | Rows() | Accessor():
            model = value.relation.target if isinstance(value, Accessor) else value.model
            return frozenset({Instance(model, value.apps, after(value.how, how))})
        case Other(name="None"):
            return NOTHING
    return unknown("get_object_or_404")


def _get_list_or_404(frame: Frame, node: ast.Call) -> Values:
    return frozenset({Collection("list", _get_object_or_404(frame, node))})


def _formset(cls: str, place: int) -> Handler:
    """Return the handler of a function that makes a class of formsets, which inherits from no class but `formset=`.

    https://docs.djangoproject.com/en/stable/ref/forms/models/#modelformset-factory
    """

    def handler(frame: Frame, node: ast.Call) -> Values:
        plain = len(node.args) <= place and not any(isinstance(item, ast.Starred) for item in node.args)
        if plain and not any(keyword.arg in (None, "formset") for keyword in node.keywords):
            return frozenset({External(cls)})
        return unknown(f"call of {dotted(node.func)}")

    return handler


def _awaitable(handler: Handler) -> Handler:
    return lambda frame, node: frozenset({Coroutine(handler(frame, node))})


def _user_model(frame: Frame, node: ast.Call) -> Values:
    model = frame.source.relations.user_model
    if model is None or frame.source.swaps_users:
        return unknown("get_user_model()")
    return frozenset({ModelClass(model, how="get_user_model()")})


def _get_model(frame: Frame, node: ast.Call) -> Values:
    return model_by_label(frame, node, None)


def named_model(frame: Frame, node: ast.Call) -> Values | None:
    """Return the model that the call of some `get_model` names by its label; None where there is no such model."""
    found = model_by_label(frame, node, None)
    return found if any(isinstance(value, ModelClass) for value in found) else None


def model_by_label(frame: Frame, node: ast.Call, apps: str | None) -> Values:
    """Return the model that `apps.get_model("app", "Model")` names."""
    labels = labels_of(frame.source, node)
    return join(_labelled(frame, label, apps) for label in labels) if labels else unknown("get_model")


def _labelled(frame: Frame, label: str, apps: str | None) -> Values:
    model = frame.source.relations.by_label(label) if label.count(".") == 1 else None
    if model is None:
        gone = apps is not None and label.count(".") == 1
        return frozenset({of_label(frame, label, apps or "")}) if gone else unknown(f"get_model({label!r})")
    return frozenset({ModelClass(model, apps, f"get_model({label!r})")})


def _wrapper(name: str) -> Handler:
    return lambda frame, node: frozenset(Method(value, name) for value in _first(frame, node))


HANDLERS: dict[str, Handler] = {
    "builtins.list": _collected("list"),
    "builtins.tuple": _collected("tuple"),
    "builtins.set": _collected("set"),
    "builtins.frozenset": _collected("set"),
    "builtins.sorted": _sample,
    "builtins.reversed": _iterator,
    "builtins.iter": _iterator,
    "builtins.enumerate": _enumerate,
    "builtins.zip": _zip,
    "builtins.next": _element,
    "builtins.anext": _awaitable(_element),
    "builtins.aiter": _iterator,
    "builtins.min": _extreme,
    "builtins.max": _extreme,
    "builtins.filter": _filter,
    "builtins.dict": _dict,
    "builtins.str": _text,
    "builtins.int": _text,
    "builtins.range": _constant(frozenset({Collection("list", LITERAL)})),
    "builtins.len": _constant(LITERAL),
    "builtins.abs": _constant(LITERAL),
    "builtins.round": _constant(LITERAL),
    "builtins.repr": _constant(LITERAL),
    "builtins.bool": _constant(other("bool")),
    "builtins.any": _constant(other("bool")),
    "builtins.all": _constant(other("bool")),
    "builtins.isinstance": _constant(other("bool")),
    "builtins.hasattr": _constant(other("bool")),
    "builtins.print": _constant(other("None")),
    "builtins.open": _constant(other("open")),
    "builtins.object": _constant(other("object")),
    "builtins.type": _type,
    "builtins.getattr": _getattr,
    "builtins.object.__getattribute__": _getattr,
    "builtins.super": _super,
    "collections.namedtuple": _namedtuple,
    "types.SimpleNamespace": _namespace,
    "collections.defaultdict": _defaultdict,
    "collections.OrderedDict": _dict,
    "collections.deque": _collected("list"),
    "copy.copy": _same,
    "copy.deepcopy": _same,
    "asgiref.sync.sync_to_async": _wrapper(TO_ASYNC),
    "channels.db.database_sync_to_async": _wrapper(TO_ASYNC),
    "asgiref.sync.async_to_sync": _wrapper(TO_SYNC),
    "typing.cast": _cast,
    "attr.ib": _field,
    "attr.attrib": _field,
    "random.choice": _element,
    "random.sample": _sample,
    "random.choices": _sample,
    "random.shuffle": _constant(other("None")),
    "uuid.UUID": _constant(LITERAL),
    "uuid.uuid4": _constant(LITERAL),
    "django.db.transaction.atomic": _constant(other("context manager")),
    "django.shortcuts.get_object_or_404": _get_object_or_404,
    "django.shortcuts.aget_object_or_404": _awaitable(_get_object_or_404),
    "django.shortcuts.get_list_or_404": _get_list_or_404,
    "django.shortcuts.aget_list_or_404": _awaitable(_get_list_or_404),
    "rest_framework.generics.get_object_or_404": _get_object_or_404,
    "django.forms.formset_factory": _formset("django.forms.formsets.BaseFormSet", 1),
    "django.forms.formsets.formset_factory": _formset("django.forms.formsets.BaseFormSet", 1),
    "django.forms.modelformset_factory": _formset("django.forms.models.BaseModelFormSet", 3),
    "django.forms.models.modelformset_factory": _formset("django.forms.models.BaseModelFormSet", 3),
    "django.forms.inlineformset_factory": _formset("django.forms.models.BaseInlineFormSet", 3),
    "django.forms.models.inlineformset_factory": _formset("django.forms.models.BaseInlineFormSet", 3),
    "django.http.HttpRequest": _constant(other("request")),
    "django.contrib.auth.get_user_model": _user_model,
    "django.contrib.auth.get_user": _user,
    "guardian.utils.get_anonymous_user": _user,
    "django.contrib.auth.aget_user": _awaitable(_user),
    "django.contrib.auth.authenticate": lambda frame, node: _user(frame, node) | NONE,
    "django.contrib.auth.aauthenticate": _awaitable(lambda frame, node: _user(frame, node) | NONE),
    "django.apps.apps.get_model": _get_model,
    "django.apps.registry.apps.get_model": _get_model,
}
