"""Does the inference answer about places and bindings, and does it stay lazy, whole and patient?"""

from __future__ import annotations

import ast
import itertools
import sys
import textwrap
from pathlib import Path

import pytest
from inferred import check, inference, shown
from school_map import SCHOOL

from through_codemod.infer import Inference, Module, Modules
from through_codemod.infer.values import Accessor, Instance, Key, Unknown, join


def names(tree: ast.AST, name: str) -> list[ast.Name]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == name]


def test_places(tmp_path: Path) -> None:
    infer, tree = inference(
        """
        class A:
            def f(self, x=[y for y in z]):
                return [g(lambda: x) for x in self]
        """,
        tmp_path,
    )
    function = tree.body[0].body[0]  # type: ignore[attr-defined]
    z = names(tree, "z")[0]
    assert infer.statement(z) is function
    assert infer.function(z) is tree.body[0]
    inner = names(tree, "g")[0]
    assert infer.statement(inner) is function.body[0]
    assert infer.function(inner) is function
    assert isinstance(infer.function(names(tree, "x")[-1]), ast.Lambda | ast.FunctionDef)
    assert infer.parent(function) is tree.body[0]
    assert infer.parent(tree) is None


def test_definitions(tmp_path: Path) -> None:
    infer, tree = inference(
        """
        from school.models import Course
        def f(a, flag):
            b = a
            use(b)
            use(a)
            if flag:
                a = 1
            use(a)
            for c in a:
                use(c)
            use(c)
            use(nothing)
        """,
        tmp_path,
    )

    def at(name: str) -> list[frozenset[int]]:
        found = [node for node in names(tree, name) if isinstance(node.ctx, ast.Load)]
        return [infer.definitions(name, node) for node in sorted(found, key=lambda node: node.lineno)]

    assert at("a")[0] == at("a")[1]
    assert at("a")[1] < at("a")[2]
    assert at("a")[2] == at("a")[3]
    inside, after = at("c")
    assert len(inside) == 1
    assert after == inside | {0}
    assert at("nothing") == [frozenset({0})]


def test_unchanged(tmp_path: Path) -> None:
    infer, tree = inference(
        """
        def f(courses, flag):
            for course in courses:
                if flag:
                    members = course.members
                members.add(1)
            course = courses[0]
            other = course.members
            use(other)
            course = 2
            use(other)
        """,
        tmp_path,
    )
    body = tree.body[0].body  # type: ignore[attr-defined]
    loop = body[0]
    alias, write = loop.body[0].body[0], loop.body[1]
    assert infer.definitions("course", alias) == infer.definitions("course", write)
    assert not infer.unchanged("course", alias, write)
    assert infer.unchanged("course", body[2], body[3])
    assert not infer.unchanged("course", body[2], body[5])
    assert not infer.unchanged("course", body[3], body[2])


def test_binding(tmp_path: Path) -> None:
    infer, tree = inference(
        """
        from school.models import Course
        def f():
            pass
        """,
        tmp_path,
    )
    assert shown(infer.binding("Course", tree.body[1])) == "type Course"
    assert shown(infer.binding("Course", tree.body[1].body[0])) == "type Course"  # type: ignore[attr-defined]
    assert shown(infer.binding("Enrollment", tree.body[1])) == "?"


def test_evidence(tmp_path: Path) -> None:
    infer, tree = inference(
        """
        from school.models import Course, Enrollment
        class Tests:
            def setUpTestData(cls):
                cls.course = Course.objects.create()
            def test(self, enrollment: Enrollment):
                self.course.students
                enrollment.course.students
        """,
        tmp_path,
    )
    found = {
        value.how
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "students"
        for value in infer.values(node)
        if isinstance(value, Accessor)
    }
    assert found == {
        "self.course set in setUpTestData <- Course.objects.create(...)",
        "Enrollment.course is a foreign key to school.Course",
    }


def test_receivers(tmp_path: Path) -> None:
    infer, tree = inference(
        """
        from school.models import Course
        def f(a: Course, b: Course, flag):
            one = a.students
            one
            either = a.students if flag else b.students
            either
            [a.students][0]
            given(a.students)
        def given(members):
            return members
        """,
        tmp_path,
    )
    received = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            for value in infer.values(node.value):
                assert isinstance(value, Accessor)
                received[ast.unparse(node.value)] = value.receiver and ast.unparse(value.receiver)
    assert received == {"one": "a", "either": None, "[a.students][0]": None, "given(a.students)": None}


@pytest.mark.parametrize(
    ("path", "roots", "name"),
    [
        ("app/models.py", ["."], "app.models"),
        ("app/models/__init__.py", [".", "app"], "models"),
        ("src/app/models.py", [".", "src"], "app.models"),
        ("tests/app/models.py", ["."], "app.models"),  # app is a package, tests is none
        ("space/app.py", ["."], "space.app"),
        ("alone.py", ["."], "alone"),
        ("odd-name/models.py", ["."], "models"),
    ],
)
def test_names_of_files(path: str, roots: list[str], name: str, tmp_path: Path) -> None:
    file = tmp_path / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("")
    if "app/" in path:
        (file.parent / "__init__.py").touch()
    modules = Modules([tmp_path / root for root in roots], SCHOOL)
    assert modules.name_of(str(file)) == name


def test_the_name_that_the_map_knows_comes_first(tmp_path: Path) -> None:
    for name in ("backend/school/models.py", "backend/school/__init__.py", "backend/__init__.py"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("class Course:\n    pass\n")
    modules = Modules([tmp_path, tmp_path / "backend"], SCHOOL)
    assert modules.name_of(str(tmp_path / "backend/school/models.py")) == "school.models"
    loaded = modules.load("backend.school.models")
    assert loaded is not None
    assert loaded.name == "school.models"
    assert loaded is modules.load("school.models")


def test_modules_that_cannot_be_had(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("def f(:\n")
    (tmp_path / "bytes.py").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "large.py").write_text("x = 1\n" * 400_000)
    modules = Modules([tmp_path], SCHOOL)
    for name in ("broken", "bytes", "large", "missing", "os", "django.db", "", ".", "a..b"):
        assert modules.load(name) is None
        assert modules.exports(name) is None
    source = """
        from broken import Course
        from large import *
        Course().students  # -> ?
        x.students  # -> ?
        """
    check(source, tmp_path)


def test_modules_are_read_once_and_only_when_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {
        "one.py": "from two import Course\nimport three",
        "two.py": "from school.models import Course\ndef seldom():\n    return 1",
        "three.py": "",
    }
    source = "from one import Course\nimport three\ndef f():\n    Course().students\n    Course().students"
    infer, tree = inference(source, tmp_path, files)
    parsed: list[bytes] = []
    parse = ast.parse
    monkeypatch.setattr(ast, "parse", lambda *args, **kwargs: parsed.append(args[0]) or parse(*args, **kwargs))
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            assert shown(infer.values(node)) == "Course.students"
    assert len(parsed) == 2
    assert parsed[0] == files["one.py"].encode()
    assert parsed[1].startswith(b"from school")
    assert b"return" not in parsed[1]


def test_the_module_at_hand_stands_for_its_file(tmp_path: Path) -> None:
    files = {"app/__init__.py": "", "app/views.py": "old = 1", "app/helpers.py": "from app.views import make"}
    source = """
        from app.helpers import make as again
        from school.models import Course
        def make():
            return Course()
        again().students  # -> Course.students
        """
    check(source, tmp_path, files)


def test_cycles(tmp_path: Path) -> None:
    files = {
        "a.py": "from b import *\nfrom b import f\ndef g():\n    return f()",
        "b.py": "from a import *\nfrom a import g\ndef f():\n    return g()",
        "c.py": "from c import thing\nthing = thing",
        "__init__.py": "",
    }
    source = """
        from a import f, g, unheard
        from c import thing
        class A(A):
            x = A.x
        class B:
            me = B
            def __init__(self):
                self.next = B()
                self.course = self.next.course
                self.again = self.again
        def deep(x):
            return deep([x])
        f().students  # -> ?
        g().students  # -> ?
        unheard.students  # -> ?
        thing.students  # -> ?
        A().x.students  # -> ?
        B().next.next.next  # -> object B
        B().course.students  # -> ?
        B().again.students  # -> ?
        deep(1).students  # -> ?
        x = [1]
        for _ in x:
            x = [x]
        x.students  # -> ?
        """
    check(source, tmp_path, files)


def test_much_code_is_followed_in_reasonable_steps(tmp_path: Path) -> None:
    branches = "".join(f"    if x == {i}:\n        c = c.teacher.user.teacher.course_set.get()\n" for i in range(200))
    source = f"from school.models import Course\ndef f(x):\n    c = Course()\n{branches}    c.students\n"
    infer, tree = inference(source, tmp_path)
    last = tree.body[1].body[-1].value  # type: ignore[attr-defined]
    assert shown(infer.values(last)) in ("Course.students", "?")
    chain = "x" + "".join(f".filter(a={i})" for i in range(400))
    infer, tree = inference(f"from school.models import Course\nx = Course.objects.all()\n{chain}.first()\n", tmp_path)
    assert shown(infer.values(tree.body[2].value)) in ("Course", "?")  # type: ignore[attr-defined]
    infer, tree = inference("x = " + " + ".join(["'a'"] * 900), tmp_path)
    assert infer.values(tree.body[0].value)  # type: ignore[attr-defined]


def test_nothing_is_raised_for_any_expression(tmp_path: Path) -> None:
    """Python's own library has about every construct there is."""
    modules = Modules([Path(ast.__file__).parent], SCHOOL)
    for name in ("asyncio.tasks", "dataclasses", "enum", "unittest.mock", "typing", "contextlib"):
        module = modules.load(name) if name.partition(".")[0] not in ("unittest", "typing") else None
        if module is None:
            file = Path(ast.__file__).parent / (name.replace(".", "/") + ".py")
            module = Module.of(name, str(file), ast.parse(file.read_text()))
        infer = Inference(module, SCHOOL, modules)
        for node in ast.walk(module.tree):
            if isinstance(node, ast.expr):
                assert infer.values(node)


@pytest.mark.skipif(sys.version_info < (3, 12), reason="type parameters")
def test_type_parameters(tmp_path: Path) -> None:
    source = textwrap.dedent(
        """
        from typing import TypeVar
        from school.models import Club, Course
        type Alias = Course
        def f[T](x: T, y: Alias):
            x.students  # -> ?
            y.students  # -> ?
        T = TypeVar("T", bound=Course)
        def bound[T: Club, B: Course, Each: (Course, Club)](x: T, y: B, z: Each):
            x.students  # -> manager Student
            y.students  # -> Course.students
            z.students  # -> Course.students | manager Student
        def named_like_a_model[Course](x: Course, y: list[Course]):
            x.students  # -> ?
            y[0].students  # -> ?
        class Box[Course]:
            def put(self, x: Course): x.students  # -> ?
        """
    )
    check(source, tmp_path)


@pytest.mark.parametrize("whys", list(itertools.permutations(("", "one", "two"))))
def test_of_several_reasons_the_same_is_told_in_each_run(whys: tuple[str, ...]) -> None:
    (found,) = join(frozenset({Unknown(why)}) for why in whys)
    assert isinstance(found, Unknown)
    assert found.why == "one"


def test_values_compare_without_their_evidence() -> None:
    ref = SCHOOL.user_model
    assert ref is not None
    assert Instance(ref, how="here") == Instance(ref, how="there")
    assert Unknown("this") == Unknown("that")
    assert Key(ref, "id", "one") == Key(ref, "id", "two")


def test_containers_that_lie_too_deep_in_one_another_are_forgotten(tmp_path: Path) -> None:
    """Else a function that puts what it is given into what it gives back takes for ever."""
    source = """
        from school.models import Course
        def f():
            [[[[[[[Course()]]]]]]][0][0][0][0][0][0][0].students  # -> Course.students
            [[[[[[[[Course()]]]]]]]][0][0][0][0][0][0][0][0].students  # -> ?
            {"a": ({"a": ({"a": ({"a": (Course(),)},)},)},)}["a"][0]["a"][0]["a"][0]["a"]  # -> ?
        """
    check(source, tmp_path)
