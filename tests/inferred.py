"""What does the inference make of a piece of source? In a notation for tables of tests.

An expression to ask about stands alone on a line that ends in `# -> what it can be`, or is named there:
`# course.students -> Course.students`. Where that text occurs several times on the line, all have to agree.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path

from school_map import SCHOOL

from through_codemod.infer import Inference, Module, Modules
from through_codemod.infer.values import (
    Accessor,
    BoundVerb,
    Callee,
    Collection,
    Instance,
    Key,
    ModelClass,
    Object,
    Other,
    Rows,
    Unknown,
    Value,
    Values,
)
from through_codemod.relations import RelationMap

_ASKED = re.compile(r"#(?P<text>.*?)->(?P<expected>.*)$")


def shown(values: Values) -> str:
    """Return values in the notation of the tables: `Course | ?`."""
    return " | ".join(sorted(_shown(value) for value in values))


def _shown(value: Value) -> str:
    match value:
        case Instance(model=model, apps=apps):
            return model.name + (f"@{apps}" if apps else "")
        case ModelClass(model=model, apps=apps):
            return f"type {model.name}" + (f"@{apps}" if apps else "")
        case Rows(model=model, manager=manager, apps=apps):
            return ("manager " if manager else "rows ") + model.name + (f"@{apps}" if apps else "")
        case Accessor():
            configured = ", configured" if value.configured else ""
            apps = f"@{value.apps}" if value.apps else ""
            return f"{value.owner.name}.{value.relation.accessor}{apps}{configured}"
        case BoundVerb(accessor=accessor, verb=verb):
            return f"verb {_shown(accessor)}.{verb}"
        case Key(model=None, said=said):
            return "said key" if said else "literal"
        case Key(model=model, field=field):
            return f"key {model.name}.{field}"
        case Collection(type="dict"):
            return f"dict[{shown(value.elements)}: {shown(value.mapped)}]"
        case Collection(positions=None):
            return f"{value.type}[{shown(value.elements)}]"
        case Collection(positions=tuple(positions)):
            return f"{value.type}({', '.join(map(shown, positions))})"
        case Object(cls=cls):
            return f"object {cls.name}"
        case Callee(name=name):
            return f"callable {name}"
        case Other(name=name):
            return "None" if name == "None" else "other"
        case Unknown():
            return "?"
    return type(value).__name__


def inference(
    source: str, root: Path, files: Mapping[str, str] = {}, path: str = "app/views.py", relations: RelationMap = SCHOOL
) -> tuple[Inference, ast.Module]:
    """Return the inference of `source` as the file `path` of a project that has `files` too."""
    for name, text in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(text))
    text = textwrap.dedent(source)
    tree = ast.parse(text)
    modules = Modules([root], relations)
    listed = [str(file) for file in sorted(root.rglob("*.py"))]
    modules.files.listing = lambda: listed
    place = str(root / path)
    return Inference(Module.of(modules.name_of(place), place, tree, text.encode()), relations, modules), tree


def questions(source: str) -> Iterator[tuple[int, str, str]]:
    """Yield the line, the text asked about ("" for the statement's own value) and the expected answer."""
    for number, line in enumerate(textwrap.dedent(source).splitlines(), 1):
        if found := _ASKED.search(line):
            yield number, found["text"].strip(), found["expected"].strip()


def asked(tree: ast.Module, line: int, text: str) -> list[ast.expr]:
    """Return the expressions that a question means."""
    found = []
    for node in ast.walk(tree):
        if not text and isinstance(node, ast.Expr) and node.end_lineno == line:
            found.append(node.value)
        if (
            text
            and isinstance(node, ast.expr)
            and node.lineno == line
            and not isinstance(getattr(node, "ctx", None), ast.Store)
            and ast.unparse(node) == text
        ):
            found.append(node)
    return found


def check(
    source: str, root: Path, files: Mapping[str, str] = {}, path: str = "app/views.py", relations: RelationMap = SCHOOL
) -> None:
    """Assert that every marked expression is what its mark says."""
    infer, tree = inference(source, root, files, path, relations)
    lines = textwrap.dedent(source).splitlines()
    wrong, count = [], 0
    for count, (line, text, expected) in enumerate(questions(source), 1):  # noqa: B007
        nodes = asked(tree, line, text)
        assert nodes, f"line {line}: nothing to ask about"
        got = " / ".join(sorted({shown(infer.asked(node)) for node in nodes}))
        if got != expected:
            why = "; ".join(value.why for node in nodes for value in infer.asked(node) if isinstance(value, Unknown))
            wrong.append(f"{lines[line - 1].strip()}\n    but it is: {got}" + (f"  ({why})" if why else ""))
    assert count, "no questions"
    assert not wrong, "\n" + "\n".join(wrong)
