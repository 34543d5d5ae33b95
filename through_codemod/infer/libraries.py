"""What do the models give that libraries bring: those that a setting names, copies of themselves, lists of all?"""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING

from through_codemod.infer.classes import class_of, lineage
from through_codemod.infer.trees import given_by_tree
from through_codemod.infer.values import Collection, Instance, ModelClass, Rows, Value, Values, unknown

if TYPE_CHECKING:
    from through_codemod.infer.frames import Frame
    from through_codemod.relations import ModelRef

# https://waffle.readthedocs.io/en/stable/types/flag.html#custom-flag-models
# https://docs.wagtail.org/en/stable/advanced_topics/images/custom_image_model.html
# https://django-oauth-toolkit.readthedocs.io/en/latest/advanced_topics.html#extending-the-application-model
# https://django-tenants.readthedocs.io/en/latest/install.html
BY_SETTING = {
    "waffle.get_waffle_flag_model": "WAFFLE_FLAG_MODEL",
    "waffle.get_waffle_switch_model": "WAFFLE_SWITCH_MODEL",
    "waffle.get_waffle_sample_model": "WAFFLE_SAMPLE_MODEL",
    "wagtail.images.get_image_model": "WAGTAILIMAGES_IMAGE_MODEL",
    "wagtail.documents.get_document_model": "WAGTAILDOCS_DOCUMENT_MODEL",
    "oauth2_provider.models.get_application_model": "OAUTH2_PROVIDER_APPLICATION_MODEL",
    "django_tenants.utils.get_tenant_model": "TENANT_MODEL",
}
# by the package of a base class: which methods give one of the class itself, and which a list of those
_GIVING = {
    "model_clone": (("make_clone",), ("bulk_clone",)),  # https://github.com/tj-django/django-clone
    "waffle": (("get",), ("get_all",)),
}
# by the package of a manager or queryset: which methods give one of its model, and which rows of it again
_OF_ROWS = {
    # https://django-model-utils.readthedocs.io/en/latest/managers.html#inheritancemanager
    "model_utils": (("get_subclass",), ("select_subclasses", "instance_of")),
    # https://django-polymorphic.readthedocs.io/en/stable/managers.html
    "polymorphic": ((), ("instance_of", "not_instance_of", "non_polymorphic")),
    # https://django-parler.readthedocs.io/en/stable/api/parler.managers.html
    "parler": ((), ("language", "translated", "active_translations")),
    # https://django-safedelete.readthedocs.io/en/latest/managers.html
    "safedelete": ((), ("all_with_deleted", "deleted_only")),
}


def by_setting(frame: Frame, name: str) -> Values | None:
    """Return the model that a library's function gives by a setting; None where `name` is no such function.

    The setting is the text that the project's files give it, all of them the same.
    """
    setting = BY_SETTING.get(name)
    if setting is None:
        return None
    source = frame.source
    labels: set[str | None] = set()
    for module in source.modules.mentioning(setting, source.module) or ():
        for node in ast.walk(module.tree):
            match node:
                case ast.Assign(targets=[ast.Name(id=target)], value=ast.Constant(value=str(text))):
                    labels |= {text} if target == setting else set()
                case ast.Name(id=target, ctx=ast.Store()) | ast.keyword(arg=target) if target == setting:
                    labels |= set() if _is_assigned_text(source.modules.source(module).tree.parent(node)) else {None}
                case ast.Attribute(attr=target, ctx=ast.Store()) if target == setting:
                    labels.add(None)
    model = source.relations.by_label(next(iter(labels)) or "") if len(labels) == 1 else None
    return frozenset({ModelClass(model, how=setting)}) if model is not None else unknown(setting)


def _is_assigned_text(node: ast.AST | None) -> bool:
    match node:
        case ast.Assign(targets=[ast.Name()], value=ast.Constant(value=str())):
            return True
    return False


def given_by_base(frame: Frame, value: Value, name: str, node: ast.Call | None = None) -> Values | None:
    """Return what a method of a library's base class gives of a project's model; None where that is not known.

    `node` is the call, None where the method is only looked up.
    """
    if not isinstance(value, Instance | ModelClass) or value.apps is not None:
        return None
    if any(name in names for given in _GIVING.values() for names in given):
        packages = _packages(frame, value.model)
        for package, (one, many) in _GIVING.items():
            if package in packages and name in (*one, *many):
                made = frozenset({Instance(value.model, None, f"{value.model.name}.{name}()")})
                return made if name in one else frozenset({Collection("list", made)})
    return given_by_tree(frame, value, name, node)


def given_by_rows(frame: Frame, rows: Rows, name: str, how: str) -> Values | None:
    """Return what a method of a library's manager or queryset gives; None where that is not known."""
    if not any(name in names for given in _OF_ROWS.values() for names in given):
        return None
    packages = {package for ref in (rows.cls, rows.queryset) if ref is not None for package in _packages(frame, ref)}
    for package, (one, same) in _OF_ROWS.items():
        if package in packages and name in one:
            return frozenset({Instance(rows.model, rows.apps, how)})
        if package in packages and name in same:
            return frozenset({replace(rows, manager=False, how=how)})
    return None


def _packages(frame: Frame, ref: ModelRef) -> set[str]:
    """Return the packages of the classes that are not the project's behind a class, its own where it is not either."""
    cls = class_of(frame, ref)
    return {base.partition(".")[0] for base in (lineage(cls).external if cls is not None else (ref.module,))}
