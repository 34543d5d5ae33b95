"""Is every byte of a file found again, whatever its encoding, line endings and strings?"""

from __future__ import annotations

import ast

import pytest

from through_codemod.document import Document, UnreadableError, shift


def _expression(document: Document) -> ast.expr:
    (statement,) = document.tree.body
    assert isinstance(statement, ast.Expr)
    return statement.value


@pytest.mark.parametrize(
    "raw",
    [
        b"a.b.add(c)\n",
        b"a.b.add(c)",
        b"\xef\xbb\xbfa.b.add(c)\r\n",
        "# -*- coding: latin-1 -*-\nx('\xe9').b.add(c)\n".encode("latin-1"),
        "x('\u00e9\u4e2d').b.add(c)\r\n".encode(),
        b"\x0ca.b.add(c)\n",
    ],
)
def test_encoding_gives_the_same_bytes_back(raw: bytes) -> None:
    document = Document(raw)
    assert document.encode(document.data) == raw


@pytest.mark.parametrize(
    ("raw", "line", "said"),
    [
        (b"x = '\xff'\n", 1, "not utf-8"),
        (b"x = 1\ny = '\xff'\n", 2, "0xff"),
        (b"# coding: klingon\n", 1, "coding cookie"),
        (b"print 'x'\n", 1, "not Python 3"),
        (b"x = 1\nif x\n", 2, "not Python 3"),
        (b"x = 1\0\n", 1, "null byte"),
        (b"(" * 5000, 1, "nest"),
    ],
)
def test_what_is_no_module_says_where_and_why(raw: bytes, line: int, said: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        Document(raw)
    assert said in str(caught.value)
    assert caught.value.line == line


def test_a_fragment_loses_the_indentation_of_its_place_but_no_string_does() -> None:
    document = Document(b'if 1:\n    f(\n        g(\n            """a\n        b""",\n        )\n    )\n')
    (statement,) = document.tree.body
    assert isinstance(statement, ast.If)
    (call,) = statement.body
    assert isinstance(call, ast.Expr)
    assert isinstance(call.value, ast.Call)
    assert document.fragment(call.value.args[0]) == 'g(\n    """a\n        b""",\n)'


@pytest.mark.parametrize(
    ("source", "fragment"),
    [("(x := 1)", "(x := 1)"), ("(yield)", "(yield)"), ("(a)", "a"), ("'\u00e9' . b", "'\u00e9' . b")],
)
def test_a_fragment_can_stand_as_an_argument(source: str, fragment: str) -> None:
    assert Document(f"{source}\n".encode()).fragment(_expression(Document(f"{source}\n".encode()))) == fragment


@pytest.mark.parametrize(
    ("text", "shifted"),
    [
        ("name=1", "name=1"),
        ("name=f(\n    x,\n)", "name=f(\n        x,\n    )"),
        ('name="""a\n  b""", x=f(\n1)', 'name="""a\n  b""", x=f(\n    1)'),
        ("name=f'''{\na}\n  b'''", "name=f'''{\na}\n  b'''"),
        ("**f(\n1)", "**f(\n    1)"),
        ("not \n readable )", "not \n readable )"),
    ],
)
def test_shifting_leaves_strings_as_they_are(text: str, shifted: str) -> None:
    assert shift(text, "    ") == shifted


@pytest.mark.parametrize(
    ("source", "indent"),
    [("x = 1\n", "    "), ("if 1:\n  x\n", "  "), ("if 1:\n\tif 2:\n\t\tx\n", "\t"), ("if 1: x\nif 2:\n   x\n", "   ")],
)
def test_the_files_own_indentation(source: str, indent: str) -> None:
    assert Document(source.encode()).indent == indent


def test_columns_are_characters() -> None:
    document = Document("x('\u00e9\u4e2d').b\n".encode())
    assert document.characters(1, document.end(_expression(document))) == len("x('\u00e9\u4e2d').b")
