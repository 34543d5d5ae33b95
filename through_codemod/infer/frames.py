"""What can an expression be in one run of a function, or in the module when nothing is known about its callers?"""

from __future__ import annotations

import ast
from collections.abc import Hashable, Iterator, Mapping
from typing import TYPE_CHECKING

from through_codemod.infer.annotations import annotated
from through_codemod.infer.attributes import read
from through_codemod.infer.bindings import Binding
from through_codemod.infer.calls import called
from through_codemod.infer.functions import arguments, entered, returned
from through_codemod.infer.generics import types_of
from through_codemod.infer.idioms import evaluated
from through_codemod.infer.names import bound, named
from through_codemod.infer.tree import FunctionNode, ScopeNode
from through_codemod.infer.values import Arguments, Function, Value, Values

if TYPE_CHECKING:
    from through_codemod.infer.growth import Growth
    from through_codemod.infer.source import Source

DEEPEST = 8


class Frame:
    """A function with what its parameters are, or (without a function) a module; it remembers what it found."""

    def __init__(
        self,
        source: Source,
        function: FunctionNode | None = None,
        arguments: Mapping[ast.arg, Values] | None = None,
        outer: Frame | None = None,
        depth: int = 0,
    ) -> None:
        self.source = source
        self.function = function
        self.arguments = arguments or {}
        self.outer = outer
        self.depth = depth
        self.types: Mapping[str, Values] = {}  # what type variables stand for
        self.growths: dict[tuple[ast.AST | None, str], Growth] = {}
        self.memo: dict[Hashable, Values] = {}
        self.inner: dict[Hashable, Frame] = {}

    def values(self, node: ast.expr) -> Values:
        """Return what `node` can be."""
        return self.source.modules.engine.solve(self.memo, node, lambda: evaluated(self, node))

    def named(self, name: str, at: ast.AST) -> Values:
        """Return what `name` means where `at` is evaluated."""
        return named(self, name, at)

    def bound(self, binding: Binding, name: str | None = None) -> Values:
        """Return what a binding binds; `name` is the one asked for where it is a star import."""
        return self.source.modules.engine.solve(
            self.memo, (binding, name), lambda: bound(self, binding, name or binding.name)
        )

    def annotated(self, node: ast.expr) -> Values:
        """Return what a value annotated with `node` can be."""
        return annotated(self, node)

    def read(self, value: Value, name: str, receiver: ast.expr | None = None) -> Values:
        """Return what the attribute `name` of `value` is; `receiver` is the expression for `value`."""
        return read(self, value, name, receiver)

    def returned(self, function: Function, given: Arguments | None = None) -> Values:
        """Return what calling `function` gives; without `given` nothing but its first argument is known."""
        return returned(self, function, given or Arguments(more=True))

    def called(self, value: Value, call: ast.Call) -> Values:
        """Return what calling `value` with the arguments of `call` gives."""
        return called(self, value, call)

    def passed(self, call: ast.Call) -> Arguments:
        """Return what `call` passes."""
        return arguments(self, call)

    def entered(self, values: Values, awaits: bool) -> Values:
        """Return what `with` makes of a context manager, or `async with`."""
        return entered(self, values, awaits)

    def generic(self, values: Values, cls: ast.ClassDef) -> Frame:
        """Return this frame of a module as `values`, objects of classes that inherit from `cls`, see the class."""
        return self.typed(types_of(values, cls)) if any(isinstance(base, ast.Subscript) for base in cls.bases) else self

    def typed(self, types: Mapping[str, Values]) -> Frame:
        """Return this frame of a module as one in which type variables stand for certain types."""
        if not types:
            return self
        key = ("types", tuple(types.items()))
        if key not in self.inner:
            self.inner[key] = Frame(self.source)
            self.inner[key].types = types
        return self.inner[key]

    def under(self, function: FunctionNode, arguments: Mapping[ast.arg, Values], caller: Frame) -> Frame | None:
        """Return the frame of a call to `function`, which this frame defines; None where calls nest too deep."""
        if caller.depth >= DEEPEST:
            return None
        key = (function, tuple((arg.arg, values) for arg, values in arguments.items()))
        if key not in self.inner:
            self.inner[key] = Frame(self.source, function, arguments, self, caller.depth + 1)
        return self.inner[key]

    def of(self, scope: ScopeNode) -> Frame:
        """Return the frame in which what `scope` owns is found: this one, or one further out."""
        frame = self
        while frame.outer is not None:
            inside: ScopeNode = scope
            while not isinstance(inside, ast.Module):
                if inside is frame.function:
                    return frame
                inside = self.source.tree.scope(inside)
            frame = frame.outer
        return frame

    def argument(self, arg: ast.arg) -> Values | None:
        """Return what a parameter was given, or None where no call is known."""
        return next((frame.arguments[arg] for frame in self.chain() if arg in frame.arguments), None)

    def chain(self) -> Iterator[Frame]:
        """Yield this frame and those around it."""
        frame: Frame | None = self
        while frame is not None:
            yield frame
            frame = frame.outer
