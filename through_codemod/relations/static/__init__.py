"""Which relations do the project's sources show? They are read, and nothing of them is executed.

    which files?           candidates.py tells from their bytes
    what does a name mean? modules.py, classes.py, literals.py
    what is declared?      settings.py, apps.py, users.py, options.py, fields.py, managers.py, signals.py
    what follows of it?    model.py, models.py, attributes.py, links.py, as Django's metaclass and fields have it

What is not written down is not known: receivers that are connected at run time, models that a function makes, settings
that are computed. `RelationMap.doubts` says so for the whole map, `Relation.doubts` for one relation.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from through_codemod.grammar import parsed
from through_codemod.relations import Model as Told
from through_codemod.relations import RelationMap
from through_codemod.relations.static.apps import Apps
from through_codemod.relations.static.attributes import Attributes
from through_codemod.relations.static.candidates import candidates
from through_codemod.relations.static.classes import Classes
from through_codemod.relations.static.fields import Kind
from through_codemod.relations.static.links import Links
from through_codemod.relations.static.literals import literal
from through_codemod.relations.static.managers import Managers
from through_codemod.relations.static.model import Model
from through_codemod.relations.static.models import Models
from through_codemod.relations.static.modules import Class, Module, Modules, Value, dotted
from through_codemod.relations.static.places import Places
from through_codemod.relations.static.settings import APPS, USER_MODEL, Settings, read_settings
from through_codemod.relations.static.signals import Receivers
from through_codemod.relations.static.users import user_models

RUN_TIME = "receivers that are connected at run time are not known"
NO_SETTINGS = "no settings are found, so that users, databases and routers are taken for Django's own"
ALWAYS = ("django.contrib.contenttypes", "django.contrib.auth")  # where INSTALLED_APPS is not known
SKIPPED = frozenset({"migrations", "tests", "test", "locale", "static", "templates", "__pycache__", "node_modules"})


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the sources are.

    `files` are the project's own, `roots` the folders that its imports start from, the working directory first, and
    `packages` those that its environment's packages lie in. `settings` is its settings module's name, if that is known.
    """

    files: Sequence[str]
    roots: Sequence[Path]
    packages: Sequence[Path] = ()
    settings: str | None = None


def read_relations(sources: Sources) -> RelationMap:
    """Return the relation map as the sources show it."""
    return _Reading(sources).map()


class _Reading:
    def __init__(self, sources: Sources) -> None:
        self.sources = sources
        self.modules = Modules(sources.roots, sources.packages)
        self.files = candidates(os.path.abspath(path) for path in sources.files)
        self.modules.settle([*self.files.models, *self.files.settings], self.files.imported, self.files.relative)
        self.settings = self._settings()
        self.modules.apps = frozenset(self.settings.apps)
        self.modules.settings = self.settings.values
        classes = Classes(self.modules)
        self.apps = Apps(self.modules, classes)
        self.apps.install(self.settings.apps if self.settings.apps else ALWAYS)
        self.modules.apps |= frozenset(self.apps.installed)
        self.users = self._users()
        self.places = Places([*self.modules.roots, *self.modules.packages])
        self.managers = Managers(self.modules, classes, self.places)
        self.models = Models(self.modules, classes, self.apps, self.settings, self.managers)
        self.unnamed: list[str] = []  # fields with through models that are added nobody knows where, or as what

    def _settings(self) -> Settings:
        named = [self.sources.settings] if self.sources.settings else []
        if APPS in (found := read_settings(self.modules, named)).values:
            return found
        names = [self.modules.name_of(path) for path in self.files.settings]  # `settings.py` may be each one's own
        return read_settings(self.modules, [*(name for name in names if name and name not in named), *named])

    def _users(self) -> list[str]:
        """Return the models that may be that of the users, where no settings tell; the only one is taken for it."""
        if APPS in self.settings.values or USER_MODEL in self.settings.values:
            return []
        found = user_models(self.modules, self.apps, self.files.models)
        if len(found) == 1:
            self.settings.values = self.modules.settings = {**self.settings.values, USER_MODEL: found[0]}
        return found

    def map(self) -> RelationMap:
        """Return the map."""
        others = self._apps_of_others()
        self._add(self.files.additions)
        for path in self.files.models:
            if (module := self.modules.own(path)) is not None and "migrations" not in path.split(os.sep):
                self.models.install(module)
        for module in self._modules_of_apps():
            self.models.install(module)
        self.models.stand_in()
        receivers = Receivers(self.models, self.places)
        for path in self.files.signals:
            if (module := self.modules.own(path)) is not None:
                receivers.connect(module)
        for name in others:
            if (module := self.modules.load(name)) is not None:
                receivers.connect(module)
        attributes = Attributes(self.models)
        links = Links(self.models, attributes, receivers, self.places)
        relations = sorted(links.relations(), key=lambda item: (item.field, item.direction, str(item.owner)))
        models = {model.ref: self._told(model, attributes) for model in self.models.all()}
        user = self.models.by_label(self.settings.user_model)
        return RelationMap(
            django=self._version(),
            relations_from="static",
            relations=tuple(relations),
            models=models,
            user_model=user.ref if user is not None else None,
            databases=self.settings.databases,
            routers=self.settings.routers,
            places=self.places.found,
            doubts=(RUN_TIME, *self._doubts(attributes)),
            apps=self._installed(),
        )

    def _installed(self) -> Mapping[str, tuple[str, ...]] | None:
        """Return the installed apps with the folders that they lie in; None where the settings do not name them all."""
        if not self.settings.apps or self.settings.more:
            return None
        return {app: ((folder,) if (folder := self.modules.folder(app)) else ()) for app in self.apps.installed}

    def _doubts(self, attributes: Attributes) -> Iterator[str]:
        if self.users:
            names = ", ".join(self.users)
            taken = "it is" if len(self.users) == 1 else "auth.User is"
            yield f"no settings name the user model: {names} inherits from an abstract user, and {taken} taken for it"
        elif not self.settings.values:
            yield NO_SETTINGS
        for name in self.settings.computed:
            yield f"the setting {name} is computed"
        if self.settings.differs and (label := self.settings.user_model):
            yield f"the setting {USER_MODEL} is another one under a condition or in other settings: {label} is taken"
        yield from self._unparsed()
        yield from attributes.unread()
        yield from (f"{item}, so that writes through it are not reported" for item in self.unnamed)

    def _unparsed(self) -> Iterator[str]:
        """Yield which files of models name a through model and are no Python to this interpreter: they may be newer."""
        for path in self.files.models:
            if self.modules.own(path) is not None or "migrations" in path.split(os.sep):
                continue
            text = b""
            try:
                text = Path(path).read_bytes()
                parsed(text)
            except SyntaxError as error:
                if b"through" in text:
                    where = os.path.relpath(path, self.sources.roots[0]) if self.sources.roots else path
                    yield f"{where}:{error.lineno}: {error.msg}, so that the relations in this file are not known"
            except (OSError, ValueError, RecursionError, MemoryError):
                continue

    def _told(self, model: Model, attributes: Attributes) -> Told:
        key = model.primary_key
        default = model.default_manager
        return Told(
            ref=model.ref,
            label=model.label,
            abstract=model.options.abstract,
            proxy=model.options.proxy,
            bases=tuple(base.ref for base in model.bases),
            primary_key=key.name if key is not None else "",
            default_manager=default.name if default is not None else "",
            managers=tuple(self.managers.facts(manager) for manager in model.managers.values()),
            attributes=attributes.of(model),
        )

    # The apps of others

    def _modules_of_apps(self) -> Iterator[Module]:
        """Yield the modules that installed apps which are not the project's define models in."""
        for app in self.apps.installed:
            yield from self._reached(app, f"{app}.models", set())

    def _reached(self, app: str, name: str, seen: set[str]) -> Iterator[Module]:
        """Yield the module and those of its app that it imports."""
        if name in seen or not name.startswith(f"{app}."):
            return
        seen.add(name)
        module = self.modules.load(name)
        if module is None or module.own:
            return
        for inner in module.imports():
            yield from self._reached(app, inner, seen)
        yield module

    def _apps_of_others(self) -> list[str]:
        """Return the modules of installed apps of others that can connect receivers."""
        found: list[str] = []
        for app in self.apps.installed:
            folder = self.modules.folder(app)
            if folder is None or app.startswith("django.") or self._is_own(folder):
                continue
            paths = dict(_python_files(folder, app))
            found += [paths[path] for path in candidates(paths).signals]
        return found

    def _is_own(self, folder: str) -> bool:
        return any(folder.startswith(root) for root in self.modules.roots) and not any(
            folder.startswith(package) for package in self.modules.packages
        )

    # What is added from outside

    def _add(self, paths: Iterable[str]) -> None:
        """Take in what modules add to models, `User.add_to_class("courses", ...)`, and what they set on them.

        What is set within a function counts where Django calls that when it starts, as with `ready`.
        """
        for path in paths:
            module = self.modules.own(path)
            for name, owner, value in _set(module.tree) if module is not None else ():
                self._set_anew(module, owner, name, value)
            for call in ast.walk(module.tree) if module is not None else ():
                match call:
                    case ast.Call(
                        func=ast.Attribute(value=owner, attr="add_to_class"),
                        args=[said, value],
                    ):
                        self._added(module, owner, said, value)
                    case ast.Call(
                        func=ast.Attribute(value=value, attr="contribute_to_class"),
                        args=[owner, said, *_],
                    ):
                        self._added(module, owner, said, value)

    def _added(self, module: Module | None, owner: ast.expr, said: ast.expr, value: ast.expr) -> None:
        assert module is not None
        found = self._owner(module, owner)
        name = literal(self.modules, Value(module, said))
        if isinstance(found, Class) and isinstance(name, str):
            added = self.models.added.setdefault(found, [])
            added.append((name, Value(module, value), f"{module.name} ({dotted(owner)}.{name})"))
            return
        item = self.models.kinds.declared("?", Value(module, value))
        if item is not None and item.kind is Kind.MANY_TO_MANY and "through" in item.options:
            where = f"{module.name} ({dotted(owner)}, {ast.unparse(said)})"
            self.unnamed.append(
                f"{where} adds a field with a through model, and it is not known to which model or as what"
            )

    def _set_anew(self, module: Module | None, owner: ast.expr, name: str, value: ast.expr) -> None:
        assert module is not None
        found = self._owner(module, owner)
        if isinstance(found, Class):
            what = ast.unparse(value.func if isinstance(value, ast.Call) else value)
            self.models.set_anew[found, name] = f"{module.name}.{what}"

    def _owner(self, module: Module, owner: ast.expr) -> object:
        found = self.modules.resolve(Value(module, owner))
        if isinstance(found, Value) and ast.unparse(found.node).endswith("get_user_model()"):
            return self.modules.labelled(self.settings.user_model)
        return found

    def _version(self) -> str:
        """Return the version of Django in the environment; "" where there is none."""
        for folder in self.modules.packages:
            path = os.path.join(folder, "django", "__init__.py")
            try:
                with open(path, "rb") as file:
                    tree = ast.parse(file.read())
            except (OSError, ValueError, SyntaxError):
                continue
            for statement in tree.body:
                match statement:
                    case ast.Assign(targets=[ast.Name(id="VERSION")], value=ast.Tuple(elts=elements)):
                        parts = [str(item.value) for item in elements[:3] if isinstance(item, ast.Constant)]
                        return ".".join(parts if parts[2:] != ["0"] else parts[:2])
        return ""


def _set(node: ast.AST) -> Iterator[tuple[str, ast.expr, ast.expr]]:
    """Yield the names, objects and values of what a module sets on objects when it is imported or its app is ready."""
    for inner in ast.iter_child_nodes(node):
        match inner:
            case ast.FunctionDef(name=called) if called != "ready":
                continue
            case ast.AsyncFunctionDef() | ast.Lambda():
                continue
            case ast.Call(func=ast.Name(id="setattr"), args=[owner, ast.Constant(value=str(name)), value]):
                yield name, owner, value
            case ast.Assign(targets=[ast.Attribute(value=owner, attr=name)], value=value):
                yield name, owner, value
        yield from _set(inner)


def _python_files(folder: str, package: str) -> Iterator[tuple[str, str]]:
    """Yield the Python files of a package with their modules' names, without its tests and migrations."""
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.is_dir(follow_symlinks=False) and entry.name.isidentifier() and entry.name not in SKIPPED:
            yield from _python_files(entry.path, f"{package}.{entry.name}")
        elif entry.name.endswith(".py"):
            stem = entry.name.removesuffix(".py")
            yield entry.path, package if stem == "__init__" else f"{package}.{stem}"
