"""Which models are there, which fields does each inherit, and which model does a field lead to?"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from through_codemod.relations.static.apps import Apps
from through_codemod.relations.static.candidates import NO_MODELS
from through_codemod.relations.static.classes import Classes, Lineage
from through_codemod.relations.static.fields import Field, Fields, Kind
from through_codemod.relations.static.literals import literal
from through_codemod.relations.static.managers import Managers
from through_codemod.relations.static.model import Model, reverse_name
from through_codemod.relations.static.modules import Class, Module, Modules, Value, dotted
from through_codemod.relations.static.options import Metas
from through_codemod.relations.static.settings import Settings
from through_codemod.relations.static.stock import MODEL, ONE_TO_ONE, is_taggable

USER_SETTING = "AUTH_USER_MODEL"
USERS = frozenset({"django.contrib.auth.get_user_model", "django.conf.settings.AUTH_USER_MODEL"})
OTHER_BASES = tuple(name.decode() for name in NO_MODELS)
NAMED = frozenset({"get_model", "get_model_name", "get_registered_model"})


class Models:
    """The models of a project and of the apps that it installs."""

    def __init__(self, modules: Modules, classes: Classes, apps: Apps, settings: Settings, managers: Managers) -> None:
        self.modules = modules
        self.classes = classes
        self.apps = apps
        self.settings = settings
        self.metas = Metas(modules, classes)
        self.kinds = Fields(modules, classes)
        self.declared = managers
        self.installed: dict[str, Model] = {}  # by label, in lower case
        self.added: dict[Class, list[tuple[str, Value | None, str]]] = {}  # name, value, by what
        self.set_anew: dict[tuple[Class, str], str] = {}  # what is set in a field's or an accessor's place, by its name
        self._models: dict[Class, Model | None] = {}
        self._absent: dict[str, Model] = {}  # what stands in for models that are not found, by label in lower case
        self._swapped: set[str] = set()  # the models that others take the place of, by label in lower case

    def install(self, module: Module) -> None:
        """Take in the models that a module defines."""
        for name, node in module.classes.items():
            self.of(Class(module, node, name))

    def of(self, cls: Class) -> Model | None:
        """Return the model that a class is; None where it is none."""
        if cls not in self._models:
            self._models[cls] = None  # while it is read
            lineage = self.classes.lineage(cls)
            if lineage.is_a(MODEL) or self._looks_like_one(cls, lineage):
                self._models[cls] = self._model(cls, lineage)
        return self._models[cls]

    def _looks_like_one(self, cls: Class, lineage: Lineage) -> bool:
        """Whether a class with a base that is not found has fields of Django's, or a base that is or looks like one."""
        if not lineage.unknown:
            return False
        if any(self.of(base) is not None for base in lineage.classes if base != cls):
            return True
        among_models = cls.module.path.endswith("models.py") or "models" in cls.module.name.split(".")
        named = (name for name in lineage.unknown if not name.endswith(OTHER_BASES))
        if among_models and any("models." in name and not name.startswith("django.") for name in named):
            return True
        fields = [
            self.kinds.declared(name, Value(cls.module, item, cls.node))
            for name, found in self.modules.body(cls.module, cls.node).items()
            for item in found
            if isinstance(item, ast.Call)
        ]  # schemas and serializers have fields of other kinds, of classes that are not found either
        return any(item is not None and (among_models or item.doubt is None) for item in fields)

    def _model(self, cls: Class, lineage: Lineage) -> Model:
        bases = [model for item in list(lineage.classes)[1:] if (model := self.of(item)) is not None]
        options = self.metas.options(cls)
        app = self.apps.of(cls.module.name)
        if app is None and not (options.abstract and self.settings.whole):
            app = self.apps.around(cls.module.name)
        app_label = options.app_label or (app.label if app else "")
        label = f"{app_label}.{cls.node.name}" if app_label else ""
        model = Model(cls, label, app_label, options, lineage, bases)
        model.doubts += [f"of {cls.node.name}, {options.doubt}"] if options.doubt else []
        model.doubts += list(_computed(cls))
        if sum(isinstance(item, ast.ClassDef) for item in cls.module.names.get(cls.name, ())) > 1:
            model.doubts.append(f"{cls} is defined more than once")
        self._declare(model)
        self._inherit(model)
        if not options.abstract:
            if model.primary_key is None:
                model.fields = {"id": _automatic("id", Kind.COLUMN, primary_key=True), **model.fields}
                model.__dict__.pop("primary_key", None)
            if options.order_with_respect_to and "_order" not in model.fields and not options.proxy:
                model.fields["_order"] = _automatic("_order", Kind.COLUMN)
            if not model.managers:
                model.local_managers["objects"] = self.declared.automatic()
                model.__dict__.pop("managers", None)
            self._register(model)
        return model

    def _declare(self, model: Model) -> None:
        """Read what the model's own body declares."""
        cls = model.cls
        body = self.modules.body(cls.module, cls.node)
        values = [
            (name, Value(cls.module, found[-1], cls.node), "")
            for name, found in body.items()
            if isinstance(found[-1], ast.expr)
        ]
        for name, value, by in [*values, *self.added.get(cls, ())]:
            if by:
                model.doubts.append(f"{by} adds {name} to {cls.node.name} at run time")
            if value is None or isinstance(value.node, ast.Constant):
                continue
            if (declared := self.kinds.declared(name, value)) is not None:
                model.own[declared.name] = declared
            elif (manager := self.declared.declared(name, value)) is not None:
                model.local_managers[name] = manager
                if manager.doubt:
                    model.doubts.append(f"of the manager {cls.node.name}.{name}, {manager.doubt}")
            elif (adding := self._adds(value)) is not None:
                model.additions.append(adding)
            elif (missing := self._missing(value)) is not None and not name.isupper():
                model.doubts.append(f"{cls.node.name}.{name} is made by {missing}, which was not found")
        model.fields = dict(model.own)

    def _adds(self, value: Value) -> str | None:
        """Return the class of an object that adds to the model by itself, as `contribute_to_class` does."""
        if not isinstance(value.node, ast.Call):
            return None
        found = self.modules.resolve(Value(value.module, value.node.func, value.scope))
        order = self.classes.lineage(found).order if isinstance(found, Class) else ()
        return str(found) if self.classes.first(order, "contribute_to_class") is not None else None

    def _missing(self, value: Value) -> str | None:
        """Return what an attribute is made by, if that is somebody else's and not found."""
        if isinstance(value.node, ast.Call) and isinstance(value.node.func, (ast.Name, ast.Attribute)):
            found = self.modules.resolve(Value(value.module, value.node.func, value.scope))
            if isinstance(found, str) and self.classes.behind(found).unknown and not is_taggable(found):
                return found
        return None

    def _inherit(self, model: Model) -> None:
        """Copy the fields of abstract parents and link the concrete ones, as `ModelBase.__new__` does.

        https://docs.djangoproject.com/en/stable/topics/db/models/#model-inheritance
        """
        cls = model.cls
        parents = {id(base) for written in cls.node.bases if (base := self._parent(cls, written)) is not None}
        bound_here = set(self.modules.body(cls.module, cls.node))
        taken = set(bound_here)
        copied: list[tuple[Field, Class]] = []
        declared_links = {
            parent: item
            for source in [model, *(base for base in model.bases if id(base) in parents and base.options.abstract)]
            for item in source.fields.values()
            if item.parent_link and (parent := self.target(model, item)) is not None
        }
        for item in model.lineage.order[1:]:
            if not isinstance(item, Class):
                continue
            base = self.of(item)
            if base is None or id(base) not in parents:
                taken |= set(self.modules.body(item.module, item.node)) | set(base.fields if base else ())
                continue
            if not base.options.abstract:
                taken |= set(base.fields)
                link = declared_links.get(base.concrete)
                if link is None and not model.options.proxy:
                    name = f"{base.concrete.name.lower()}_ptr"
                    link = _automatic(name, Kind.ONE_TO_ONE, parent_link=True, to=base.concrete.cls)
                    copied.append((link, cls))
                model.links[base.concrete] = link
                continue
            for found in base.fields.values():
                if found.name not in taken and found.name not in model.fields:
                    copied.append((found, base.cls))
                    taken.add(found.name)
            for parent, link in base.links.items():
                model.links.setdefault(parent, link)
        automatic = {item.name: item for item, _ in copied if item.automatic}
        inherited = [pair for pair in copied if not pair[0].automatic]
        order = {base.cls: place for place, base in enumerate(reversed(model.bases))}
        inherited.sort(key=lambda pair: order.get(pair[1], 0))
        model.fields = {**automatic, **{item.name: item for item, _ in inherited}, **model.fields}

    def _parent(self, cls: Class, written: ast.expr) -> Model | None:
        node = written.value if isinstance(written, ast.Subscript) else written
        found = self.modules.resolve(Value(cls.module, node))
        if isinstance(found, Class):
            return self.of(found)
        # what `with_metaclass(...)` makes has the real ones behind it
        behind = self.classes.behind(found) if isinstance(found, Value) else Lineage(())
        return next((model for item in behind.classes if (model := self.of(item)) is not None), None)

    def _register(self, model: Model) -> None:
        setting = model.options.swappable
        if setting and (self.settings.user_model if setting == USER_SETTING else self.settings.text(setting)) not in (
            None,
            model.label,
        ):
            self._swapped.add(model.label.lower())
            return
        other = self.installed.get(model.label.lower())
        first = model if other is None or self._rank(model) < self._rank(other) else other
        self.installed[model.label.lower()] = first
        if other is not None and self._rank(model)[:-1] == self._rank(other)[:-1]:
            first.doubts.append(f"{(model if first is other else other).cls} is called {model.label} as well")

    def _rank(self, model: Model) -> tuple[bool, ...]:
        """How far a model is from being the one of its label that the project runs with."""
        module = model.cls.module
        app = self.apps.around(module.name)
        elsewhere = app.label != model.app_label
        beside = not f"{module.name}.".startswith(f"{app.name}.models.")  # which Django does not import by itself
        guessed = not model.lineage.is_a(MODEL)
        return self.apps.of(module.name) is None, not module.own, is_test(module.name), elsewhere, guessed, beside

    # What fields lead to

    def target(self, model: Model, item: Field, option: str = "to") -> Model | None:
        """Return the model that an option of a field names, as seen from `model`; None where it cannot be told."""
        value = item.options.get(option)
        return None if value is None else self.named(value, model)

    def named(self, value: Value, model: Model | None = None, depth: int = 0) -> Model | None:
        """Return the model that an expression stands for: a class, a label, a setting."""
        match value.node:
            case ast.Constant(value=str(text)):
                return self.by_label(text, model)
            case ast.Call(func=func, args=args, keywords=keywords):
                called = self._called(value, dotted(func), args, keywords, model)
                made = None if called or args or keywords else self._returned(Value(value.module, func, value.scope))
                return called if made is None or depth >= 5 else self.named(made, model, depth + 1)
            case ast.Name() | ast.Attribute() if depth < 5:
                if isinstance(value.node, ast.Attribute) and value.node.attr == "through":
                    return self._through(value, value.node.value)
                found = self.modules.resolve(value)
                if isinstance(found, Class):
                    return self.of(found)
                if isinstance(found, Value) and found.node is not value.node:
                    return self.named(found, model, depth + 1)
                if isinstance(found, str) and self._absent and (absent := self._standing_in(found)) is not None:
                    return absent
                if isinstance(found, str) or found is None:
                    return self._set((found or dotted(value.node)).rpartition(".")[2])
            case ast.BinOp() | ast.JoinedStr():
                text = literal(self.modules, value)
                return self.by_label(text, model) if isinstance(text, str) else None
        return None

    def _set(self, name: str) -> Model | None:
        """Return the model that a setting names."""
        label = self.settings.user_model if name == USER_SETTING else self.settings.text(name)
        return self.by_label(label) if label else None

    def _called(
        self,
        value: Value,
        text: str,
        args: Sequence[ast.expr],
        keywords: Sequence[ast.keyword],
        model: Model | None,
    ) -> Model | None:
        name = text.rpartition(".")[2]
        given = [literal(self.modules, Value(value.module, item, value.scope)) for item in args]
        given += [literal(self.modules, Value(value.module, item.value, value.scope)) for item in keywords]
        texts = [item for item in given if isinstance(item, str)]
        if name == "get_user_model" or (name == "getattr" and USER_SETTING in texts):
            return self.by_label(self.settings.user_model)
        if name == "getattr" and len(texts) == 2:
            return self._set(texts[0]) or self.by_label(texts[1], model)
        if name == "get_model_name" and len(texts) == 2 and (swapped := self._set("_".join([*texts, "model"]).upper())):
            return swapped  # https://github.com/openwisp/django-swappable-models
        if name in NAMED and texts:
            return self.by_label(".".join(texts[:2]) if "." not in texts[0] else texts[0], model)
        return None

    def _returned(self, func: Value) -> Value | None:
        """Return what a function without parameters gives that does nothing but return it."""
        match self.modules.resolve(func):
            case Value(node=ast.FunctionDef(decorator_list=[]) as made, module=module):
                body = made.body[1:] if ast.get_docstring(made) is not None else made.body
                match body:
                    case [ast.Return(value=ast.expr() as result)] if not any(ast.iter_child_nodes(made.args)):
                        return Value(module, result)
        return None

    def _through(self, value: Value, accessor: ast.expr) -> Model | None:
        """Return the through model that `Course.students.through` is."""
        match accessor:
            case ast.Attribute(value=owner, attr=name):
                model = self.named(Value(value.module, owner, value.scope))
                # `Course.students.field.remote_field.through` is read the same way
                for one in [model, *model.bases] if model is not None else ():
                    if name in one.fields and one.fields[name].kind is Kind.MANY_TO_MANY:
                        return self.target(one, one.fields[name], "through")
                found = self.reverse(model, name) if model is not None else None
                return self.target(found[0], found[1], "through") if found is not None else None
        return None

    def reverse(self, model: Model, name: str) -> tuple[Model, Field] | None:
        """Return the many-to-many field whose reverse accessor on `model` is called `name`."""
        for other in list(self.installed.values()):
            for item in other.fields.values():
                its = item.kind is Kind.MANY_TO_MANY and self.target(other, item) is model
                if its and reverse_name(other, item) == name:
                    return other, item
        return None

    def by_label(self, text: str, model: Model | None = None) -> Model | None:
        """Return the model that `"app.Model"`, or `"Model"` in the app of `model`, names."""
        if model is not None and text == "self":
            return model
        if "." in text:
            return self.installed.get(text.lower())
        if model is None:
            return None
        found = self.installed.get(f"{model.app_label}.{text}".lower())
        if found is None and text in model.cls.module.classes:
            return self.of(Class(model.cls.module, model.cls.module.classes[text], text))
        return found

    def stand_in(self) -> None:
        """Make a model of each class of somebody else's that is not found and that a custom through model leads to.

        Nothing is known of it but its name, which is a doubt about all relations with it.
        """
        for model in list(self.installed.values()):
            for item in model.fields.values():
                named = "to" in item.options and "through" in item.options
                if named and self.target(model, item) is None and self.target(model, item, "through") is not None:
                    found = self.modules.resolve(item.options["to"])
                    match found:
                        case Value(node=ast.Constant(value=str(label))) if label.count(".") == 1:
                            self._make(label.replace(".", ".models."))
                        case str():
                            self._make(found)

    def _standing_in(self, dotted_name: str) -> Model | None:
        """Return what stands in for a model by that path, or by one that leads to the same module as far as it goes."""
        if (known := self._absent.get(self._label(dotted_name))) is not None:
            return known
        module, _, name = dotted_name.rpartition(".")
        alike = [one for one in self._absent.values() if one.name == name and _may_lead(one.cls.module.name, module)]
        return alike[0] if len(alike) == 1 else None

    def missing(self, model: Model) -> Sequence[str]:
        """Return what is not known of a model that stands in for one which is not found; nothing of any other."""
        return model.doubts if model in self._absent.values() else ()

    def _make(self, dotted_name: str) -> None:
        module, _, name = dotted_name.rpartition(".")
        label = self._label(dotted_name)
        if not module or not name.isidentifier() or label in self.installed or label in self._swapped:
            return
        made = Module(module, "", f"from django.db import models\nclass {name}(models.Model): ...".encode(), own=False)
        model = self.of(Class(made, made.classes[name], name))
        if model is not None:
            model.doubts.append(f"{dotted_name} was not found: its key, its managers and who hears of it are not known")
            self._absent[label] = model

    def _label(self, dotted_name: str) -> str:
        """Return the label that a model which is imported like that has by the look of it, in lower case."""
        module, _, name = dotted_name.rpartition(".")
        return f"{self.apps.around(module).label}.{name}".lower()

    def all(self) -> list[Model]:
        """Return every installed model and the abstract ones behind them."""
        known: dict[Model, None] = {}
        for model in self.installed.values():
            known[model] = None
            known.update(dict.fromkeys(base for base in model.bases if base.options.abstract))
        return list(known)


def _may_lead(one: str, other: str) -> bool:
    """Whether two paths may lead to one module: from another folder, or from a package to its models."""
    short, long = sorted((one, other), key=len)
    return f".{long}".endswith(f".{short}") or f"{long}.".startswith(f"{short}.models.")


def is_test(module: str) -> bool:
    """Whether a module holds tests, by its name."""
    return any(part.startswith("test_") or part in ("tests", "test", "conftest") for part in module.split("."))


def _automatic(name: str, kind: Kind, to: Class | None = None, **options: bool) -> Field:
    """Return a field that Django adds by itself."""
    given = {"to": Value(to.module, ast.Name(to.node.name, ast.Load()))} if to is not None else {}
    cls = ONE_TO_ONE if kind is Kind.ONE_TO_ONE else "django.db.models.fields.AutoField"
    return Field(name, kind, cls, (cls,), given, options, automatic=True)


def _computed(cls: Class) -> Iterator[str]:
    """Yield what a class's body does that its text does not show."""
    for statement in cls.node.body:
        match statement:
            case ast.Expr(value=ast.Call(func=func)) if "locals" in ast.unparse(func) or "vars" in ast.unparse(func):
                yield f"the body of {cls.node.name} is computed"
            case ast.Assign(targets=[ast.Subscript()]) | ast.For() | ast.While() | ast.Delete():
                yield f"the body of {cls.node.name} is computed"
