"""Which app is a module in, and what is its label?"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from through_codemod.relations.static.classes import Classes
from through_codemod.relations.static.literals import UNKNOWN, literal
from through_codemod.relations.static.modules import Class, Module, Modules, Value, ancestors

CONFIG = "django.apps.AppConfig"
CONFIGS = (CONFIG, "django.apps.config.AppConfig")


@dataclass(frozen=True, slots=True)
class App:
    """An app by the name of its package."""

    name: str
    label: str


class Apps:
    """The apps of a project: those that its settings name, and those whose models lie in it.

    https://docs.djangoproject.com/en/stable/ref/applications/#configuring-applications
    """

    def __init__(self, modules: Modules, classes: Classes) -> None:
        self.modules = modules
        self.classes = classes
        self.installed: dict[str, App] = {}
        self._packages: dict[str, App | None] = {}

    def install(self, entries: Iterable[str]) -> None:
        """Take in what INSTALLED_APPS names: packages and configurations."""
        for entry in entries:
            app = self._app(entry)
            self.installed[app.name] = app
        self.modules.labels = {app.label: app.name for app in reversed(self.installed.values())}

    def of(self, module: str) -> App | None:
        """Return the installed app that a module is in."""
        return next((self.installed[name] for name in ancestors(module) if name in self.installed), None)

    def around(self, module: str) -> App:
        """Return the app that a module looks to be in, installed or not."""
        installed = self.of(module)
        if installed is not None:
            return installed
        packages = list(ancestors(module))[1:]
        configured = next((app for name in packages if (app := self._configured(name)) is not None), None)
        if configured is not None:
            return configured
        parts = module.split(".")
        if "models" in parts[1:]:
            name = ".".join(parts[: parts.index("models", 1)])
        else:
            name = packages[0] if packages else module
        return App(name, name.rpartition(".")[2])

    def _app(self, entry: str) -> App:
        if self.modules.load(entry) is None:
            module, _, name = entry.rpartition(".")
            loaded = self.modules.load(module) if module else None
            found = self.modules.meaning(loaded, name) if loaded is not None else None
            if isinstance(found, Class):
                return self._of_config(found, module)
            if loaded is not None and name[:1].isupper():
                return App(module.removesuffix(".apps"), module.removesuffix(".apps").rpartition(".")[2])
            if name[:1].isupper():  # a configuration of a package that is not here
                module = module.removesuffix(".apps")
                return App(module, module.rpartition(".")[2])
        return self._configured(entry) or App(entry, entry.rpartition(".")[2])

    def _configured(self, package: str) -> App | None:
        """Return the app that a package configures in its `apps.py`."""
        if package not in self._packages:
            self._packages[package] = self._look(package)
        return self._packages[package]

    def _look(self, package: str) -> App | None:
        init = self.modules.load(package)
        if init is None and self.modules.folder(package) is None:
            return None
        named = init.names.get("default_app_config", ()) if init is not None else ()
        if init is not None and named:  # until Django 4.1
            path = literal(self.modules, Value(init, named[-1])) if isinstance(named[-1], ast.expr) else None
            module, _, name = path.rpartition(".") if isinstance(path, str) else ("", "", "")
            loaded = self.modules.load(module) if module else None
            if loaded is not None and isinstance(found := self.modules.meaning(loaded, name), Class):
                return self._of_config(found, package)
        apps = self.modules.load(f"{package}.apps")
        if apps is None:
            return None
        configs = [cls for cls in self._configs(apps) if self._says(cls, "name") in (None, UNKNOWN, package)]
        chosen = [cls for cls in configs if self._says(cls, "default") is True] or configs
        return self._of_config(chosen[0], package) if len(chosen) == 1 else None

    def _configs(self, apps: Module) -> Iterable[Class]:
        for name, node in apps.classes.items():
            cls = Class(apps, node, name)
            order = self.classes.lineage(cls).order
            if any(isinstance(item, str) and (item in CONFIGS or item.endswith("Config")) for item in order):
                yield cls

    def _of_config(self, cls: Class, package: str) -> App:
        name = self._says(cls, "name")
        name = name if isinstance(name, str) else package.removesuffix(".apps")
        label = self._says(cls, "label")
        return App(name, label if isinstance(label, str) else name.rpartition(".")[2])

    def _says(self, cls: Class, name: str) -> object:
        value = self.classes.value(self.classes.lineage(cls).order, name)
        return literal(self.modules, value, None)
