"""Is an outline, looked into, the tree that `ast` gives, and does it say so where it can't be?"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from through_codemod.outline import OutlineError, complete, outline

FILES = sorted(Path(__file__).resolve().parent.glob("*.py"))

SAME = {
    "functions and methods": "".join(
        [
            "def f(a, *, b=1) -> int:\n",
            "    return a\n",
            "\n",
            "\n",
            "class C:\n",
            "    async def g(self):\n",
            "        await h\n",
        ]
    ),
    "decorators": "@a\n@b(\n    c\n)\n# d\n\ndef f():\n    pass\n\nx = 1\n",
    "a head of several lines": "def f(\n    a,\n    b,\n) -> (\n    c\n):\n    return a\n",
    "what is further in": "".join(
        [
            "def f():\n",
            "    def g():\n",
            "        pass\n",
            "\n",
            "    class C:\n",
            "        def h(self): pass\n",
            "    return g\n",
            "x = 1\n",
        ]
    ),
    "a class that ends with a function": "".join(
        [
            "class C:\n",
            "    def f(self):\n",
            "        return (\n",
            "            1\n",
            "        )\n",
            "    # no more\n",
            "\n",
            "\n",
            "x = 1\n",
        ]
    ),
    "in conditions": "".join(
        [
            "if a:\n",
            "    def f():\n",
            "        return 1\n",
            "else:\n",
            "    def f():\n",
            "        return 2\n",
            "try:\n",
            "    def g():\n",
            "        return 1\n",
            "except E:\n",
            "    def g():\n",
            "        return 2\n",
            "finally:\n",
            "    x = 1\n",
            "for i in j:\n",
            "    def h():\n",
            "        return i\n",
            "match a:\n",
            "    case 1:\n",
            "        def k():\n",
            "            return 3\n",
        ]
    ),
    "strings at the margin": 'def f():\n    """\ndef g():\n    text\n"""\n    return """\nx = 1\n"""\n\nx = 2\n',
    "quotes in quotes": "".join(
        [
            "def f():\n",
            '    return \'"""\', "\'\'\'", \'#\', "\\""\n',
            "\n",
            "def g():\n",
            "    '''\"\"\"'''\n",
            "    return 1\n",
        ]
    ),
    "escapes": "def f():\n    a = 'b\\\nc'\n    return r'\\'', \\\nd\n\nx = 1\n",
    "brackets at the margin": "".join(
        [
            "def f():\n",
            "    return [\n",
            "        1,\n",
            "]\n",
            "\n",
            "def g():\n",
            "    return (\n",
            "        2\n",
            ")\n",
            "\n",
            "x = 1\n",
        ]
    ),
    "comments": "".join(
        [
            "def f():  # a\n",
            "    pass  # 'b\n",
            "# c\n",
            "    # d\n",
            "\n",
            "# e\n",
            "def g():\n",
            "    return 1 # it's\n",
            "\n",
            "\n",
            "def h():\n",
            "    return 2\n",
        ]
    ),
    "one line": "def f(): return 1\ndef g(): pass; x = 1\nclass C: y = 1\nclass D:\n    def h(self): return 2\n",
    "no line at the end": "x = 1\n\n\ndef f():\n    return 1",
    "a lambda, a name": "default = defer = 1\ndef_ = lambda: 1\nasync_ = 2\n",
    "windows": "def f():\r\n    return 1\r\n\r\n\r\nclass C:\r\n    def g(self):\r\n        return '''\r\na'''\r\n",
    "names": "def ärger():\n    return 'ü'\n\ndef b():\n    return 2\n",
    "nothing": "",
}
# what regular expressions can't tell is not cut, and the whole is to be parsed
OTHERWISE = {
    "a bracket that goes on at the margin": "def f():\n    x = [\n1, 2]\n    return x\n\ny = 1\n",
    "tabs": "def f():\n\treturn 1\n\ndef g():\n\treturn 2\n",
    "form feeds": "def f():\n    return 1\n\f\ndef g():\n    return 2\n",
    "old line ends": "def f():\r    return 1\r\rdef g():\r    return 2\r",
    "a head that goes on at the margin": "def f(\n    a,\nb,\n) -> (\n    c\n):\n    return a\n",
}
BROKEN = {
    "in a function": "def f():\n    return 1\n\n\ndef g():\n    return return\n",
    "in a head": "def f(a b):\n    return 1\n",
    "between functions": "def f():\n    return 1\n\nx x\n\ndef g():\n    return 2\n",
    "in a method": "class C:\n    def f(self):\n        print 'x'\n\n    def g(self):\n        return 1\n",
    "a string without an end": "def f():\n    return 'a\n\ndef g():\n    return 1\n",
    "indentation": "class C:\n    def f(self):\n        return 1\n   def g(self):\n        return 2\n",
    "a body that is missing": "def f():\ndef g():\n    return 1\n",
    "a bracket without an end": "def f():\n    x = (1\n\ndef g():\n    return 2\n",
}


def dumped(tree: ast.Module) -> str:
    return ast.dump(tree, include_attributes=True, indent=1)


@pytest.mark.parametrize(
    "source", [*SAME.values(), *(file.read_text() for file in FILES)], ids=[*SAME, *(f.name for f in FILES)]
)
def test_it_is_the_tree(source: str) -> None:
    found = outline(source.encode())
    assert all(ast.walk(found))  # which looks into all of them
    assert dumped(found) == dumped(ast.parse(source))


@pytest.mark.parametrize("source", SAME.values(), ids=SAME)
def test_a_field_makes_a_plain_node(source: str) -> None:
    for number, node in enumerate(ast.walk(ast.parse(source))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found = list(ast.walk(outline(source.encode())))[number]
            assert type(found) is type(node)
            assert ast.dump(found, include_attributes=True) == ast.dump(node, include_attributes=True)


@pytest.mark.parametrize("source", OTHERWISE.values(), ids=OTHERWISE)
def test_what_cannot_be_cut_is_said(source: str) -> None:
    ast.parse(source)
    with pytest.raises(OutlineError):
        complete(outline(source.encode()))


@pytest.mark.parametrize("source", BROKEN.values(), ids=BROKEN)
def test_what_is_broken_is_said(source: str) -> None:
    with pytest.raises(SyntaxError):
        ast.parse(source)
    with pytest.raises(OutlineError):
        complete(outline(source.encode()))


def test_a_function_is_parsed_when_it_is_looked_into() -> None:
    tree = outline(b"def f(a):\n    return a\n\n\nclass C:\n    @b\n    def g(self):\n        return return\n")
    first, second = tree.body
    assert isinstance(first, ast.FunctionDef)
    assert isinstance(second, ast.ClassDef)
    (method,) = second.body
    assert isinstance(method, ast.FunctionDef)
    assert (method.name, method.lineno, method.end_lineno, method.end_col_offset) == ("g", 7, 8, 21)
    assert [ast.unparse(item) for item in method.decorator_list] == ["b"]
    assert [argument.arg for argument in first.args.args] == ["a"]
    assert type(first) is ast.FunctionDef
    for _ in range(2):
        with pytest.raises(OutlineError):
            method.body  # noqa: B018
