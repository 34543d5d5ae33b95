"""Imports on random modules: what is said at a place is the class when the module runs, and nothing else changes.

A module is imports, bindings and blocks in random order, with `HERE` in them. Each is run before and after: the trace
of what its other names gave has to be the same, and what stands at each `HERE` has to be what was asked for.
"""

from __future__ import annotations

import ast
import builtins
import importlib
import random
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from through_codemod.imports import Imports, SpellingError
from through_codemod.imports.lines import Lines
from through_codemod.infer import Inference
from through_codemod.infer.modules import Module, Modules
from through_codemod.relations import Model, ModelRef, RelationMap
from through_codemod.splice import Splice, apply

SEEDS = range(600)
PACKAGE = "imported_school"
FILES = {
    "__init__.py": "",
    "models.py": "from . import services\nclass Course: pass\nclass Enrollment: pass\nclass Student: pass\n",
    "services.py": "",
    "other.py": "class Enrollment: pass\nclass Loan: pass\ntransaction = 1\n",
    "library/__init__.py": "",
    "library/models/__init__.py": "from .book import Book\nfrom .loan import Loan\n",
    "library/models/book.py": "class Book: pass\n",
    "library/models/loan.py": "class Loan: pass\n",
    "db.py": "transaction = object()\nmodels = object()\n",
}
MODELS = [ModelRef(f"{PACKAGE}.models", "Enrollment"), ModelRef(f"{PACKAGE}.library.models.loan", "Loan")]
RELATIONS = RelationMap(
    "5.2",
    "live",
    (),
    {ref: Model(ref, f"app.{ref.name}", False, False, (), "id", "objects", (), {}) for ref in MODELS},
)
IMPORTS = """
from imported_school.models import Enrollment
from imported_school.models import Enrollment as E
from imported_school.models import Course
from .models import Course
from . import models
from imported_school import models
import imported_school.models
import imported_school.models as m
from imported_school.models import *
from imported_school.library.models import Loan
from imported_school.library.models import Book
from imported_school.library import models as lm
from imported_school.library.models.loan import Loan as Lent
from imported_school.library.models import *
from imported_school.other import Enrollment
from imported_school.other import Loan
from imported_school.other import *
from imported_school.db import models as dm
from imported_school.db import transaction
from imported_school.db import transaction as tx
import imported_school.db
import os
from imported_school.models import (Course, Student,)
from imported_school.models import Course; x = 1
""".strip().splitlines()
BINDINGS = """
Enrollment = 5
E = Enrollment
Loan = 7
transaction = 3
models = 2
del Enrollment
alias = models.Enrollment
for Enrollment in (1, 2): pass
[Loan for Loan in (1,)]
(Enrollment := 4)
class Enrollment: pass
def Loan(): pass
Enrollment: int
x, Enrollment = 1, 2
import os as Enrollment
note(Enrollment)
note(Loan)
note(transaction)
note(models)
""".strip().splitlines()
PLACES = """
HERE
[HERE for i in (1,)]
(lambda: HERE)()
note(HERE)
if HERE: pass
(lambda Enrollment: HERE)(1)
[HERE for Enrollment in (1,)]
""".strip().splitlines()
BLOCKS = [
    ["if yes:"],
    ["if no:", "else:"],
    ["try:", "except ImportError:"],
    ["try:", "finally:"],
    ["with block():"],
    ["for i in (1,):"],
    ["while no:"],
    ["class K:"],
]


class Author:
    """Writes one random module."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.functions = 0

    def module(self) -> str:
        pick = self.random
        lines = ['"""Doc."""'] if pick.random() < 0.2 else []
        lines += ["from __future__ import annotations"] if pick.random() < 0.1 else []
        lines += [pick.choice(IMPORTS) for _ in range(pick.randrange(4))]
        return "\n".join([*lines, *self.block(0), *self.function(0)]) + "\n"

    def block(self, depth: int) -> list[str]:
        lines: list[str] = []
        for _ in range(self.random.randrange(5)):
            choice = self.random.random()
            if choice < 0.45:
                lines.append(self.random.choice(IMPORTS if self.random.random() < 0.55 else BINDINGS))
            elif choice < 0.6 and depth < 4:
                for heading in self.random.choice(BLOCKS):
                    lines += [heading, *self.indented(depth)]
            elif choice < 0.72 and depth < 4:
                lines += self.function(depth)
            else:
                lines.append(self.random.choice(PLACES))
        return lines

    def indented(self, depth: int) -> list[str]:
        return [f"    {line}" for line in self.block(depth + 1) or ["pass"]]

    def function(self, depth: int) -> list[str]:
        self.functions += 1
        name = f"f{self.functions}"
        parameter = self.random.choice(["", "", "", "Enrollment=1", "transaction=None", "*, models=2"])
        first = ['    """Doc."""'] if self.random.random() < 0.3 else []
        if self.random.random() < 0.1:
            first.append(f"    global {self.random.choice(['Enrollment', 'Loan'])}")
        return [f"def {name}({parameter}):", *first, *self.indented(depth), f"later({name})"]


class Block:
    def __enter__(self) -> None: ...

    def __exit__(self, *error: object) -> None: ...


def run(source: bytes, name: str) -> tuple[list[object], dict[int, object]]:
    """Return the trace of a module and its functions, and what was at each `HERE` that was reached."""
    trace: list[object] = []
    found: dict[int, object] = {}
    later: list[Any] = []

    def here(place: int, value: object = None) -> bool:
        trace.append(place)
        found[place] = value
        return False

    def note(value: object) -> None:
        trace.append(value.__name__ if isinstance(value, (type, types.FunctionType)) else repr(value))

    module = types.ModuleType(name)
    module.__package__ = PACKAGE
    given = {"here": here, "note": note, "later": later.append, "block": Block, "yes": True, "no": False}
    module.__dict__["__builtins__"] = {**builtins.__dict__, **given}
    exec(compile(source, name, "exec", dont_inherit=True), module.__dict__)
    for function in later:
        try:
            function()
        except Exception as error:
            trace.append((type(error).__name__, str(error)))
    return trace, found


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("imports_run")
    for path, text in FILES.items():
        (folder / PACKAGE / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / PACKAGE / path).write_text(text)
    sys.path.insert(0, str(folder))
    yield folder
    sys.path.remove(str(folder))
    for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
        del sys.modules[name]


def places(tree: ast.Module) -> list[ast.Name]:
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == "HERE"]
    return sorted(found, key=lambda node: (node.lineno, node.col_offset))


def ask(imports: Imports, wanted: ModelRef | None, place: ast.Name) -> str | None:
    try:
        return imports.model(wanted, place) if wanted else imports.name(f"{PACKAGE}.db", "transaction", place)
    except SpellingError:
        return None


def meant(wanted: ModelRef | None) -> object:
    module, name = wanted or (f"{PACKAGE}.db", "transaction")
    return getattr(importlib.import_module(module), name)


def imports_of(source: bytes, name: str, tree: ast.Module, modules: Modules) -> Imports:
    module = Module(name, PACKAGE, f"{name}.py", tree, False)
    return Imports(module, source, Inference(module, RELATIONS, modules), RELATIONS, modules, 88)


def try_one(seed: int, modules: Modules) -> str | None:
    """Return "there" or "planned" for a module that holds, None for one that is none; raise with it where it fails."""
    author = Author(seed)
    text = author.module()
    source = text.encode()
    name = f"{PACKAGE}.{author.random.choice(['services', 'views'])}"  # the models import the first
    lines = Lines(source)
    try:
        tree = ast.parse(source)
        nodes = places(tree)

        def filled(splices: list[Splice], values: list[str | None]) -> bytes:
            calls = [
                Splice(*lines.span(node), f"here({index}, {value})".encode())
                for index, (node, value) in enumerate(zip(nodes, values, strict=True))
            ]
            return apply(source, [*splices, *calls])

        before, _ = run(filled([], [None for _ in nodes]), name)
    except (SyntaxError, NameError, UnboundLocalError, AttributeError, TypeError):
        return None
    wanted = [author.random.choice([*MODELS, None]) for _ in nodes]
    imports = imports_of(source, name, tree, modules)
    order = author.random.sample(range(len(nodes)), len(nodes))
    answers: dict[int, str | None] = {index: ask(imports, wanted[index], nodes[index]) for index in order}
    values = [answers[index] for index in range(len(nodes))]
    splices = imports.splices()
    output = filled(splices, values)
    story = f"seed {seed} as {name}\n{text}\n--- {wanted}\n{output.decode()}"
    try:
        after, found = run(output, name)
    except Exception as error:
        pytest.fail(f"{error!r} in {story}")
    assert after == before, story
    for index, value in found.items():
        assert value is meant(wanted[index]) or values[index] is None, f"HERE {index} in {story}"
    plain = apply(source, splices)
    again = ast.parse(plain)
    second = imports_of(plain, name, again, modules)
    for index, node in enumerate(places(again)):
        ask(second, wanted[index], node)
    assert not second.splices(), f"a second pass over {story}"
    return "planned" if splices else "there"


def test_random_modules(root: Path) -> None:
    modules = Modules([root], RELATIONS)
    outcomes = [try_one(seed, modules) for seed in SEEDS]
    assert outcomes.count("planned") > len(SEEDS) / 3
    assert outcomes.count("there") > len(SEEDS) / 20
