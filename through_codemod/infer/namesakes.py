"""What else has an attribute called like a relation's accessor, in the project or in its installed apps?"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from through_codemod.identifiers import as_read
from through_codemod.infer.installed import UnreadError, app_files
from through_codemod.infer.tree import COMPREHENSIONS, FUNCTIONS
from through_codemod.relations import ModelRef, Relation, RelationMap

if TYPE_CHECKING:
    from through_codemod.infer.modules import Modules

_SETTERS = frozenset({"setattr", "__setattr__"})
_NAMED_IN_TEXT = _SETTERS | {  # calls that give attributes the names in their strings and of their keywords
    *("add_to_class", "contribute_to_class", "object", "patch", "multiple"),
    *("namedtuple", "NamedTuple", "make_dataclass", "make_class", "create_model", "type", "new_class"),
    *("Enum", "IntEnum", "StrEnum", "Flag", "TextChoices", "IntegerChoices"),
    *("SimpleNamespace", "Namespace", "Mock", "MagicMock", "AsyncMock", "NonCallableMock", "NonCallableMagicMock"),
    *("create_autospec", "configure_mock", "mock_add_spec", "FieldDescriptor"),
}
_DESCRIPTORS = b"AddSerializedFile"  # https://protobuf.dev/reference/python/python-generated/
_LISTING = frozenset({"__slots__", "_fields"})


def namesake(modules: Modules, relation: Relation) -> str | None:
    """Return what else has an attribute called like the accessor, or why nobody can tell; None where nothing has."""
    key = f"{relation.owner}.{relation.accessor}"
    if key not in modules.namesakes:
        modules.namesakes[key] = _model_with(modules.relations, relation) or _in_project(modules, relation)
    if modules.namesakes[key] is None and key not in modules.namesakes_of_apps:
        modules.namesakes_of_apps[key] = _in_apps(modules, relation)
    return modules.namesakes[key] or modules.namesakes_of_apps[key]


def _model_with(relations: RelationMap, relation: Relation) -> str | None:
    """Return a model with the attribute that is neither the relation's owner, nor before or behind it in line."""
    for model in relations.models.values():
        related = relations.is_a(model.ref, relation.owner) or relations.is_a(relation.owner, model.ref)
        if relation.accessor in model.attributes and not related:
            return f"{model.label or model.ref} has `{relation.accessor}` too"
    return None


def _in_project(modules: Modules, relation: Relation) -> str | None:
    may_bind = _binding(relation.accessor)
    for path, text in modules.texts():
        if text is None:
            return f"{modules.shown(path)} cannot be read"
        if not may_bind(text):
            continue
        module = modules.load_file(path)
        if module is None:
            return f"{modules.shown(path)} cannot be parsed"
        line = _line_that_binds(module.tree, module.name, relation, modules.relations)
        if line is not None:
            return _given(f"{modules.shown(path)}:{line}", relation)
    return None


def _in_apps(modules: Modules, relation: Relation) -> str | None:
    """Return what of the installed apps that are not the project's own has the attribute, or what cannot be read."""
    if modules.relations.apps is None:
        return "it is not known which apps are installed"
    may_bind = _binding(relation.accessor)
    roots = [*modules.roots, *modules.packages()]
    for app, places in modules.relations.apps.items():
        try:
            for file in app_files(app, places, roots):
                if modules.lists(file.path):
                    continue
                text = file.path.read_bytes()
                if not may_bind(as_read(text)):
                    continue
                line = _line_that_binds(ast.parse(text, file.shown), file.module, relation, modules.relations)
                if line is not None:
                    return _given(f"{file.shown}:{line}", relation)
        except UnreadError as error:
            return str(error)
        except (OSError, ValueError, SyntaxError, RecursionError, MemoryError) as error:
            why = error.strerror if isinstance(error, OSError) else error
            return f"the source of {app}, an installed app, cannot be read ({why})"
    return None


def _given(place: str, relation: Relation) -> str:
    return f"{place} gives `{relation.accessor}` to something else"


def _binding(name: str) -> Callable[[bytes], bool]:
    """Return the test that a text passes if it may bind the name: it is more than called, indexed or asked of.

    What protobuf makes classes of is one string, in which any byte may stand in front of the name.
    """
    sought = name.encode()
    word = rb"(?<![\w\x80-\xff])%s(?![\w\x80-\xff])" % re.escape(sought)
    bound = re.compile(rb"\b(?:def|class|import)[\s\\]+%s|%s(?![ \t]*[.(\[])" % (word, word))
    return lambda text: sought in text and (bound.search(text) is not None or _DESCRIPTORS in text)


def _line_that_binds(tree: ast.Module, module: str, relation: Relation, relations: RelationMap) -> int | None:
    """Return a line that gives the attribute to a class or object; not where the relation itself is declared."""
    name = relation.accessor
    for definition, qualname in _classes(tree, ""):
        declaring = set(_declarations(definition, ModelRef(module, qualname), relation.owner, relations))
        for node in _of_body(definition):
            if _binds(node, name) and node not in declaring:
                return getattr(node, "lineno", definition.lineno)
    by_any_name = any(_sets_any(node) for node in ast.walk(tree))
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(attr=found, ctx=ast.Store()) if found == name:
                return node.lineno
            case ast.Constant(value=found) if by_any_name and found == name:
                return node.lineno
            case ast.Call() if _gives(node, name):
                return node.lineno
            case ast.Call(func=ast.Attribute(attr="AddSerializedFile"), args=[ast.Constant(value=bytes(described))]):
                if name.encode() in described:
                    return node.lineno
            case ast.Assign(targets=[ast.Name(id=listing)]) if listing in _LISTING and _in_text(node.value, name):
                return node.lineno
            case ast.keyword(arg="to_attr", value=value) if _in_text(value, name):
                return node.lineno
    return None


def _declarations(
    definition: ast.ClassDef, ref: ModelRef, owner: ModelRef, relations: RelationMap
) -> Iterator[ast.AST]:
    """Yield the names in a model's body that are the relation's own: a field, an annotation of what Django sets."""
    is_behind = relations.is_a(owner, ref)
    if not is_behind and not relations.is_a(ref, owner):
        return
    for node in _of_body(definition):
        match node:
            case ast.AnnAssign(target=ast.Name() as target, value=None):
                yield target
            case ast.Assign(targets=[ast.Name() as target], value=value) if is_behind and _is_field(value):
                yield target
            case ast.AnnAssign(target=ast.Name() as target, value=value) if is_behind and _is_field(value):
                yield target


def _is_field(value: ast.expr | None) -> bool:
    return isinstance(value, ast.Call) and (_last(value.func) or "").endswith("Field")


def _classes(node: ast.AST, prefix: str) -> Iterator[tuple[ast.ClassDef, str]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef):
            yield child, prefix + child.name
            yield from _classes(child, f"{prefix}{child.name}.")
        else:
            yield from _classes(child, prefix)


def _of_body(definition: ast.ClassDef) -> Iterator[ast.AST]:
    """Yield what stands in the scope of a class's body, in blocks too; nothing of inner functions and classes."""
    waiting: list[ast.AST] = list(definition.body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, (*FUNCTIONS, *COMPREHENSIONS, ast.ClassDef)):
            waiting.extend(ast.iter_child_nodes(node))


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


def _sets_any(node: ast.AST) -> bool:
    """Whether attributes are set whose names stand elsewhere: `setattr(x, name, y)`, `x.__dict__`, `vars(x)`."""
    match node:
        case ast.Attribute(attr="__dict__") | ast.Call(func=ast.Name(id="vars"), args=[_]):
            return True
        case ast.Call(func=function, args=args) if _last(function) in _SETTERS:
            return not any(isinstance(item, ast.Constant) and isinstance(item.value, str) for item in args[:2])
    return False


def _gives(call: ast.Call, name: str) -> bool:
    match _last(call.func):
        case str(last) if last in _NAMED_IN_TEXT:
            inside = [*call.args, *call.keywords]
            return any(_in_text(item, name) or _in_keywords(item, name) for item in inside)
        case "annotate":
            return any(item.arg == name for item in call.keywords)
        case "update" if isinstance(call.func, ast.Attribute) and _sets_any(call.func.value):
            return any(item.arg == name for item in call.keywords)
    return False


def _in_text(node: ast.AST, name: str) -> bool:
    texts = (item.value for item in ast.walk(node) if isinstance(item, ast.Constant) and isinstance(item.value, str))
    return any(name in re.split(r"[\s,.]+", text) for text in texts)


def _in_keywords(node: ast.AST, name: str) -> bool:
    return any(isinstance(item, ast.keyword) and item.arg == name for item in ast.walk(node))


def _last(function: ast.expr) -> str | None:
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return None
