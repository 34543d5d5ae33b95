"""What do the settings say in so many words: which apps, which user model, which databases?"""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from glob import glob
from typing import Any

from through_codemod.relations.static.literals import UNKNOWN, as_key, literal
from through_codemod.relations.static.modules import Module, Modules, Value, absolute, dotted

APPS = "INSTALLED_APPS"
USER_MODEL = "AUTH_USER_MODEL"
ROUTERS = "DATABASE_ROUTERS"
ENVIRONMENTS = frozenset({"config", "env", "environment"})
CHANGES = frozenset({"append", "extend", "insert", "remove"})


@dataclass
class Settings:
    """The settings that are plain values; `apps` are those whose names are written.

    `more` tells whether there are others, `whole` whether one module names them all; `differs` whether the user model
    is another one under a condition, or in other settings.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    apps: Sequence[str] = ()
    whole: bool = False
    more: bool = False
    differs: bool = False

    def text(self, name: str) -> str | None:
        """Return a setting that is a text."""
        found = self.values.get(name)
        return found if isinstance(found, str) else None

    @property
    def user_model(self) -> str:
        """The label of the user model, by AUTH_USER_MODEL; "" where that is computed."""
        return (self.text(USER_MODEL) or "") if USER_MODEL in self.values else "auth.User"

    @property
    def databases(self) -> tuple[str, ...]:
        """The aliases of the databases."""
        found = self.values.get("DATABASES")
        aliases = [alias for alias in found if isinstance(alias, str)] if isinstance(found, dict) else []
        return tuple(dict.fromkeys([*aliases, "default"] if "default" not in aliases else aliases))

    @property
    def routers(self) -> tuple[str, ...]:
        """The dotted names of the database routers; the setting's own name for those that are computed."""
        found = self.values.get(ROUTERS, ())
        known = found if isinstance(found, (list, tuple)) else [UNKNOWN]
        return tuple(router if isinstance(router, str) else ROUTERS for router in known)

    @property
    def computed(self) -> Iterator[str]:
        """The settings that matter and whose value only running them would tell."""
        for name in (USER_MODEL, "DATABASES", ROUTERS):
            found = self.values.get(name, ())
            if found is UNKNOWN or (isinstance(found, (list, dict)) and UNKNOWN in found):
                yield name


def read_settings(modules: Modules, names: Sequence[str]) -> Settings:
    """Return what the settings modules `names` say together; a later one overrides what an earlier one says."""
    values: dict[str, Any] = {}
    apps: list[Any] = []
    differs = False
    for name in names:
        module = modules.load(name)
        if module is not None:
            reading = _Reading(modules)
            found = reading.run(module)
            apps += found.get(APPS, []) if isinstance(found.get(APPS), list) else [UNKNOWN]
            both = USER_MODEL in values and USER_MODEL in found
            differs = differs or reading.differs or (both and values[USER_MODEL] != found[USER_MODEL])
            values |= found
    known = list(dict.fromkeys(app for app in apps if isinstance(app, str)))
    more = UNKNOWN in apps
    return Settings(values, known, bool(known) and len(names) == 1 and not more, more, differs)


class _Reading:
    """Follows a settings module's statements in order, as far as they are plain.

    `around` are the modules whose reading has led here: what they import from each other in a ring is not known.
    `differs` tells whether a condition decides on the user model.
    """

    def __init__(self, modules: Modules, around: frozenset[str] = frozenset()) -> None:
        self.modules = modules
        self.around = around
        self.found: dict[str, Any] = {}
        self.seen: set[str] = set()
        self.differs = False

    def run(self, module: Module) -> dict[str, Any]:
        """Return the settings that the module has at its end."""
        if module.path not in self.seen:
            self.seen.add(module.path)
            self._run(module, module.tree.body)
        return self.found

    def _run(self, module: Module, body: Sequence[ast.stmt]) -> None:
        for statement in body:
            match statement:
                case ast.ImportFrom(names=names, module=name, level=level):
                    self._import(self.modules.load(absolute(module.package, level, name)), names)
                case ast.Assign(targets=[ast.Name(id=name)], value=value) if name.isupper():
                    self.found[name] = self._value(module, value)
                case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value) if name.isupper():
                    self.found[name] = self._value(module, value)
                case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=name), slice=key)], value=value) if isinstance(
                    known := self.found.get(name), dict
                ):
                    self.found[name] = {**known, as_key(self._value(module, key)): value}
                case ast.AugAssign(target=ast.Name(id=name), value=value) if name in self.found:
                    self.found[name] = _sum(self.found[name], self._value(module, value))
                case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=change), args=args)) if (
                    change in CHANGES and isinstance(self.found.get(name), list) and args
                ):
                    self._change(name, change, self._value(module, args[-1]))
                case ast.Expr(value=ast.Call(func=ast.Name(id="include"), args=args)):
                    for part in self._included(module, args):
                        self.run(part)
                case ast.If(body=[*_, ast.Raise()], orelse=going_on) | ast.If(body=going_on, orelse=[*_, ast.Raise()]):
                    self._run(module, going_on)
                case ast.If(test=test, body=inner, orelse=other) if not _is_main(statement):
                    before, seen = self.found.get(USER_MODEL), set(self.seen)
                    self._run(module, other)
                    if not _is_off(test):
                        self._run_instead(module, inner, before, seen)
                    elif _changes(statement, USER_MODEL):
                        self.differs = True
                case ast.Try(body=inner, handlers=handlers, orelse=other, finalbody=last):
                    self._run(module, [item for handler in handlers for item in handler.body])
                    self._run(module, [*inner, *other, *last])
                case ast.With(body=inner):
                    self._run(module, inner)
                case ast.ClassDef(body=inner):  # https://django-configurations.readthedocs.io
                    self._run(module, inner)
                case _ if _changes(statement, APPS):
                    self.found[APPS] = _sum(self.found.get(APPS, []), UNKNOWN)

    def _run_instead(self, module: Module, body: Sequence[ast.stmt], before: Any, seen: set[str]) -> None:
        """Follow what is run instead of what was followed last; a user model that differs is that from before both.

        `seen` are the modules that were followed before both: the user model may be in one that both ways import.
        """
        after = self.found.pop(USER_MODEL, None)
        self.found |= {USER_MODEL: before} if before is not None else {}
        if self.seen - seen:
            instead = _Reading(self.modules, self.around)
            instead.found, instead.seen = dict(self.found), seen
            instead._run(module, body)
            self.found |= {name: model for name, model in instead.found.items() if name == USER_MODEL}
        self._run(module, body)
        if self.found.get(USER_MODEL) != after:
            self.found[USER_MODEL] = before or UNKNOWN
            self.differs = True

    def _import(self, loaded: Module | None, names: Sequence[ast.alias]) -> None:
        if loaded is None:
            return
        if any(alias.name == "*" for alias in names):
            self.run(loaded)
            return
        wanted = {alias.asname or alias.name: alias.name for alias in names if (alias.asname or alias.name).isupper()}
        said: Mapping[str, Any] = {}
        if loaded.path in self.seen:
            said = self.found
        elif wanted and loaded.path not in self.around:
            said = _Reading(self.modules, self.around | self.seen).run(loaded)
        self.found |= {name: said.get(its, UNKNOWN) for name, its in wanted.items()}

    def _included(self, module: Module, args: Sequence[ast.expr]) -> Iterator[Module]:
        """Yield the files that https://django-split-settings.readthedocs.io runs as parts of the module."""
        for arg in args:
            match self.modules.resolve(Value(module, arg.value if isinstance(arg, ast.Starred) else arg)):
                case Value(node=ast.Tuple(elts=elements) | ast.List(elts=elements)):
                    yield from self._included(module, elements)
                case Value(node=ast.Call(args=[inner])):  # optional("local.py")
                    yield from self._included(module, [inner])
                case Value(node=ast.Constant() | ast.JoinedStr() as text):
                    folder = os.path.dirname(module.path)
                    for path in sorted(glob(_pattern(text), root_dir=folder)):
                        if (part := self.modules.part(module, path)) is not None:
                            yield part

    def _change(self, name: str, change: str, value: Any) -> None:
        known = list(self.found[name])
        match change:
            case "extend":
                self.found[name] = _sum(known, value)
            case "remove":
                self.found[name] = [item for item in known if item != value]
            case _:
                self.found[name] = [*known, value]

    def _value(self, module: Module, node: ast.expr) -> Any:
        match node:
            case ast.Name(id=name) if name in self.found:
                return self.found[name]
            case ast.Attribute(value=ast.Attribute(attr=name), attr="default") if name in self.found:
                return self.found[name]  # `Base.INSTALLED_APPS.default`, of a value as `_default` has it
            case ast.Call() if (default := _default(node)) is not None:
                said = self._value(module, default)
                return [*said, UNKNOWN] if isinstance(said, list) else said if isinstance(said, str) else UNKNOWN
            case ast.BinOp(op=ast.Add(), left=left, right=right):
                return _sum(self._value(module, left), self._value(module, right))
            case ast.List(elts=elements) | ast.Tuple(elts=elements):
                found: list[Any] = []
                for element in elements:
                    if isinstance(element, ast.Starred):
                        found = _sum(found, self._value(module, element.value))
                    else:
                        found.append(self._value(module, element))
                return found
            case ast.IfExp(body=inner, orelse=other):
                first, second = self._value(module, inner), self._value(module, other)
                both = isinstance(first, list) and isinstance(second, list)
                return [*first, *(item for item in second if item not in first)] if both else UNKNOWN
            case ast.Call(func=ast.Name(id="list" | "tuple"), args=[inside]):
                return self._value(module, inside)
            case ast.Call(func=ast.Attribute(attr="fromkeys"), args=[inside]):
                return self._value(module, inside)
            case (
                ast.ListComp(elt=ast.Name(id=its), generators=[whole])
                | ast.GeneratorExp(elt=ast.Name(id=its), generators=[whole])
            ) if isinstance(whole.target, ast.Name) and whole.target.id == its:
                known = self._value(module, whole.iter)  # all of them, since the condition is not followed
                return [*known, UNKNOWN] if isinstance(known, list) else UNKNOWN
        return literal(self.modules, Value(module, node))


def _default(call: ast.Call) -> ast.expr | None:
    """Return what a call that reads the environment gives where nothing is set there; None for any other call.

    values.Value("people.User")                           https://django-configurations.readthedocs.io
    env("USER_MODEL", default="people.User")              https://django-environ.readthedocs.io
    os.environ.get("USER_MODEL", "people.User")
    """
    name = dotted(call.func)
    match call:
        case ast.Call(args=[default, *_]) if name.startswith("values."):
            return default
        case ast.Call(args=[_, default]) if name.endswith(("environ.get", "getenv")):
            return default
        case ast.Call(args=[_, *_]) if name.partition(".")[0] in ENVIRONMENTS:
            return next((item.value for item in call.keywords if item.arg == "default"), None)
    return None


def _sum(first: Any, second: Any) -> Any:
    if isinstance(first, list):
        return [*first, *(second if isinstance(second, list) else [UNKNOWN])]
    if isinstance(first, str) and isinstance(second, str):
        return first + second
    return UNKNOWN


def _changes(statement: ast.stmt, name: str) -> bool:
    """Whether a statement that is not followed may change what a name holds: it binds it, or hands it to a call."""
    for node in ast.walk(statement):
        match node:
            case ast.Name(ctx=ast.Store() | ast.Del()) as held:
                touched: list[ast.expr] = [held]
            case ast.Subscript(value=held, ctx=ast.Store() | ast.Del()):
                touched = [held]
            case ast.Call(func=function, args=args):
                touched = [*args, *([function.value] if isinstance(function, ast.Attribute) else [])]
            case _:
                continue
        if any(isinstance(item, ast.Name) and item.id == name for item in touched):
            return True
    return False


def _pattern(text: ast.Constant | ast.JoinedStr) -> str:
    parts = text.values if isinstance(text, ast.JoinedStr) else [text]
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in parts)


def _is_main(statement: ast.If) -> bool:
    return isinstance(statement.test, ast.Compare) and "__name__" in ast.unparse(statement.test)


def _is_off(test: ast.expr) -> bool:
    """Whether a condition holds only where a variable of the environment is set: `os.environ.get("SAMPLE", False)`."""
    match test:
        case ast.BoolOp(op=ast.And(), values=values):
            return any(_is_off(value) for value in values)
        case ast.Call(
            func=ast.Attribute(attr="get", value=ast.Name(id="environ") | ast.Attribute(attr="environ"))
            | ast.Attribute(attr="getenv")
            | ast.Name(id="getenv"),
            args=[_, *default],
        ):
            return all(isinstance(item, ast.Constant) and not item.value for item in default)
    return False
