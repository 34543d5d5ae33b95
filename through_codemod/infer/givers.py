"""Where does a module give a class or an object an attribute of some name?"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from through_codemod.infer.tree import COMPREHENSIONS, FUNCTIONS

_SETTERS = frozenset({"setattr", "__setattr__"})
_MAKERS = frozenset(  # of classes, by the names in their arguments
    {"namedtuple", "NamedTuple", "make_dataclass", "make_class", "create_model", "new_class", "FieldDescriptor"}
    | {"Enum", "IntEnum", "StrEnum", "Flag", "TextChoices", "IntegerChoices"}
)
_GIVERS = (  # calls that give attributes the names in their texts and of their keywords
    _SETTERS
    | _MAKERS
    | {"type", "exec", "eval", "add_to_class", "contribute_to_class", "object", "patch", "multiple"}
    | {"SimpleNamespace", "Namespace", "Mock", "MagicMock", "AsyncMock", "NonCallableMock", "NonCallableMagicMock"}
    | {"create_autospec", "configure_mock", "mock_add_spec"}
)
_LISTS = frozenset({"__slots__", "_fields", "_fields_"})
_HOLDERS = frozenset({"vars", "locals"})
_HOOKS = frozenset({"__getattr__", "__getattribute__"})


def bound_in_classes(tree: ast.Module, name: str) -> Iterator[tuple[ast.ClassDef, str, ast.AST]]:
    """Yield where the body of a class binds the name, with the class and its `__qualname__`, functions left out."""
    for definition, qualname in _classes(tree):
        for node in of_body(definition):
            if _binds(node, name):
                yield definition, qualname, node


def of_body(definition: ast.ClassDef) -> Iterator[ast.AST]:
    """Yield what stands in the scope of a class's body, in blocks too; nothing of inner functions and classes."""
    waiting: list[ast.AST] = list(definition.body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, (*FUNCTIONS, *COMPREHENSIONS, ast.ClassDef)):
            waiting.extend(ast.iter_child_nodes(node))


def line_that_gives(tree: ast.Module, name: str) -> int | None:
    """Return the line of a statement outside of classes' bodies that may give any object an attribute of the name.

    Where attributes go by names that stand elsewhere in the module, as with `setattr(x, key, value)`, each text that is
    the name counts, and each keyword of `dict` and `update`.
    """
    nodes = list(ast.walk(tree))
    givers = _GIVERS.union(*map(_other_names, nodes))
    by_any = any(_goes_by_any(node) for node in nodes)
    for node in nodes:
        match node:
            case ast.Attribute(attr=found, ctx=ast.Store()) if found == name:
                return node.lineno
            case ast.Constant(value=str(text)) if by_any and text == name:
                return node.lineno
            case ast.Call() if _gives(node, name, givers, by_any):
                return node.lineno
            case ast.Assign(targets=[ast.Name(id=listing)]) if listing in _LISTS and _in_text(node.value, name):
                return node.lineno
            case ast.keyword(arg="to_attr", value=value) if _in_text(value, name):
                return node.lineno
    return None


def _gives(call: ast.Call, name: str, givers: frozenset[str], by_any: bool) -> bool:
    match _last(call.func):
        case str(last) if last in givers:
            inside = [*call.args, *call.keywords]
            return any(_in_text(item, name) or _in_keywords(item, name) for item in inside)
        case "annotate":
            spread = (item.value for item in call.keywords if item.arg is None)
            return any(item.arg == name for item in call.keywords) or any(_in_text(item, name) for item in spread)
        case "dict" | "update" if by_any:
            return any(item.arg == name for item in call.keywords)
        case "AddSerializedFile":
            texts = [item.value for item in call.args if isinstance(item, ast.Constant)]
            return any(isinstance(text, bytes) and name.encode() in text for text in texts)
    return False


def _goes_by_any(node: ast.AST) -> bool:
    match node:
        case ast.Attribute(attr="__dict__") | ast.keyword(arg="these"):
            return True
        case ast.FunctionDef(name=name) if name in _HOOKS:
            return True
        case ast.Call(func=ast.Name(id=name)) if name in _HOLDERS:
            return True
        case ast.Call(func=function, args=args) if _last(function) in _SETTERS:
            return not any(isinstance(item, ast.Constant) and isinstance(item.value, str) for item in args[:2])
        case ast.Call(func=ast.Name(id="type"), args=[_, _, namespace]):
            return not isinstance(namespace, ast.Dict)
        case ast.Call(args=args) if any(isinstance(item, ast.Name) and item.id in _SETTERS for item in args):
            return True
        case ast.Assign(value=ast.Name(id=name)):
            return name in _SETTERS
    return False


def _other_names(node: ast.AST) -> set[str]:
    """Return what a giver is called besides: `from collections import namedtuple as row`, `row = namedtuple`."""
    match node:
        case ast.alias(name=name, asname=str(other)) if name in _GIVERS:
            return {other}
        case ast.Assign(targets=[ast.Name(id=other)], value=ast.Name(id=name)) if name in _GIVERS:
            return {other}
    return set()


def _classes(tree: ast.Module) -> Iterator[tuple[ast.ClassDef, str]]:
    waiting: list[tuple[ast.AST, str]] = [(tree, "")]
    while waiting:
        node, prefix = waiting.pop()
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.ClassDef):
                yield child, prefix + child.name
                waiting.append((child, f"{prefix}{child.name}."))
            elif not isinstance(child, ast.expr):  # which hold no classes, and may be nested deeply
                waiting.append((child, prefix))


def _binds(node: ast.AST, name: str) -> bool:
    match node:
        case ast.FunctionDef(name=found) | ast.AsyncFunctionDef(name=found) | ast.ClassDef(name=found):
            return found == name
        case ast.ExceptHandler(name=found) | ast.MatchAs(name=found) | ast.MatchStar(name=found):
            return found == name
        case ast.Name(id=found, ctx=ast.Store()) | ast.MatchMapping(rest=found):
            return found == name
        case ast.alias(name=path, asname=alias):
            return (alias or path.partition(".")[0]) == name
    return False


def _in_text(node: ast.AST, name: str) -> bool:
    texts = (item.value for item in ast.walk(node) if isinstance(item, ast.Constant) and isinstance(item.value, str))
    return any(name in re.findall(r"\w+", text) for text in texts)


def _in_keywords(node: ast.AST, name: str) -> bool:
    return any(isinstance(item, ast.keyword) and item.arg == name for item in ast.walk(node))


def _last(function: ast.expr) -> str | None:
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return None
