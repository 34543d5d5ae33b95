"""What do decorators make of a function?"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from through_codemod.infer.tree import FunctionNode, Tree
from through_codemod.infer.values import External, Function, Values

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


def is_remade(source: Source, cls: ast.ClassDef) -> bool:
    """Whether a decorator or a metaclass may change what the attributes of `cls` are."""
    metaclasses = [item.value for item in cls.keywords if item.arg == "metaclass"]
    if not cls.decorator_list and not metaclasses:
        return False
    engine = source.modules.engine
    return engine.remember(
        source.remade,
        cls,
        lambda: (
            not all(_keeps_class(source, item) for item in cls.decorator_list)
            or not all(_is_external(source.root.values(item), METACLASSES) for item in metaclasses)
        ),
    )


def _keeps_class(source: Source, decorator: ast.expr) -> bool:
    callee = decorator.func if isinstance(decorator, ast.Call) else decorator
    values = source.root.values(callee)
    if _is_external(values, CLASS_ROOTS) or mark_of(source, decorator) == PLAIN:
        return True
    if isinstance(decorator, ast.Call):
        return _is_external(source.root.values(decorator), CLASS_ROOTS)  # what a function of the project's makes
    return bool(values) and all(isinstance(one, Function) and _hands_back(one) for one in values)


def _is_external(values: Values, roots: tuple[str, ...]) -> bool:
    return bool(values) and all(isinstance(one, External) and one.name.startswith(roots) for one in values)


def _hands_back(function: Function) -> bool:
    """Whether a decorator returns the class that it is given, and only reads it or puts it away."""
    node, tree = function.node, function.source.tree
    if isinstance(node, ast.Lambda) or node.decorator_list or len(node.args.args) != 1:
        return False
    name = node.args.args[0].arg
    results = tree.returns(node)
    if not results or not all(isinstance(item.value, ast.Name) and item.value.id == name for item in results):
        return False
    uses = [item for item in ast.walk(node) if isinstance(item, ast.Name) and item.id == name]
    return all(isinstance(use.ctx, ast.Load) and _only_reads(tree, use) for use in uses)


def _only_reads(tree: Tree, use: ast.Name) -> bool:
    match tree.parent(use):
        case ast.Attribute(ctx=ast.Load()) as read:
            user = tree.parent(read)
            changed = user.func if isinstance(user, ast.Call) else getattr(user, "value", None)
            return changed is not read
        case ast.Call(func=ast.Attribute(attr="append" | "add" | "register")):
            return True
        case ast.Return():
            return True
        case ast.Assign(targets=[ast.Subscript()]):  # registry[cls.name] = cls
            return True
    return False
