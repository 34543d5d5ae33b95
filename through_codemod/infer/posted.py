"""What does a request bring along: the text of forms and queries, and what REST framework makes of its body?"""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

from through_codemod.infer.frameworks import is_request
from through_codemod.infer.mutations import grown_attribute
from through_codemod.infer.tree import dotted
from through_codemod.infer.values import JSON, LITERAL, Collection, Values, join

if TYPE_CHECKING:
    from through_codemod.infer.frames import Frame
    from through_codemod.infer.source import Source

_SENT = frozenset({"POST", "GET", "query_params"})
# what puts something into the data of a request; what a module's own code puts in is looked at with more care
_PUT = re.compile(rb"request\.data(?<!\wrequest\.data)\b\s*(?:=[^=]|\[[^\]\n]*\]\s*=[^=]|\.(?:update|setdefault)\()")
# what puts something else in its place, and serializers that change what they are given
_CHANGED = (
    re.compile(rb"setattr\((?<!\wsetattr\()\s*\w*request,\s*[\"']data\b"),
    re.compile(rb"def to_internal_value\(self, (\w+)\b[^\0]*?\b\1\[[^\]\n]*\]\s*=[^=]"),
)


def posted_values(frame: Frame, node: ast.expr) -> Values | None:
    """`request.POST["student"]`, `.get("student")` and `.getlist("student")`, and the same of queries: text.

    And `request.data`, which parsers of REST framework make: a form's text, or what stands in JSON.

    https://docs.djangoproject.com/en/stable/ref/request-response/#querydict-objects
    https://www.django-rest-framework.org/api-guide/requests/#request-parsing
    """
    match node:
        case ast.Subscript(value=ast.Attribute(attr=sent, value=value)) if sent in _SENT and is_request(frame, value):
            return LITERAL
        case ast.Call(
            func=ast.Attribute(attr="get" | "getlist" as method, value=ast.Attribute(attr=sent, value=value)),
            args=[_, *more],
            keywords=keywords,
        ) if sent in _SENT and is_request(frame, value):
            default = [*more, *(keyword.value for keyword in keywords)]
            posted = LITERAL if method == "get" else frozenset({Collection("list", LITERAL)})
            return join([posted, *(frame.values(item) for item in default)])
        case ast.Attribute(attr="data", value=value, ctx=ast.Load()) if is_request(frame, value):
            return None if _is_changed(frame.source) else grown_attribute(frame, JSON, "data", node)
    return None


def _is_changed(source: Source) -> bool:
    """Whether the data of a request may be something else than was sent, by more than what this module puts in."""
    if any(dotted(stored.value).rpartition(".")[2] == "request" for stored in source.tree.stores("data")):
        return True
    if source.modules.files.has_text(
        "that data of requests is changed", lambda text: any(one.search(text) for one in _CHANGED)
    ):
        return True
    put = source.modules.files.scanned("what is put into data of requests", _PUT.search)
    return any(path.absolute() != Path(source.module.path).absolute() for path in put)
