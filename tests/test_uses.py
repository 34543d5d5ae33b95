"""Which verbs are worth asking about, by the names under which a file may find an accessor again?"""

from __future__ import annotations

import ast
import textwrap

import pytest

from through_codemod.infer import Inference
from through_codemod.infer.modules import Module, Modules
from through_codemod.outline import outline, unread
from through_codemod.relations import RelationMap
from through_codemod.uses import Uses, uses_of

ASKED = {
    "on the spot": "course.students.add(x)",
    "in another database": "course.students.db_manager('b').add(x)",
    "a variable": "m = course.students; m.add(x)",
    "another variable": "m = course.students; n = m; n.add(x)",
    "in another database later": "m = course.students; n = m.db_manager('b'); n.add(x)",
    "one of two": "m = course.students if a else b; m.add(x)",
    "a walrus": "if m := course.students: m.add(x)",
    "one of a list": "for m in [course.students, b]: m.add(x)",
    "one of a comprehension": "[m.add(x) for m in (course.students, b)]",
    "unpacked": "a, [m, *n] = course.students, [1, 2]; m.add(x)",
    "what is starred": "a, *n = 1, course.students; n[0].add(x)",
    "an item": "d['m'] = course.students; d['m'].add(x)",
    "an attribute": "self.m = course.students; other.m.add(x)",
    "an attribute by name": "setattr(self, 'm', course.students); self.m.add(x)",
    "grown": "ms = []; ms.append(course.students); ms[0].add(x)",
    "grown by a function": "def f(): ms.append(course.students)\n\ndef g(): ms[0].add(x)",
    "an item that a function sets": "def f(): d['m'] = course.students\n\ndef g(): d['m'].add(x)",
    "grown into an attribute": "self.ms.append(course.students); self.ms[0].add(x)",
    "what a call makes of it": "h = Holder(course.students); h.m.add(x)",
    "of what a call makes of it": "h = Holder(course.students); n = h.m; n.add(x)",
    "popped": "ms = [course.students]; n = ms.pop(); n.add(x)",
    "a default": "def f(m=course.students): m.add(x)",
    "given back": "def f(): return course.students\nf().add(x)",
    "yielded": "def f(): yield course.students\nfor m in f(): m.add(x)",
    "a property": "class A:\n    def m(self): return self.students\na.m.add(x)",
    "of a class": "class A:\n    m = course.students\na.m.add(x)",
    "entered": "with course.students as m: m.add(x)",
    "matched": "match [course.students]:\n    case [m]: m.add(x)",
    "awaited": "async def f(): m = await g(course.students); m.add(x)",
    "a function without a name": "f = lambda: course.students; f().add(x)",
    "by its name": "getattr(course, 'students').add(x)",
    "by its name, kept": "m = getattr(course, 'students'); m.add(x)",
    "by its name in a path": "from operator import attrgetter; attrgetter('course.students')(seat).add(x)",
    "by a getter, kept": "get = operator.attrgetter('students'); get(course).add(x)",
    "by a getter, mapped": "from operator import attrgetter\nfor m in map(attrgetter('students'), courses): m.add(x)",
    "by a getter of the method": "from operator import attrgetter; attrgetter('students.add')(course)(x)",
    "by Python's own method": "course.__getattribute__('students').add(x)",
    "by Python's own method of a class": "object.__getattribute__(course, 'students').add(x)",
    "by a caller, kept": "call = operator.methodcaller('add', student); call(course.students, x)",
    "by its descriptor": "Course.students.__get__(course).add(x)",
    "by its descriptor, kept": "m = Course.students.__get__(course); m.add(x)",
    "its class": "type(course.students).add(course.students, x)",
    "its class, kept": "cls = course.students.__class__; cls.add(course.students, x)",
    "bound": "f = course.students.add; f(x)",
    "bound, of a variable": "m = course.students; f = m.add; f(x)",
    "in another function": "def f(): return course.students\ndef g():\n    m = f()\n    m.add(x)",
    "in a method of another class": "class A:\n    m = course.students\n\nclass B:\n    def g(a): a.m.add(x)",
    "what others keep": "members.add(x)",
    "what others give back": "m = members(); m.add(x)",
}
NOT = {
    "another variable": "m = course.students; n = set(); n.add(x)",
    "what is read of it": "m = course.students; n = m.all(); n.add(x)",
    "how many there are": "n = len([course.students]); n.add(x)",
    "what is compared": "case.assertEqual(course.students, 1); case.n.add(x)",
    "a variable by the name of an attribute": "self.m = course.students; m.add(x)",
    "an attribute by the name of a variable": "m = course.students; self.m.add(x)",
    "an attribute without a name": "setattr(self, '', course.students)\nself.m.add(x)\nprint(1)",
    "what a map over a caller is given": "map(x, operator.methodcaller('add', student))",
    "what getattr is handed to": "partial(getattr, course, 'students')(x)",
    "bound, of another variable": "m = course.students; n = set(); f = n.add; f(x)",
}


def used(tree: ast.Module, text: str, school_map: RelationMap) -> Uses:
    module = Module.of("views", "views.py", tree, text.encode())
    inference = Inference(module, school_map, Modules([], school_map))
    return uses_of(inference, frozenset({"students"}), frozenset({"add", "set"}), frozenset({"members"}))


def asked(source: str, school_map: RelationMap) -> list[str]:
    """The calls with the argument `x` that are worth asking about."""
    text = textwrap.dedent(source)
    uses = used(ast.parse(text), text, school_map)
    return [ast.unparse(call) for call in uses.calls if any(ast.unparse(arg) == "x" for arg in call.args)]


@pytest.mark.parametrize("source", ASKED.values(), ids=ASKED.keys())
def test_asked(source: str, school_map: RelationMap) -> None:
    assert len(asked(source, school_map)) == 1


@pytest.mark.parametrize("source", NOT.values(), ids=NOT.keys())
def test_not_asked(source: str, school_map: RelationMap) -> None:
    assert asked(source, school_map) == []


def test_functions_that_write_on_something_else_are_not_parsed(school_map: RelationMap) -> None:
    text = (
        "def f(case):\n    global m\n    m = course.students\n    n = m\n    case.m.add(x)\n"
        "def g(case):\n    case.clubs.add(x)\n"
        "def h():\n    m.set([x])\n"
        "def i(n):\n    n.set([x])\n"
    )
    tree = outline(text.encode())
    uses = used(tree, text, school_map)
    assert [ast.unparse(call) for call in uses.calls] == ["m.set([x])"]
    read = [node.name for node in tree.body if isinstance(node, ast.FunctionDef) and unread(node) is None]
    assert read == ["f", "h"]


def test_what_is_read_by_a_name_that_is_no_accessors_is_not_followed(school_map: RelationMap) -> None:
    text = (
        "m = course.students\nself.kept = m\nname = input()\n"
        "a(getattr(x, 'students')); a(getattr(x, 'kept')); a(getattr(x, 'title', m)); a(getattr(x, name))\n"
    )
    starts = used(ast.parse(text), text, school_map).starts
    calls = [ast.unparse(one) for one in starts if isinstance(one, ast.Call)]
    assert calls == ["getattr(x, 'students')", "getattr(x, 'kept')"]
