"""What do the factories of factory_boy make, and what do they pass to their own methods?

https://factoryboy.readthedocs.io/en/stable/reference.html
"""

from __future__ import annotations

import ast
from dataclasses import replace
from os.path import abspath
from typing import TYPE_CHECKING

from through_codemod.infer.classes import in_bodies, in_body, lineage
from through_codemod.infer.definitions import raw_class
from through_codemod.infer.frameworks import candidates
from through_codemod.infer.heirs import overriding_heir
from through_codemod.infer.tree import FunctionNode
from through_codemod.infer.values import (
    Class,
    Collection,
    External,
    Function,
    Instance,
    Method,
    ModelClass,
    Values,
    join,
    unknown,
)

if TYPE_CHECKING:
    from through_codemod.infer.frames import Frame
    from through_codemod.infer.source import Source

PLAIN = frozenset({"factory.Factory", "factory.base.Factory"})
OLD_MODEL = "FACTORY_FOR"
OTHERS = ("wagtail_factories.",)  # https://github.com/wagtail/wagtail-factories: heirs of DjangoModelFactory


def factory_model(frame: Frame, cls: Class) -> Values | None:
    """Return the instances that a factory_boy factory makes; None where `cls` is no factory."""
    if not any(_is_factory(name) for name in lineage(cls).external):
        return None
    found: list[Values] = []
    named = {one: model for one in candidates(cls) if (model := _option(one, "model")) is not None}
    for one, models in named.items():
        for value in models:
            match value:
                case ModelClass():
                    how = f"{one.name} -> Meta.model {value.model.name}"
                    found.append(frozenset({Instance(value.model, None, how)}))
                case _:
                    found.append(_by_text(frame, one) or unknown(f"{one.name} -> Meta.model"))
    return join(found) if found else unknown(f"{cls.name} -> Meta.model")


def _is_factory(name: str) -> bool:
    return name in PLAIN or name.startswith(OTHERS) or name.rpartition(".")[2].endswith("ModelFactory")


def _option(cls: Class, name: str) -> Values | None:
    """Return what `class Meta` says of `name`, each option of which comes from the next base that has it.

    https://factoryboy.readthedocs.io/en/stable/reference.html#factory.FactoryOptions, and before 2.5 without a `Meta`:
    https://factoryboy.readthedocs.io/en/stable/changelog.html#v2-4-0
    """
    for item in lineage(cls).classes:
        if name == "model" and (found := in_body(item, OLD_MODEL, item)) is not None:
            return found
        for value in in_body(item, "Meta", item) or ():
            if not isinstance(value, Class):
                return unknown(f"Meta of {item.name}")
            if any(in_body(part, name, part) is not None for part in lineage(value).classes):
                return value.source.root.read(value, name)
    return None


def _by_text(frame: Frame, cls: Class) -> Values | None:
    for item in lineage(cls).classes:
        metas = [node for node in item.node.body if isinstance(node, ast.ClassDef) and node.name == "Meta"]
        options = [(statement, "model") for node in metas for statement in node.body]
        for statement, name in [*options, *((statement, OLD_MODEL) for statement in item.node.body)]:
            match statement:
                case ast.Assign(targets=[ast.Name(id=target)], value=ast.Constant(value=str(label))) if target == name:
                    model = frame.source.relations.by_label(label)
                    how = f"{cls.name} -> Meta.model {label}"
                    return frozenset({Instance(model, None, how)}) if model is not None else None
                case ast.Assign(targets=[ast.Name(id=target)], value=ast.Attribute(attr="AUTH_USER_MODEL")) if (
                    target == name
                ):
                    user = frame.source.relations.user_model
                    return frozenset({Instance(user, None, "AUTH_USER_MODEL")}) if user is not None else None
    return None


def made_by_factory(frame: Frame, cls: Class, method: str = "_create") -> Values | None:
    """Return what `CourseFactory()` gives; None where `cls` is no factory.

    In a method `cls()` is what the class itself makes, and what each of its heirs does.
    """
    if factory_model(frame, cls) is None:
        return None
    each = [replace(item, open=False) for item in candidates(cls)]
    having = [item for item in each if _option(item, "model") is not None]  # the others are abstract
    return join(_made(frame, item, method) for item in having or each[:1])


def _made(frame: Frame, cls: Class, method: str) -> Values:
    one = factory_model(frame, cls) or unknown(cls.name)
    for name in dict.fromkeys((method, "_create", "__new__")):
        if found := join(in_bodies(cls, name)[0]):
            return join(
                frame.returned(value, None) if isinstance(value, Function) else unknown(f"{cls.name}.{name}")
                for value in found
            )
    return one


def made_in_factory(frame: Frame, cls: ast.ClassDef, method: FunctionNode) -> Values | None:
    """Return the instance that a factory's `post_generation` method is given as its first parameter."""
    if isinstance(method, ast.Lambda) or not is_post_generation(frame.source, method):
        return None
    return factory_model(frame, raw_class(frame.source, cls, is_open=True))


def is_post_generation(source: Source, method: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a method runs after a factory has made something: `@factory.post_generation`."""
    for decorator in method.decorator_list:
        values = source.root.values(decorator)
        if values and all(isinstance(one, External) and one.name.endswith(".post_generation") for one in values):
            return True
    return False


def given_by_factories(frame: Frame, arg: ast.arg, function: ast.FunctionDef) -> Values | None:
    """Return the first parameter of a function that nothing uses but `PostGeneration(function)` in factories.

    https://factoryboy.readthedocs.io/en/stable/reference.html#factory.PostGeneration
    """
    source, tree = frame.source, frame.source.tree
    if [*function.args.posonlyargs, *function.args.args][:1] != [arg] or b"PostGeneration" not in source.module.text:
        return None
    places = source.modules.mentioning(function.name, source.module) or ()
    if {abspath(place.path) for place in places} != {abspath(source.module.path)}:
        return None
    found: list[Values] = []
    for use in (*tree.names(function.name), *tree.attributes(function.name)):
        made = _post_generated(source, use)
        if made is None:
            return None
        found.append(made)
    return join(found) if found else None


def _post_generated(source: Source, use: ast.expr) -> Values | None:
    """Return what a factory makes that is given a function by `PostGeneration` at that place; None elsewhere."""
    tree = source.tree
    call = tree.parent(use)
    if not isinstance(call, ast.Call) or call.args != [use]:
        return None
    if not all(
        isinstance(one, External) and one.name.endswith(".PostGeneration") for one in source.root.values(call.func)
    ):
        return None
    around = tree.parent(call)
    while around is not None:
        if isinstance(around, ast.ClassDef):
            made = factory_model(source.root, raw_class(source, around, is_open=True))
            if made is not None:
                heir = overriding_heir(around, frozenset(), frozenset(), source.module, source.modules)
                return made if heir is None else unknown(f"{heir} makes something else")
        around = tree.parent(around)
    return None


def factory_attribute(frame: Frame, cls: Class, name: str) -> Values | None:
    """Return what a factory has from factory_boy, a method or its options; None where `cls` is no factory.

    https://factoryboy.readthedocs.io/en/stable/reference.html#factory.FactoryOptions
    """
    made = factory_model(frame, cls)
    if made is None or name != "_meta":
        return frozenset({Method(cls, name)}) if made is not None else None
    return frozenset(
        Method(ModelClass(one.model, one.apps, one.how), name) if isinstance(one, Instance) else one for one in made
    )


def factory_call(frame: Frame, cls: Class, name: str) -> Values | None:
    """Return what calling a factory's method of factory_boy's own gives; None where it is another one."""
    match name:
        case "_create" | "_build":
            return factory_model(frame, cls)
        case "_get_manager" if (made := factory_model(frame, cls)) is not None:
            return join(
                frame.read(ModelClass(one.model, one.apps, one.how), "_default_manager")
                if isinstance(one, Instance)
                else unknown(f"{cls.name}._get_manager")
                for one in made
            )
        case "create" | "build":
            return made_by_factory(frame, cls, "_build" if name == "build" else "_create")
        case "create_batch" | "build_batch":
            one = made_by_factory(frame, cls, "_build" if name == "build_batch" else "_create")
            return frozenset({Collection("list", one)}) if one is not None else None
    return None
