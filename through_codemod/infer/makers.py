"""What do libraries make that fill tests with data: model_bakery, mixer, factory_boy, hypothesis and others?"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from through_codemod.infer.containers import page
from through_codemod.infer.models import instances
from through_codemod.infer.tree import dotted
from through_codemod.infer.values import (
    Class,
    Collection,
    External,
    Instance,
    Key,
    Maker,
    ModelClass,
    Values,
    join,
    unknown,
)

if TYPE_CHECKING:
    from through_codemod.infer.frames import Frame

_BAKERS = ("model_bakery.baker.", "model_bakery.recipe.baker.", "model_mommy.mommy.", "model_mommy.recipe.mommy.")
_RECIPES = ("model_bakery.recipe.Recipe", "model_mommy.recipe.Recipe")
_DYNAMIC = ("django_dynamic_fixture.",)
_MIXERS = ("mixer.backend.django.mixer.",)
_ONE = frozenset({"make", "prepare", "blend", "get", "new", "G", "N"})


def made(frame: Frame, name: str, node: ast.Call) -> Values | None:
    """Return what calling `name` of such a library gives; None where it is of no such library.

    https://model-bakery.readthedocs.io/, https://mixer.readthedocs.io/,
    https://django-dynamic-fixture.readthedocs.io/, https://factoryboy.readthedocs.io/en/stable/reference.html,
    https://django-autofixture.readthedocs.io/ and https://hypothesis.readthedocs.io/en/latest/extras.html#django
    """
    if name in _RECIPES:
        return frozenset({Maker("recipe", _one(frame, node))})
    package = next((start for start in (*_BAKERS, *_DYNAMIC, *_MIXERS) if name.startswith(start)), None)
    if package is not None:
        return _by_library(frame, name.removeprefix(package), node)
    match name:
        case "factory.build" | "factory.create":
            return _one(frame, node)
        case "autofixture.AutoFixture":
            return frozenset({Maker("autofixture", _one(frame, node))})
        case "autofixture.create_one":
            return _one(frame, node)
        case "autofixture.create":
            return frozenset({Collection("list", _one(frame, node))})
        case "hypothesis.extra.django.from_model":
            return frozenset({Maker("strategy", _one(frame, node))})
        case "factory.build_batch" | "factory.create_batch":
            return frozenset({Collection("list", _one(frame, node))})
        case "factory.make_factory":
            return frozenset({Maker("factory", _one(frame, node))})
    return None


def _by_library(frame: Frame, function: str, node: ast.Call) -> Values | None:
    if function in _ONE:
        return _counted(frame, _one(frame, node), node)
    match function:
        case "cycle":
            return frozenset({External("mixer.backend.django.mixer.cycle()")})
        case "cycle().blend":
            return frozenset({Collection("list", _one(frame, node))})
        case "make_recipe" | "prepare_recipe":
            return _counted(frame, _by_recipe(frame, node), node)
    return None


def made_by(frame: Frame, maker: Maker, method: str, node: ast.Call) -> Values:
    """Return what calling a method of a maker gives; "" for the maker itself, as in `CourseFactory()`."""
    match maker.type, method:
        case "form" | "serializer", "save" | "create" | "update":
            return maker.one
        case "recipe", "make" | "prepare":
            return _counted(frame, maker.one, node)
        case "autofixture", "create_one":
            return maker.one
        case "autofixture", "create":
            return frozenset({Collection("list", maker.one)})
        case "strategy", "example":
            return maker.one
        case "recipe", "extend":
            return frozenset({maker})
        case "factory", "" | "create" | "build":
            return maker.one
        case "factory", "create_batch" | "build_batch":
            return frozenset({Collection("list", maker.one)})
        case "paginator", "page" | "get_page":
            return page(maker.one)
    return unknown(f"{method} of a {maker.type}")


def _one(frame: Frame, node: ast.Call) -> Values:
    """Return an instance of the model that the first argument names, as a class or by its label."""
    given = node.args[0] if node.args else next((k.value for k in node.keywords if k.arg == "_model"), None)
    how = f"{dotted(node.func)}({dotted(given) if given is not None else ''})"
    match given:
        case None | ast.Starred():
            return unknown(how)
        case ast.Constant(value=str(label)):
            return _by_label(frame, label, how)
    found = frame.values(given)
    return join(
        frozenset(
            Instance(one.model, one.apps, how) if isinstance(one, Instance) else one
            for one in instances(frame, frozenset({value}))
        )
        if isinstance(value, (ModelClass, Class))
        else unknown(how)
        for value in found
    )


def _by_label(frame: Frame, label: str, how: str) -> Values:
    relations = frame.source.relations
    if "." in label:
        model = relations.by_label(label)
    else:
        named = [ref for ref in relations.models if ref.name.lower() == label.lower()]
        model = named[0] if len(named) == 1 else None
    return frozenset({Instance(model, None, how)}) if model is not None else unknown(how)


def _counted(frame: Frame, one: Values, node: ast.Call) -> Values:
    """Return one or a list of them, by the number that is asked for: `_quantity=3`, or `n=3` where 1 gives no list."""
    named = {keyword.arg: keyword.value for keyword in node.keywords}
    number = named.get("_quantity") or named.get("n") or next(iter(node.args[1:2]), None)
    many: Values = frozenset({Collection("list", one)})
    match number:
        case None | ast.Constant(value=None):
            return one
        case ast.Constant(value=int(count)):
            return one if "n" in named and count == 1 else many
    known = "n" not in named and all(isinstance(value, Key) for value in frame.values(number))
    return many if known else join((one, many))


def _by_recipe(frame: Frame, node: ast.Call) -> Values:
    """Return what the recipe `"app.name"` makes, which stands in `baker_recipes` of the app.

    https://model-bakery.readthedocs.io/en/latest/recipes.html
    """
    match node.args:
        case [ast.Constant(value=str(text)), *_] if "." in text:
            app, _, name = text.rpartition(".")
            for package in _packages(frame, app):
                for module in ("baker_recipes", "mommy_recipes"):
                    loaded = frame.source.modules.load(f"{package}.{module}", frame.source.module)
                    if loaded is not None:
                        found = frame.source.modules.source(loaded).member(name)
                        return join(value.one if isinstance(value, Maker) else unknown(text) for value in found)
    return unknown("recipe")


def _packages(frame: Frame, app: str) -> list[str]:
    models = frame.source.relations.models.values()
    modules = {model.ref.module for model in models if model.label.partition(".")[0] == app.rpartition(".")[2]}
    return sorted({app, *(module.partition(".models")[0] for module in modules)})
