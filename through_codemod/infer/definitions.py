"""What is a class or function of the source, as a value?"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from through_codemod.infer.tree import FUNCTIONS, FunctionNode
from through_codemod.infer.values import Class, Function, ModelClass, Value, Values
from through_codemod.relations import ModelRef

if TYPE_CHECKING:
    from through_codemod.infer.frames import Frame
    from through_codemod.infer.source import Source


def class_value(source: Source, node: ast.ClassDef, is_open: bool = False) -> Value:
    """Return a class: a model where the relation map has it."""
    name = source.tree.qualname(node)
    ref = ModelRef(source.module.name, name)
    if ref in source.relations.models:
        return ModelClass(ref, how=name)
    return Class(source.module.name, name, node.lineno, source.module.path, is_open, node=node, source=source)


def function_value(frame: Frame, node: FunctionNode, first: Values | None = None) -> Function:
    """Return a function, bound to its first argument where that is known."""
    name = "<lambda>" if isinstance(node, ast.Lambda) else node.name
    return Function(
        name,
        node.lineno,
        node.col_offset,
        frame.source.module.path,
        first,
        node=node,
        source=frame.source,
        frame=frame,
    )


def raw_class(source: Source, node: ast.ClassDef, is_open: bool = False) -> Class:
    """Return a class as one of the source, even where it is a model."""
    name = source.tree.qualname(node)
    return Class(source.module.name, name, node.lineno, source.module.path, is_open, node=node, source=source)


def holds_functions(source: Source, node: FunctionNode) -> bool:
    """Whether functions or lambdas stand in a function."""
    if node not in source.holding:
        source.holding[node] = any(isinstance(one, FUNCTIONS) and one is not node for one in ast.walk(node))
    return source.holding[node]
