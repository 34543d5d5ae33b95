"""Which receivers does the source connect to the signals of saving, deleting and linking?"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from through_codemod.relations.static.model import Model
from through_codemod.relations.static.models import Models, is_test
from through_codemod.relations.static.modules import Class, Module, Modules, Value
from through_codemod.relations.static.places import Places
from through_codemod.relations.static.stock import SIGNALS

LINKING = ("m2m_changed",)
SAVING = ("pre_save", "post_save")
DELETING = ("pre_delete", "post_delete")
KNOWN = frozenset((*LINKING, *SAVING, *DELETING))
RECEIVER = ("django.dispatch.receiver", "django.dispatch.dispatcher.receiver")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Receiver:
    """A function by its dotted name, and where it is defined, if that was found."""

    name: str
    module: Module | None = None
    node: Function | None = None


@dataclass(frozen=True, slots=True)
class Connection:
    """A receiver of a signal; without `sender` it hears of all models."""

    signal: str
    receiver: Receiver
    sender: Model | None


@dataclass(frozen=True, slots=True)
class _Place:
    """Where statements stand: in the function `scope`, if any, inside of those that `outer` names."""

    module: Module
    outer: tuple[str, ...] = ()
    scope: Function | None = None

    def value(self, node: ast.expr) -> Value:
        """Return an expression that stands here."""
        return Value(self.module, node, self.scope)

    def name(self, of: str) -> str:
        """Return the dotted name of a function that is defined here."""
        return ".".join([self.module.name, *self.outer, of])


class Receivers:
    """The receivers that modules connect, by decorator or by call.

    https://docs.djangoproject.com/en/stable/topics/signals/#connecting-receiver-functions
    """

    def __init__(self, models: Models, places: Places) -> None:
        self.models = models
        self.modules: Modules = models.modules
        self.places = places
        self.connections: list[Connection] = []

    def of(self, sender: Model, signals: Sequence[str]) -> tuple[str, ...]:
        """Return the dotted names of the receivers that hear of a model."""
        heard = [
            connection.receiver
            for connection in self.connections
            if connection.signal in signals and connection.sender in (None, sender)
        ]
        return tuple(sorted({self.places.named(item.name, item.module, item.node) for item in heard}))

    def connect(self, module: Module) -> None:
        """Take in what a module connects. What functions of tests connect is theirs while they run."""
        self._visit(_Place(module), module.tree.body, deferred=is_test(module.name))

    def _visit(self, at: _Place, body: Sequence[ast.stmt], deferred: bool) -> None:
        for statement in body:
            match statement:
                case ast.FunctionDef() | ast.AsyncFunctionDef():
                    for decorator in statement.decorator_list:
                        self._decorated(at, statement, decorator)
                    if not deferred:
                        inside = _Place(at.module, (*at.outer, statement.name, "<locals>"), statement)
                        self._visit(inside, statement.body, deferred)
                case ast.ClassDef():
                    self._visit(_Place(at.module, (*at.outer, statement.name)), statement.body, deferred)
                case ast.For():
                    self._calls(at, statement, self._each(at, statement))
                    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
                    self._visit(at, [item for item in statement.body if isinstance(item, functions)], deferred)
                case _ if hasattr(statement, "body"):
                    for name in ("body", "orelse", "finalbody"):
                        self._visit(at, getattr(statement, name, []), deferred)
                    for handler in getattr(statement, "handlers", []):
                        self._visit(at, handler.body, deferred)
                case _:
                    self._calls(at, statement, {})

    def _each(self, at: _Place, loop: ast.For) -> dict[str, list[Model | None]]:
        """Return the models that the variable of a loop over a written list stands for."""
        match loop:
            case ast.For(target=ast.Name(id=name), iter=ast.List(elts=elements) | ast.Tuple(elts=elements)):
                return {name: [self.models.named(at.value(element)) for element in elements]}
        return {}

    def _calls(self, at: _Place, statement: ast.AST, loops: dict[str, list[Model | None]]) -> None:
        for call in ast.walk(statement):
            match call:
                case ast.Call(func=ast.Attribute(value=signal, attr="connect"), args=args, keywords=keywords):
                    for name in self._signals(at, signal):
                        given = {keyword.arg: keyword.value for keyword in keywords}
                        receiver = args[0] if args else given.get("receiver")
                        sender = args[1] if len(args) > 1 else given.get("sender")
                        if receiver is not None:
                            self._add(at, name, self._named(at, receiver), sender, loops)
                case ast.Call(func=ast.Call(func=maker, args=[_, *_]) as decorator, args=[function]):
                    if self._is_receiver(at, maker):  # receiver(post_save, sender=Course)(function)
                        self._marked(at, decorator, self._named(at, function))

    def _decorated(self, at: _Place, function: Function, decorator: ast.expr) -> None:
        if isinstance(decorator, ast.Call) and decorator.args and self._is_receiver(at, decorator.func):
            self._marked(at, decorator, Receiver(at.name(function.name), at.module, function))

    def _is_receiver(self, at: _Place, maker: ast.expr) -> bool:
        return isinstance(maker, (ast.Name, ast.Attribute)) and self.modules.resolve(at.value(maker)) in RECEIVER

    def _marked(self, at: _Place, decorator: ast.Call, receiver: Receiver) -> None:
        """Take in `@receiver(signal or signals, sender=...)`."""
        sender = next((keyword.value for keyword in decorator.keywords if keyword.arg == "sender"), None)
        signals = decorator.args[0]
        for signal in signals.elts if isinstance(signals, (ast.List, ast.Tuple)) else [signals]:
            for name in self._signals(at, signal):
                self._add(at, name, receiver, sender, {})

    def _signals(self, at: _Place, node: ast.expr) -> Iterator[str]:
        if not isinstance(node, (ast.Name, ast.Attribute)):
            return
        found = self.modules.resolve(at.value(node))
        if isinstance(found, str) and found.startswith(SIGNALS) and found.removeprefix(SIGNALS) in KNOWN:
            yield found.removeprefix(SIGNALS)

    def _add(
        self,
        at: _Place,
        signal: str,
        receiver: Receiver,
        sender: ast.expr | None,
        loops: dict[str, list[Model | None]],
    ) -> None:
        """Take in a connection; a sender that cannot be told may be any."""
        if receiver.name.startswith("django."):
            return
        match sender:
            case None | ast.Constant(value=None):
                models: list[Model | None] = [None]
            case ast.Name(id=name) if name in loops:
                models = loops[name]
            case _:
                models = [self.models.named(at.value(sender))]
                # What a package of somebody else's connects for whoever asks for it shows on the model that asks.
                if models == [None] and (not at.module.own or self._is_no_model(at, sender)):
                    return
        self.connections += [Connection(signal, receiver, model) for model in models]

    def _is_no_model(self, at: _Place, sender: ast.expr) -> bool:
        """Whether a sender is known, and none of the models: a plain link that Django makes, another class."""
        match sender:
            case ast.Attribute(value=ast.Attribute(value=owner), attr="through"):
                return self.models.named(at.value(owner)) is not None
            case ast.Constant(value=str()):
                return True
            case ast.Name() | ast.Attribute():
                found = self.modules.resolve(at.value(sender))
                return isinstance(found, Class) or (isinstance(found, str) and not found.startswith("builtins."))
        return False

    def _named(self, at: _Place, node: ast.expr) -> Receiver:
        """Return the function that is handed over."""
        if isinstance(node, ast.Call) and node.args and ast.unparse(node.func).endswith("partial"):
            return self._named(at, node.args[0])
        if isinstance(node, ast.Lambda):
            return Receiver(at.name("<lambda>"))
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id == "self"
            and at.outer
        ):
            return self._method(at.module, at.outer[0], node.attr)
        found = self.modules.resolve(at.value(node)) if isinstance(node, (ast.Name, ast.Attribute)) else None
        match found:
            case Value(node=ast.FunctionDef() | ast.AsyncFunctionDef() as function, module=home, scope=scope):
                name = f"{scope.name}.{function.name}" if isinstance(scope, ast.ClassDef) else function.name
                return Receiver(f"{home.name}.{name}", home, function)
            case Class():
                return Receiver(str(found))
            case str() if not found.startswith("builtins."):
                return Receiver(found)
        return Receiver(at.name(ast.unparse(node)[:60]))

    def _method(self, module: Module, cls: str, name: str) -> Receiver:
        if cls in module.classes:
            lineage = self.models.classes.lineage(Class(module, module.classes[cls], cls))
            match self.models.classes.first(lineage.order, name):
                case (home, ast.FunctionDef() | ast.AsyncFunctionDef() as function):
                    return Receiver(f"{home}.{name}", home.module, function)
        return Receiver(f"{module.name}.{cls}.{name}")
