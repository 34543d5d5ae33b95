"""What does a test client keep in an attribute that clients do not have?

@pytest.fixture
def visitor():
    client = Client()
    client.user = User.objects.create()
    return client

def test(visitor):
    visitor.user.groups.add(group)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from os.path import abspath
from typing import TYPE_CHECKING

from through_codemod.infer.bindings import Kind, binding_of
from through_codemod.infer.outside import names_set
from through_codemod.infer.values import External, Unknown, Values, detached, is_known, join, unknown

if TYPE_CHECKING:
    import ast

    from through_codemod.infer.source import Source

# https://docs.djangoproject.com/en/stable/topics/testing/tools/#the-test-client
CLIENT = "django.test.Client()"
_CLASSES = frozenset(
    f"{home}.{name}"
    for home, names in {
        "django.test": ("Client", "AsyncClient"),
        "django.test.client": ("Client", "AsyncClient"),
        "rest_framework.test": ("APIClient",),
    }.items()
    for name in names
)
_OWN = frozenset(  # what clients have
    {"get", "post", "put", "patch", "delete", "head", "options", "trace", "request", "generic"}
    | {"login", "alogin", "force_login", "aforce_login", "logout", "alogout", "session", "asession"}
    | {"cookies", "handler", "defaults", "errors", "extra", "exc_info", "raise_request_exception"}
    | {"store_exc_info", "check_exception", "headers", "follow", "credentials", "force_authenticate"}
    | {"renderer_classes", "default_format"}
)


def is_client(name: str) -> bool:
    """Whether the class of that name is one of clients."""
    return name in _CLASSES


def kept_by_client(source: Source, value: External, name: str) -> Values | None:
    """Return what all that the project stores as `client.name` may be; None for what is no client or its own.

    Nothing is known before the files of the project are asked for it, and where one stores what nobody knows.
    """
    if value.name.removesuffix("()") not in _CLASSES or not value.name.endswith("()") or name in _OWN or name[0] == "_":
        return None
    missing = unknown(f"{name} of a test client")
    if not source.modules.asks_callers:
        return missing
    key = ("kept by clients", name)
    found = source.modules.engine.solve(source.root.memo, key, lambda: join(_stored(source, name)))
    return found if is_known(found) else missing


def _stored(source: Source, name: str) -> Iterator[Values]:
    word, modules = name.encode(), source.modules
    sought = re.compile(rb"\.%s\b[^=\n]*=(?!=)|[\"']%s[\"']" % (word, word))
    places = {abspath(source.module.path): source}
    for path in modules.files.scanned(
        f"who stores {name}", lambda text: (word in text and sought.search(text) and True) or None
    ):
        if str(path) not in places and (module := modules.load_file(path)) is not None:
            places[str(path)] = modules.source(module)
    for place in places.values():
        for node in place.tree.stores(name):
            if _may_be_client(place, node.value):
                binding = binding_of(node, place.tree.parent)
                plain = binding is not None and binding.kind is Kind.ASSIGN
                yield detached(place.root.bound(binding)) if binding is not None and plain else unknown(name)
        for target, text in names_set(place):
            if getattr(text, "value", None) == name and _may_be_client(place, target):
                yield unknown(name)


def _may_be_client(place: Source, target: ast.expr) -> bool:
    return any(isinstance(one, Unknown | External) for one in place.root.values(target))
