"""Which receivers does the source connect to the signals of saving, deleting and linking?"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from through_codemod.relations.static.models import Model, Models, is_test
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
        self._visit(module, module.tree.body, (), deferred=is_test(module.name))

    def _visit(self, module: Module, body: Sequence[ast.stmt], outer: tuple[str, ...], deferred: bool) -> None:
        for statement in body:
            match statement:
                case ast.FunctionDef() | ast.AsyncFunctionDef():
                    for decorator in statement.decorator_list:
                        self._decorated(module, statement, decorator, outer)
                    if not deferred:
                        self._visit(module, statement.body, (*outer, statement.name, "<locals>"), deferred)
                case ast.ClassDef():
                    self._visit(module, statement.body, (*outer, statement.name), deferred)
                case ast.For():
                    self._calls(module, statement, outer, self._each(module, statement))
                    self._functions(module, statement, outer, deferred)
                case _ if hasattr(statement, "body"):
                    for name in ("body", "orelse", "finalbody"):
                        self._visit(module, getattr(statement, name, []), outer, deferred)
                    for handler in getattr(statement, "handlers", []):
                        self._visit(module, handler.body, outer, deferred)
                case _:
                    self._calls(module, statement, outer, {})

    def _functions(self, module: Module, loop: ast.For, outer: tuple[str, ...], deferred: bool) -> None:
        inner = [item for item in loop.body if isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef))]
        self._visit(module, inner, outer, deferred)

    def _each(self, module: Module, loop: ast.For) -> dict[str, list[Model | None]]:
        """Return the models that the variable of a loop over a written list stands for."""
        match loop:
            case ast.For(target=ast.Name(id=name), iter=ast.List(elts=elements) | ast.Tuple(elts=elements)):
                return {name: [self.models.named(Value(module, element)) for element in elements]}
        return {}

    def _calls(
        self, module: Module, statement: ast.AST, outer: tuple[str, ...], loops: dict[str, list[Model | None]]
    ) -> None:
        for call in ast.walk(statement):
            match call:
                case ast.Call(func=ast.Attribute(value=signal, attr="connect"), args=args, keywords=keywords):
                    for name in self._signals(module, signal):
                        given = {keyword.arg: keyword.value for keyword in keywords}
                        receiver = args[0] if args else given.get("receiver")
                        sender = args[1] if len(args) > 1 else given.get("sender")
                        if receiver is not None:
                            self._add(module, name, self._named(module, receiver, outer), sender, loops)
                case ast.Call(func=ast.Call(func=maker, args=[_, *_]) as decorator, args=[function]):
                    if self._is_receiver(module, maker):  # receiver(post_save, sender=Course)(function)
                        self._marked(module, decorator, self._named(module, function, outer))

    def _decorated(self, module: Module, function: Function, decorator: ast.expr, outer: tuple[str, ...]) -> None:
        if isinstance(decorator, ast.Call) and decorator.args and self._is_receiver(module, decorator.func):
            name = ".".join([module.name, *outer, function.name])
            self._marked(module, decorator, Receiver(name, module, function))

    def _is_receiver(self, module: Module, maker: ast.expr) -> bool:
        return isinstance(maker, (ast.Name, ast.Attribute)) and self.modules.resolve(Value(module, maker)) in RECEIVER

    def _marked(self, module: Module, decorator: ast.Call, receiver: Receiver) -> None:
        """Take in `@receiver(signal or signals, sender=...)`."""
        sender = next((keyword.value for keyword in decorator.keywords if keyword.arg == "sender"), None)
        signals = decorator.args[0]
        for signal in signals.elts if isinstance(signals, (ast.List, ast.Tuple)) else [signals]:
            for name in self._signals(module, signal):
                self._add(module, name, receiver, sender, {})

    def _signals(self, module: Module, node: ast.expr) -> Iterator[str]:
        if not isinstance(node, (ast.Name, ast.Attribute)):
            return
        found = self.modules.resolve(Value(module, node))
        if isinstance(found, str) and found.startswith(SIGNALS) and found.removeprefix(SIGNALS) in KNOWN:
            yield found.removeprefix(SIGNALS)

    def _add(
        self,
        module: Module,
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
                models = [self.models.named(Value(module, sender))]
                # What a package of somebody else's connects for whoever asks for it shows on the model that asks.
                if models == [None] and (not module.own or self._is_no_model(module, sender)):
                    return
        self.connections += [Connection(signal, receiver, model) for model in models]

    def _is_no_model(self, module: Module, sender: ast.expr) -> bool:
        """Whether a sender is known, and none of the models: a plain link that Django makes, another class."""
        match sender:
            case ast.Attribute(value=ast.Attribute(value=owner), attr="through"):
                return self.models.named(Value(module, owner)) is not None
            case ast.Constant(value=str()):
                return True
            case ast.Name() | ast.Attribute():
                found = self.modules.resolve(Value(module, sender))
                return isinstance(found, Class) or (isinstance(found, str) and not found.startswith("builtins."))
        return False

    def _named(self, module: Module, node: ast.expr, outer: tuple[str, ...]) -> Receiver:
        """Return the function that is handed over."""
        if isinstance(node, ast.Call) and node.args and ast.unparse(node.func).endswith("partial"):
            return self._named(module, node.args[0], outer)
        if isinstance(node, ast.Lambda):
            return Receiver(".".join([module.name, *outer, "<lambda>"]))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self" and outer:
            return self._method(module, outer[0], node.attr)
        found = self.modules.resolve(Value(module, node)) if isinstance(node, (ast.Name, ast.Attribute)) else None
        match found:
            case Value(node=ast.FunctionDef() | ast.AsyncFunctionDef() as function, module=home, scope=scope):
                name = f"{scope.name}.{function.name}" if scope is not None else function.name
                return Receiver(f"{home.name}.{name}", home, function)
            case Class():
                return Receiver(str(found))
            case str() if not found.startswith("builtins."):
                return Receiver(found)
        return Receiver(".".join([module.name, *outer, ast.unparse(node)[:60]]))

    def _method(self, module: Module, cls: str, name: str) -> Receiver:
        if cls in module.classes:
            lineage = self.models.classes.lineage(Class(module, module.classes[cls], cls))
            match self.models.classes.first(lineage.order, name):
                case (home, ast.FunctionDef() | ast.AsyncFunctionDef() as function):
                    return Receiver(f"{home}.{name}", home.module, function)
        return Receiver(f"{module.name}.{cls}.{name}")
