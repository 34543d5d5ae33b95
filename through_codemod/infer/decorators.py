"""What do decorators make of a function?"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from through_codemod.infer.bindings import Binding, Kind
from through_codemod.infer.tree import FunctionNode, Tree
from through_codemod.infer.values import Collection, External, Function, Key, Values

if TYPE_CHECKING:
    from through_codemod.infer.source import Source

HARMLESS = frozenset(
    {"abstractmethod", "action", "api_view", "atomic", "authentication_classes", "cache", "cache_page"}
    | {"csrf_exempt", "csrf_protect", "db_task", "deprecated", "display", "ensure_csrf_cookie"}
    | {"expectedFailure", "final", "fixture", "freeze_time", "isolate_apps", "login_required", "lru_cache"}
    | {"method_decorator", "modify_settings", "never_cache", "no_type_check"}
    | {"non_atomic_requests", "overload", "override", "override_settings"}
    | {"permission_classes", "permission_required", "receiver", "require_GET", "require_POST"}
    | {"require_http_methods", "require_safe", "sensitive_post_parameters", "sensitive_variables"}
    | {"shared_task", "skip", "skipIf", "skipIfDBFeature", "skipUnless", "skipUnlessDBFeature"}
    | {"staff_member_required", "tag", "task", "total_ordering", "user_passes_test", "vary_on_headers"}
    | {"wraps", "xframe_options_exempt"}
)
HARMLESS_ROOTS = (
    *("django.", "functools.", "unittest.", "pytest.", "rest_framework.", "celery.", "typing.", "abc."),
    *("freezegun.", "mock.", "typing_extensions.", "parameterized.", "contextlib.", "asgiref.", "builtins."),
)
# where decorators of classes come from that leave the attributes of the class what they are
CLASS_ROOTS = (
    *("django.", "functools.", "unittest.", "pytest.", "rest_framework.", "celery.", "typing.", "typing_extensions."),
    *("freezegun.", "mock.", "contextlib.", "dataclasses.", "attr.", "attrs.", "pydantic.", "enum.", "ddt.", "abc."),
    *(
        "factory.",
        "graphene.",
        "strawberry.",
        "warnings.",
        "drf_spectacular.",
        "rules.",
        "reversion.",
        "import_export.",
        "pytest_factoryboy.",
        "strawberry_django.",
    ),
    *("requests_mock.", "time_machine.", "moto.", "waffle.", "constance.", "maykin_2fa.", "flaky.", "privates."),
    *("responses.", "vcr.", "respx.", "httpretty."),
)
METACLASSES = (
    *("abc.", "typing.", "enum.", "django.", "rest_framework.", "factory.", "builtins.", "wagtail."),
    *("graphene.", "mptt.", "polymorphic.", "modelcluster."),
)
MARKS = {
    "builtins.property": "property",
    "builtins.staticmethod": "static",
    "builtins.classmethod": "class",
    "django.utils.functional.cached_property": "property",
    "functools.cached_property": "property",
    "contextlib.contextmanager": "context",
    "contextlib.asynccontextmanager": "context",
    "asgiref.sync.sync_to_async": "async",
    "channels.db.database_sync_to_async": "async",
    "asgiref.sync.async_to_sync": "sync",
    "django.utils.decorators.classproperty": "odd",
    "django.utils.functional.classproperty": "odd",
}


ODD = "odd"  # the mark of a decorator that may change what its function returns
PLAIN = ""


def decoration(source: Source, node: FunctionNode) -> frozenset[str]:
    """Return the marks that decorators put on a function; `ODD` where one may change what it returns."""
    if isinstance(node, ast.Lambda) or not node.decorator_list:
        return frozenset()
    engine = source.modules.engine
    return engine.remember(
        source.decorations, node, lambda: frozenset(mark_of(source, item) for item in node.decorator_list) - {PLAIN}
    )


def mark_of(source: Source, decorator: ast.expr) -> str:
    callee = decorator.func if isinstance(decorator, ast.Call) else decorator
    if isinstance(callee, ast.Attribute) and callee.attr in ("setter", "deleter", "getter"):
        return "property"
    values = source.root.values(callee)
    if isinstance(decorator, ast.Call) and any(keyword.arg == "bind" for keyword in decorator.keywords):
        return ODD  # https://docs.celeryq.dev/en/stable/userguide/tasks.html#bound-tasks: passes one argument more
    match next(iter(values)) if len(values) == 1 else None:
        case External(name=name) if name in MARKS:
            return MARKS[name]
        case External(name=name) if name.startswith(("pytest.mark.", "django.contrib.admin.")):
            return PLAIN
        case External(name=name) if name.rpartition(".")[2] in HARMLESS and name.startswith(HARMLESS_ROOTS):
            return PLAIN
        case External(name=name) if name.rpartition(".")[2] == "cached_property":
            return "property"
    return ODD


def property_getters(source: Source, binding: Binding) -> list[Function]:
    """Return the functions that `head = property(get_head)` calls; none where not all that it may be is a function."""
    if binding.kind is not Kind.ASSIGN or b"property(" not in source.module.text:
        return []
    match binding.value:
        case ast.Call(func=ast.Name() as made, args=[getter, *_]) if mark_of(source, made) == "property":
            values = source.root.values(getter)
            found = [value for value in values if isinstance(value, Function) and value.bound is None]
            return found if len(found) == len(values) else []
    return []


def is_remade(source: Source, cls: ast.ClassDef, name: str) -> bool:
    """Whether a decorator or a metaclass may change what the attribute `name` of `cls` is."""
    metaclasses = [item.value for item in cls.keywords if item.arg == "metaclass"]
    if not cls.decorator_list and not metaclasses:
        return False
    changed = source.modules.engine.remember(source.remade, cls, lambda: _changed(source, cls, metaclasses))
    return changed is None or name in changed


def is_made_plainly(source: Source, cls: ast.ClassDef) -> bool:
    """Whether nothing makes a class and its objects but `type`, or `abc.ABCMeta`, which calls no method of theirs."""
    return all(
        item.arg == "metaclass" and _is_external(source.root.values(item.value), ("abc.ABCMeta",))
        for item in cls.keywords
    )


def _changed(source: Source, cls: ast.ClassDef, metaclasses: list[ast.expr]) -> frozenset[str] | None:
    """Return the attributes that decorators set; None where decorators or metaclasses may set any."""
    found = [_set_by(source, item) for item in cls.decorator_list]
    if not all(_is_external(source.root.values(item), METACLASSES) for item in metaclasses):
        return None
    return frozenset().union(*(names for names in found if names is not None)) if None not in found else None


def _set_by(source: Source, decorator: ast.expr) -> frozenset[str] | None:
    """Return the attributes of a class that a decorator of it sets; None where it may set any."""
    callee = decorator.func if isinstance(decorator, ast.Call) else decorator
    values = source.root.values(callee)
    if _is_external(values, CLASS_ROOTS) or mark_of(source, decorator) == PLAIN:
        return frozenset()
    if isinstance(decorator, ast.Call):
        values = source.root.values(decorator)  # what a function of the project's makes
        if _is_external(values, CLASS_ROOTS):
            return frozenset()
    found = [_set_on_class(one) if isinstance(one, Function) else None for one in values]
    return frozenset().union(*(names for names in found if names is not None)) if found and None not in found else None


def _is_external(values: Values, roots: tuple[str, ...]) -> bool:
    return bool(values) and all(isinstance(one, External) and one.name.startswith(roots) for one in values)


def _set_on_class(function: Function) -> frozenset[str] | None:
    """Return the attributes that a decorator sets to plain data on the class that it is given.

    None where it does not return the class, or does more with it than to read it or to put it away.
    """
    node, tree = function.node, function.source.tree
    if isinstance(node, ast.Lambda) or node.decorator_list or len(node.args.args) != 1:
        return None
    name = node.args.args[0].arg
    results = tree.returns(node)
    if not results or not all(isinstance(item.value, ast.Name) and item.value.id == name for item in results):
        return None
    stored: set[str] = set()
    for use in (item for item in ast.walk(node) if isinstance(item, ast.Name) and item.id == name):
        match tree.parent(use):
            case ast.Attribute(attr=attribute, ctx=ast.Store()) as target if _is_given_data(function, target):
                stored.add(attribute)
            case _ if not (isinstance(use.ctx, ast.Load) and _only_reads(tree, use)):
                return None
    return frozenset(stored)


def _is_given_data(function: Function, target: ast.Attribute) -> bool:
    """Whether an attribute is set to texts, numbers or a container, and to nothing that could be called."""
    match function.source.tree.parent(target):
        case ast.Assign(targets=[only], value=value) if only is target:
            values = function.source.root.values(value)
            return bool(values) and all(isinstance(one, Collection | Key) for one in values)
    return False


def _only_reads(tree: Tree, use: ast.Name) -> bool:
    match tree.parent(use):
        case ast.Attribute(ctx=ast.Load()) as read:
            user = tree.parent(read)
            changed = user.func if isinstance(user, ast.Call) else getattr(user, "value", None)
            return changed is not read
        case ast.Call(func=ast.Attribute(attr="append" | "add" | "register") | ast.Name(id="hasattr" | "issubclass")):
            return True
        case ast.Return():
            return True
        case ast.Assign(targets=[ast.Subscript()]):  # registry[cls.name] = cls
            return True
    return False
