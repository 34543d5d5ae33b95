"""Does a tree that is walked piece by piece tell the same as one that is walked whole?"""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from through_codemod.infer.tree import Tree
from through_codemod.outline import outline, unread

HERE = Path(__file__).resolve().parent
ODD = {
    "two pieces on a line": "a.x = 1; b.x = 2\nclass C: x = a.x; y = b.x\n",
    "a class that ends where another begins": "class A(\n    B\n): x = c.x\nclass D(A): pass; e = f.x\n",
    "a decorator on another line": "@a.x(\n    b\n)\n@c\nclass D:\n    @e.x\n    def f(self, g=h.x): ...\n",
    "a dot at the end of a line": "a = (b.\n  # of\n  x.\n\n  # and\n  # of\n  y)\n\nc \\\n . \\\n x = 1\n",
    "a dot at the start of a line": "a = (\n    b  # .\n    .x  # comment\n    .y()\n)\n",
    "an identifier spelled otherwise": "a.\uff58 = 1\n\uff46 = a.x\n",
    "a dot far away": f"a = (b.{' ' * 1100}x)\n\nc = 1\n",
    "a byte order mark": "\ufeffa.x = 1\nb.x\n",
    "carriage returns": "a.x = 1\rb.x = a.y\r\nclass C:\r  x = b.y\r",
    "form feeds": "a.x = 1\n\x0cb.x = 2\n\x0c\nclass C:\n\x0c  x = c.x\n",
    "strings of several lines": 'a = """\nb.x = 1\n"""; b.x = 2\ndef f():\n    """x\nx"""\n    x.y\n',
    "a format of several lines": 'c = f"""\n{d.x}\n{e.y}"""\n\nf.x\n',
    "stores": "(a.x, [b.x]) = c\nfor d.x in e: pass\nwith f as g.x: pass\nh.x += 1\ndel i.x\nj.x: int\nk.x [0] = 1\n",
    "classes in functions": "def f():\n    class A(B): pass\n    return [class_ for class_ in C]\nclass A: ...\n",
    "a walrus": "def f():\n    if (a := b): pass\n\ndef g(): pass\n",
    "global": "def f():\n    global a\n\ndef g():\n    a\n",
    "global in a line": "def f(): global a\n\ndef g(): a; global b; b = 1\n",
    "nonlocal": "def f():\n    def g():\n        nonlocal a\n    a = 1\n",
    "nodes without a line": "a = [b for c in d]\n\nwith e as f: pass\n\ndef g(h): pass\n",
    "nothing": "",
}
READ = {
    "a comment between": "def f():\n    x = (\n        y.a  # z.a\n        .count()\n    )\n",
    "spaces between": "def f():\n    a . x . \\\n y\n\ndef g():\n    a.x \\\n . count\n",
    "brackets between": "def f():\n    (a.x).y; (a.x).count\n\ndef g():\n    a.x().count\n",
    "a string's own dot": "def f():\n    f'{a.x}.count'\n\ndef g():\n    f'{a.x.count}.y'\n",
    "a number sign in a string": "def f():\n    g('. # ' + a.x.add())\n    b\n",
    "two uses in a piece": "def f():\n    a.x.count(); a.x.add()\n\ndef g():\n    a.x.adder(a.x)\n",
    "another spelling": "def f():\n    a.x.\uff41\uff44\uff44()\n\ndef g():\n    a.x.add\u00e9()\n",
}
FILES = sorted(HERE.glob("*.py"))


def told(node: ast.AST | None) -> str:
    """Return what a node is and where."""
    return "nothing" if node is None else f"{type(node).__name__} at {getattr(node, 'lineno', '?')}:{ast.dump(node)}"


def questions(nodes: list[ast.AST]) -> Iterator[tuple[str, str | int]]:
    """Yield what can be asked about the nodes, in an order that depends on them alone."""
    asked: set[tuple[str, str | int]] = {("parent", number) for number in range(len(nodes))}
    asked |= {("classes", ""), ("walruses", ""), ("outer", "")}
    for node in nodes:
        if isinstance(node, ast.Name):
            asked |= {("names", node.id), ("stores", node.id)}
        elif isinstance(node, ast.Attribute):
            asked |= {("attributes", node.attr), ("stores", node.attr), ("names", node.attr)}
    found = sorted(asked, key=str)
    random.Random(len(nodes)).shuffle(found)
    return iter(found)


def answer(tree: Tree, nodes: list[ast.AST], question: str, about: str | int) -> list[str]:
    """Return what the tree says."""
    match question, about:
        case "parent", int():
            return [told(tree.parent(nodes[about]))]
        case _, "":
            return sorted(map(told, getattr(tree, question)))
        case _:
            return list(map(told, getattr(tree, question)(about)))


@pytest.mark.parametrize("file", FILES, ids=[file.name for file in FILES])
def test_one_question_after_another(file: Path) -> None:
    source = file.read_bytes()
    root = ast.parse(source)
    nodes = list(ast.walk(root))
    whole, cut = Tree(root), Tree(root, source)
    for question, about in questions(nodes[::29]):
        assert answer(cut, nodes, question, about) == answer(whole, nodes, question, about), (question, about)


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_each_question_first(text: str) -> None:
    source = text.encode()
    root = ast.parse(source)
    nodes = list(ast.walk(root))
    whole = Tree(root)
    for question, about in questions(nodes):
        assert answer(Tree(root, source), nodes, question, about) == answer(whole, nodes, question, about), question


METHODS = frozenset({"x", "y", "add"})


@pytest.mark.parametrize("text", [*ODD.values(), *READ.values()], ids=[*ODD, *READ])
def test_managers_are_all_but_those_of_which_something_else_is_read(text: str) -> None:
    root = ast.parse(text.encode())
    whole = Tree(root)
    for name in {node.attr for node in ast.walk(root) if isinstance(node, ast.Attribute)}:
        wanted = {
            node
            for node in whole.attributes(name)
            if not (isinstance(user := whole.parent(node), ast.Attribute) and user.attr not in METHODS)
        }
        found = set(Tree(root, text.encode()).managers(frozenset({name, "else"}), METHODS))
        assert wanted <= found <= set(whole.attributes(name))


def test_of_what_else_is_read_is_not_walked() -> None:
    source = b"def f(a):\n    a.x.adder()\n\n\ndef g(a):\n    a.x. \\\n add()\n    a.x.all()\n"
    tree = Tree(ast.parse(source), source)
    assert sorted(node.lineno for node in tree.managers(frozenset("xyz"), METHODS)) == [6, 8]
    assert [node.lineno for node in tree.attributes("x")] == [2, 6, 8]


def test_what_is_not_asked_for_is_not_walked() -> None:
    source = "class A:\n    def f(self):\n        self.x = 1\n\n    def g(self):\n        self.y()\n"
    tree = Tree(ast.parse(source), source.encode())
    assert len(tree.stores("x")) == 1
    assert not tree.stores("y")
    assert [node.attr for found in tree._attributes.values() for node in found] == ["x"]


def test_words_that_stand_for_nothing_else_are_not_walked() -> None:
    source = (
        b"def f(a):\n    b = 1  # all of x\n    return a.x2, a.y\n\n\n"
        b"def g(a):\n    return a.y  # a class\n\n\n"
        b"def h(a):\n    class B: pass\n    y = a.x\n"
    )
    tree = Tree(ast.parse(source), source)
    assert [node.lineno for node in tree.attributes("x")] == [12]
    assert [node.lineno for node in tree.classes] == [11]
    assert [node.lineno for node in tree.names("y")] == [12]
    assert {node.lineno for found in tree._attributes.values() for node in found} == {12}


def test_what_has_been_met_is_told_without_a_walk() -> None:
    source = b"def f(a):\n    a.x(a.y)\n\n\ndef g(b):\n    b.x(a.z)\n"
    tree = Tree(ast.parse(source), source)
    assert not tree.attributes_met("x")
    assert not tree.names_met("a")
    assert tree.attributes("y")
    assert [node.lineno for node in tree.attributes_met("x")] == [2]
    assert [node.lineno for node in tree.names_met("a")] == [2, 2]


def test_the_uses_of_a_name_in_a_function() -> None:
    """Those elsewhere are not looked for, so that what is elsewhere is not parsed."""
    source = (
        b"def f(a):\n    return a\n\nclass C:\n    def f(self, a):\n        def g():\n            a\n        a\n\na\n"
    )
    root = outline(source)
    tree = Tree(root, source)
    first, cls = root.body[:2]
    assert isinstance(first, ast.FunctionDef)
    assert isinstance(cls, ast.ClassDef)
    assert [use.lineno for use in tree.names_in("a", cls.body[0])] == [7, 8]
    assert unread(first)
    assert [use.lineno for use in tree.names_in("a", root)] == [2, 7, 8, 10]


def test_what_is_not_ascii_is_passed_over_where_it_is_in_no_name() -> None:
    """Only of another spelling of a name it takes a parse to know where it stands."""
    source = "def f():\n    # été\n    return 'été'\n\ndef g():\n    é = 1\n\ndef h():\n    a.x\n".encode()
    root = outline(source)
    tree = Tree(root, source)
    assert tree.attributes("x")
    functions = [node for node in root.body if isinstance(node, ast.FunctionDef)]
    assert [unread(function) is not None for function in functions] == [True, True, False]
