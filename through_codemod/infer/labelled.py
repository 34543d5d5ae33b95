"""Which model does a call name by its label: through its content type, or through a function that looks it up?

ContentType.objects.get(app_label="school", model="course").model_class()

def model_named(app, name):              # in the project
    return apps.get_model(app, name)
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from through_codemod.infer.bindings import Kind
from through_codemod.infer.values import External, Function, ModelClass, Values

if TYPE_CHECKING:
    from through_codemod.infer.frames import Frame
    from through_codemod.infer.source import Source

_GET_MODEL = ("django.apps.apps.get_model", "django.apps.registry.apps.get_model")
_CONTENT_TYPES = ("django.contrib.contenttypes.models.ContentType",)


def by_content_type(frame: Frame, node: ast.Call) -> Values | None:
    """Return the model behind `.model_class()` of a content type that is looked up by its label; None elsewhere.

    https://docs.djangoproject.com/en/stable/ref/contrib/contenttypes/#methods-on-contenttype-instances
    """
    if not isinstance(node.func, ast.Attribute) or node.func.attr != "model_class":
        return None
    parts = _parts(frame.source, node)
    return _model(frame, [_text(part) for part in parts]) if parts is not None else None


def by_function(frame: Frame, function: Function, call: ast.Call) -> Values | None:
    """Return the model that a function of the project looks up by texts that it is called with; None elsewhere."""
    node = function.node
    if not isinstance(node, ast.FunctionDef) or node.decorator_list or function.bound is not None:
        return None
    if not any(_text(given) for given in (*call.args, *(keyword.value for keyword in call.keywords))):
        return None
    results = [item.value for item in function.source.tree.returns(node) if item.value is not None]
    found = [item for item in results if not (isinstance(item, ast.Constant) and item.value is None)]
    parts = _parts(function.source, found[0]) if len(found) == 1 else None
    if parts is None:
        return None
    given = {arg.arg: _text(item) for arg, item in zip(node.args.args, call.args, strict=False)}
    given |= {keyword.arg: _text(keyword.value) for keyword in call.keywords if keyword.arg is not None}
    return _model(frame, [_filled(function.source, part, given) for part in parts])


def _parts(source: Source, node: ast.expr) -> list[ast.expr] | None:
    """Return what the app and the model are that an expression looks up, or both in one; None where it does not."""
    match _behind(source, node):
        case ast.Call(func=ast.Attribute(attr="get_model") as func) as call if _is(source, func, _GET_MODEL):
            return _given(call, ("app_label", "model_name"))
        case ast.Call(func=ast.Attribute(attr="model_class", value=inner), args=[], keywords=[]):
            match _behind(source, inner):
                case (
                    ast.Call(
                        func=ast.Attribute(
                            attr="get" | "get_by_natural_key" as how, value=ast.Attribute(attr="objects", value=of)
                        )
                    ) as call
                ) if _is(source, of, _CONTENT_TYPES) and (how != "get" or not call.args):
                    return _given(call, ("app_label", "model"))
    return None


def _behind(source: Source, node: ast.expr) -> ast.expr:
    """Return what a name is assigned that has one value only, or the expression itself."""
    if isinstance(node, ast.Name):
        bindings = source.scopes.meaning(node.id, node).bindings
        if len(bindings) == 1 and bindings[0].kind is Kind.ASSIGN and not bindings[0].path and bindings[0].value:
            return bindings[0].value
    return node


def _given(call: ast.Call, names: tuple[str, str]) -> list[ast.expr] | None:
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    if not named.keys() <= {*names}:
        return None
    return [*call.args, *(named[name] for name in names if name in named)]


def _is(source: Source, node: ast.expr, names: tuple[str, ...]) -> bool:
    values = source.root.values(node)
    return bool(values) and all(
        (isinstance(value, External) and value.name in names)
        or (
            isinstance(value, ModelClass) and value.apps is None and f"{value.model.module}.{value.model.name}" in names
        )
        for value in values
    )


def _filled(source: Source, part: ast.expr, given: dict[str, str | None]) -> str | None:
    """Return the text of a constant, or of a parameter that keeps what it is given."""
    if not isinstance(part, ast.Name):
        return _text(part)
    bindings = source.scopes.meaning(part.id, part).bindings
    return given.get(part.id) if len(bindings) == 1 and bindings[0].kind is Kind.PARAMETER else None


def _text(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _model(frame: Frame, texts: list[str | None]) -> Values | None:
    label = ".".join(text or "" for text in texts)
    model = frame.source.relations.by_label(label) if all(texts) and label.count(".") == 1 else None
    return frozenset({ModelClass(model, how=f"the model {label}")}) if model is not None else None
