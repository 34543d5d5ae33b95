"""Which names mean something in a scope, so that a new one must be another?"""

from __future__ import annotations

import ast
import re


def identifiers(scope: ast.AST) -> set[str]:
    """Return the names that mean something in `scope`, those left out that only a comprehension knows."""
    names: set[str] = set()
    waiting: list[ast.AST] = [scope]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            inside: set[str] = set()
            for child in ast.iter_child_nodes(node):
                inside |= identifiers(child)
            names |= inside - {
                name.id for part in node.generators for name in ast.walk(part.target) if isinstance(name, ast.Name)
            }
            continue
        waiting.extend(ast.iter_child_nodes(node))
        match node:
            case ast.Name(id=name) | ast.arg(arg=name):
                names.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
            case ast.alias(name=name, asname=asname):
                names.add(asname or name.partition(".")[0])
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                names.add(name)
            case ast.MatchMapping(rest=str(name)):
                names.add(name)
            case ast.Global(names=declared) | ast.Nonlocal(names=declared):
                names.update(declared)
    return names


def bound_at_top(tree: ast.Module) -> set[str]:
    """Return the names that the module binds or uses outside functions and classes, and theirs."""
    names: set[str] = set()
    for statement in tree.body:
        match statement:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
            case _:
                names |= identifiers(statement)
    return names


def snake_case(name: str) -> str:
    """Return a class's name as variables spell it: `art_course` for `ArtCourse`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()
