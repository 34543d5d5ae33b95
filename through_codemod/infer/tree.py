"""Where does a node stand: in which statement, in which scope, beside which other uses of its name?"""

from __future__ import annotations

import ast
import re
import sys
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cache, cached_property, partial
from itertools import chain, pairwise
from typing import Any

from through_codemod.document import line_starts
from through_codemod.unparsed import as_read

Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
ScopeNode = (
    ast.Module
    | ast.FunctionDef
    | ast.AsyncFunctionDef
    | ast.ClassDef
    | ast.Lambda
    | ast.ListComp
    | ast.SetComp
    | ast.DictComp
    | ast.GeneratorExp
)
OuterScope = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef | ast.Module
FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_WORD = frozenset(bytes([byte]) for byte in range(256) if byte >= 128 or chr(byte).isalnum() or byte == ord("_"))
_SPACE = frozenset(bytes([byte]) for byte in b" \t\f\r\n\\")
_BLANK = b" \t\f\r\n\\"
# behind each dot, and the comments that may stand there; where it is one in a string, that hides no other
_ATTRIBUTE = re.compile(rb"\.(?=(?:[ \t\f\r\n\\]++|#[^\r\n]*+)*+(\w++))")
_READ_OF = re.compile(rb"[ \t\f\r\n\\]*+\.[ \t\f\r\n\\]*+([A-Za-z_]\w*+)")
# what follows an attribute that may be bound, where it is one of several perhaps
_STORED = re.compile(
    rb"%(gap)s(?:[)\]]%(gap)s)*+(?:[=:,](?!=)|in\b|\Z|(?:[-+*/%%@&|^]|//|\*\*|<<|>>)=)"
    % {b"gap": rb"(?:[ \t\f\r\n\\]++|#[^\r\n]*+)*+"}
)
_FAR = 1_000
_PLAIN = frozenset({"ctx", "op", "ops", "id", "attr", "arg", "level", "module", "kind", "type_comment", "conversion"})


class Tree:
    """A module's tree with its parents, and an index of names, attributes, classes and odd bindings.

    Nothing is walked before it is asked for: a module is cut into its statements, a class into those of its body, and
    only the pieces are walked whose part of `text`, the module's source, has what is looked for. Without `text` that
    is all of them.
    """

    def __init__(self, root: ast.Module, text: bytes = b"") -> None:
        self.root = root
        self._parents: dict[ast.AST, ast.AST] = {}
        self._names: defaultdict[str, list[ast.Name]] = defaultdict(list)
        self._attributes: defaultdict[str, list[ast.Attribute]] = defaultdict(list)
        self._classes: list[ast.ClassDef] = []
        self._walruses: list[ast.NamedExpr] = []
        self._outer: list[ast.Global | ast.Nonlocal] = []
        self._found_exits: dict[FunctionNode, list[ast.AST]] = {}
        self._text = text
        self._builtins: dict[str, list[ast.Name | ast.Attribute]] = {}
        self._pieces: list[list[ast.AST]] = []
        self._lines: list[int] = []  # the first one of each piece; no two pieces share a line
        self._cut(root, 0)
        self._waiting = set(range(len(self._pieces)))
        self._asked: set[tuple[str, str]] = set()
        self._adopted: set[ast.AST] = set()
        if not text:
            self._walk(self._waiting)
        elif as_read(text) != text:  # two spellings can be one identifier there: PEP 3131
            spans = enumerate(pairwise(self._offsets))
            self._walk({piece for piece, (start, end) in spans if not text[start:end].isascii()})

    def _cut(self, outer: ast.Module | ast.ClassDef, last: int) -> int:
        """Cut what stands behind line `last` into pieces, and return the last line of that."""
        for statement in outer.body:
            self._parents[statement] = outer
            decorators = getattr(statement, "decorator_list", ())
            first = min([statement.lineno, *(node.lineno for node in decorators)])
            if first > last or not self._pieces:
                self._pieces.append([])
                self._lines.append(first)
            if isinstance(statement, ast.ClassDef):
                self._classes.append(statement)
                header = [*decorators, *statement.bases, *statement.keywords, *getattr(statement, "type_params", ())]
                self._parents.update(dict.fromkeys(header, statement))
                self._pieces[-1] += header
                last = self._cut(statement, max([statement.lineno, *(node.end_lineno or 0 for node in header)]))
            else:
                self._pieces[-1].append(statement)
                last = statement.end_lineno or first
        return last

    def parent(self, node: ast.AST) -> ast.AST | None:
        """Return the node that `node` is a part of; None for the module, and for what is no part of it."""
        found = self._parents.get(node)
        if found is None and self._waiting and node is not self.root:
            self._walk({bisect_right(self._lines, getattr(node, "lineno", 0)) - 1})
            if node not in self._parents:  # it has no line, or a wrong one, as in an f-string on Python 3.11
                self._walk(self._waiting)
            found = self._parents.get(node)
        return found

    def adopt(self, node: ast.AST, place: ast.AST) -> None:
        """Make `node`, which was parsed from the string at `place`, a part of the tree, in the string's stead."""
        parent = self.parent(place)
        assert parent is not None
        self._parents[node] = parent
        self._adopted.add(node)
        for outer in ast.walk(node):
            self._parents.update(dict.fromkeys(ast.iter_child_nodes(outer), outer))

    def is_put_off(self, node: ast.AST) -> bool:
        """Whether `node` is in an annotation, which means what its names mean once the module has run.

        https://docs.python.org/3/reference/compound_stmts.html#annotations
        """
        inner: ast.AST | None = node
        while isinstance(inner, ast.expr) and inner not in self._adopted:
            match outer := self.parent(inner):
                case ast.arg():
                    return True
                case (
                    ast.AnnAssign(annotation=said) | ast.FunctionDef(returns=said) | ast.AsyncFunctionDef(returns=said)
                ):
                    return said is inner
            inner = outer
        return isinstance(inner, ast.expr)

    def names(self, name: str) -> Sequence[ast.Name]:
        """Return every use of the name `name`."""
        if self._is_new(name, "name"):
            self._walk_where(name.encode(), _is_name)
            self._names.get(name, []).sort(key=_position)
        return self._names.get(name, ())

    def names_met(self, name: str) -> Sequence[ast.Name]:
        """Return every use of the name `name` in what has been walked by now, in no order."""
        return self._names.get(name, ())

    def names_in(self, name: str, scope: ast.AST) -> Sequence[ast.Name]:
        """Return every use of a name that can mean what a scope binds it to, and some that cannot.

        Of a function those are all in the statement, of the module or of a class, that it is or stands in.
        """
        if not isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef):
            return self.names(name)
        piece = bisect_right(self._lines, scope.lineno) - 1
        self._walk({piece})
        first, behind = self._lines[piece], (*self._lines[piece + 1 : piece + 2], sys.maxsize)[0]
        return sorted((use for use in self._names.get(name, ()) if first <= use.lineno < behind), key=_position)

    def builtin(self, name: str, home: str = "builtins") -> Sequence[ast.Name | ast.Attribute]:
        """Return every use of a builtin, or of what another module is home to.

        Other names that the module has for it count too: `get = getattr`.
        """
        if name not in self._builtins and home != "builtins" and name.encode() not in self._text:
            self._builtins[name] = []
        if name not in self._builtins:
            found: list[ast.Name | ast.Attribute] = [*self.names(name)]
            others = [self.parent(use) for use in found if isinstance(use.ctx, ast.Load)]
            again = {
                one.id
                for made in others
                if isinstance(made, ast.Assign)
                for one in made.targets
                if isinstance(one, ast.Name)
            }
            if home.encode() in self._text:
                found += [use for use in self.attributes(name) if getattr(use.value, "id", "") == home]
            if home.encode() in self._text and f"{name} as ".encode() in self._text:
                imports = [node for node in ast.walk(self.root) if isinstance(node, ast.ImportFrom)]
                given = [one for node in imports if node.module == home for one in node.names]
                again |= {one.asname for one in given if one.name == name and one.asname is not None}
            self._builtins[name] = [*found, *(use for other in sorted(again) for use in self.names(other))]
        return self._builtins[name]

    def all_names(self) -> Iterator[ast.Name]:
        """Yield every use of any name."""
        self._walk(self._waiting)
        return chain.from_iterable(self._names.values())

    def attributes(self, name: str) -> Sequence[ast.Attribute]:
        """Return every use of an attribute `name`."""
        if self._is_new(name, "attribute"):
            self._walk_where(name.encode(), _is_attribute)
            self._attributes.get(name, []).sort(key=_position)
        return self._attributes.get(name, ())

    def attributes_met(self, name: str) -> list[ast.Attribute]:
        """Return every use of an attribute `name` in what has been walked by now."""
        return sorted(self._attributes.get(name, ()), key=_position)

    def managers(self, names: frozenset[str], methods: frozenset[str]) -> list[ast.Attribute]:
        """Return uses of attributes with these names, all but those of which another than `methods` is read."""
        is_manager = partial(_is_manager, methods)
        for name in set(_ATTRIBUTE.findall(self._text)) & {name.encode() for name in names}:
            self._walk_where(name, is_manager)
        return [found for name in names for found in self._attributes.get(name, ())]

    def stores(self, name: str) -> Sequence[ast.Attribute]:
        """Return every place that binds an attribute `name`."""
        if self._is_new(name, "store"):
            self._walk_where(name.encode(), _is_stored)
        return sorted(
            (found for found in self._attributes.get(name, ()) if isinstance(found.ctx, ast.Store)), key=_position
        )

    @property
    def classes(self) -> Sequence[ast.ClassDef]:
        """All classes, in functions too, in source order."""
        if self._is_new("class", "statement"):
            self._walk_where(b"class", _is_first)
            self._classes.sort(key=_position)
        return self._classes

    @property
    def walruses(self) -> Sequence[ast.NamedExpr]:
        """All `:=`."""
        if self._is_new(":=", "operator"):
            self._walk_where(b":=", _is_anything)
        return self._walruses

    @property
    def outer(self) -> Sequence[ast.Global | ast.Nonlocal]:
        """All `global` and `nonlocal` statements."""
        if self._is_new("global", "statement"):
            self._walk_where(b"global", _is_first)
            self._walk_where(b"nonlocal", _is_first)
        return self._outer

    def _is_new(self, text: str, kind: str) -> bool:
        asked = (text, kind)
        if asked in self._asked:
            return False
        self._asked.add(asked)
        return True

    def _walk_where(self, sought: bytes, is_it: Callable[[bytes, int, int], bool]) -> None:
        """Walk the pieces that have `sought` in a place that will do."""
        found = set()
        at = self._text.find(sought) if sought and self._waiting else -1
        while at >= 0:
            piece = bisect_right(self._offsets, at) - 1
            behind = at + len(sought)
            if piece not in self._waiting:
                behind = self._offsets[piece + 1]
            elif is_it(self._text, at, behind):
                found.add(piece)
                behind = self._offsets[piece + 1]
            at = self._text.find(sought, behind)
        self._walk(found)

    @cached_property
    def _offsets(self) -> list[int]:
        """Where the text of each piece begins, and where that of the last one ends."""
        starts = line_starts(self._text)
        return [*(starts[line - 1] for line in self._lines), len(self._text)]

    def _walk(self, pieces: set[int]) -> None:
        """Find the parents of all nodes of the pieces, and index them."""
        pieces = pieces & self._waiting
        self._waiting -= pieces
        parents, names, attributes = self._parents, self._names, self._attributes
        stack: list[Any] = [node for piece in sorted(pieces) for node in self._pieces[piece]]
        while stack:
            node = stack.pop()
            kind = node.__class__
            if kind is ast.Name:
                names[node.id].append(node)
                continue
            if kind is ast.Attribute:
                attributes[node.attr].append(node)
                parents[node.value] = node
                stack.append(node.value)
                continue
            if kind is ast.Constant:
                continue
            if kind is ast.ClassDef:
                self._classes.append(node)
            elif kind is ast.NamedExpr:
                self._walruses.append(node)
            elif kind is ast.Global or kind is ast.Nonlocal:
                self._outer.append(node)
            for name in _parts(kind):
                value = getattr(node, name, None)
                if value.__class__ is list:
                    for item in value:
                        if isinstance(item, ast.AST):
                            parents[item] = node
                            stack.append(item)
                elif isinstance(value, ast.AST):
                    parents[value] = node
                    stack.append(value)

    def statement(self, node: ast.AST) -> ast.stmt:
        """Return the statement that `node` is in, or is."""
        found: ast.AST | None = node
        while found is not None and not isinstance(found, ast.stmt):
            found = self.parent(found)
        assert found is not None, "the module itself stands in no statement"
        return found

    def scope(self, node: ast.AST) -> ScopeNode:
        """Return the scope in which `node` is evaluated: a default or a decorator belongs to the one outside."""
        child, parent = node, self.parent(node)
        while parent is not None:
            match parent:
                case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                    if isinstance(child, ast.stmt):
                        return parent
                case ast.Lambda():
                    if child is parent.body:
                        return parent
                case ast.comprehension():
                    whole = self.parent(parent)
                    assert isinstance(whole, COMPREHENSIONS)
                    if not (child is parent.iter and whole.generators[0] is parent):
                        return whole
                    parent = whole
                case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                    return parent
            child, parent = parent, self.parent(parent)
        return self.root

    def function(self, node: ast.AST) -> OuterScope:
        """Return the nearest function, lambda, class or module that `node` is evaluated in."""
        scope = self.scope(node)
        while isinstance(scope, COMPREHENSIONS):
            scope = self.scope(scope)
        return scope

    def returns(self, node: FunctionNode) -> list[ast.Return]:
        """Return the `return`s of a function, without those of functions in it."""
        return [item for item in self._exits(node) if isinstance(item, ast.Return)]

    def yields(self, node: FunctionNode) -> list[ast.Yield | ast.YieldFrom]:
        """Return the `yield`s of a function, without those of functions in it."""
        return [item for item in self._exits(node) if isinstance(item, (ast.Yield, ast.YieldFrom))]

    def _exits(self, node: FunctionNode) -> list[ast.AST]:
        if node not in self._found_exits:
            found: list[ast.AST] = []
            stack: list[ast.AST] = list(node.body) if isinstance(node.body, list) else [node.body]
            while stack:
                item = stack.pop()
                if isinstance(item, (ast.Return, ast.Yield, ast.YieldFrom)):
                    found.append(item)
                if not isinstance(item, (*FUNCTIONS, ast.ClassDef)):
                    stack += ast.iter_child_nodes(item)
            self._found_exits[node] = found
        return self._found_exits[node]

    def qualname(self, node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> str:
        """Return the `__qualname__` of a class or function."""
        names = [node.name]
        outer = self.parent(node)
        while outer is not None:
            match outer:
                case ast.ClassDef():
                    names.append(outer.name)
                case ast.FunctionDef() | ast.AsyncFunctionDef():
                    names += ["<locals>", outer.name]
                case ast.Lambda():
                    names += ["<locals>", "<lambda>"]
            outer = self.parent(outer)
        return ".".join(reversed(names))


@cache
def _parts(kind: type[ast.AST]) -> tuple[str, ...]:
    """Return the fields in which a node of that kind has others, those left out that have no place of their own."""
    return tuple(name for name in kind._fields if name not in _PLAIN)


def _is_anything(text: bytes, at: int, behind: int) -> bool:
    return True


def _is_word(text: bytes, at: int, behind: int) -> bool:
    return text[at - 1 : at] not in _WORD and text[behind : behind + 1] not in _WORD


def _is_name(text: bytes, at: int, behind: int) -> bool:
    return text[at - 1 : at] != b"." and _is_word(text, at, behind)


def _is_first(text: bytes, at: int, behind: int) -> bool:
    """Whether it may be the first word of a statement."""
    before = text[max(at - _FAR, 0) : at].rstrip(b" \t\f")
    return before[-1:] in (b"\n", b"\r", b";", b":", b"") and _is_word(text, at, behind)


def _is_attribute(text: bytes, at: int, behind: int) -> bool:
    """Whether a dot is in front; white space and comments may stand between."""
    if text[behind : behind + 1] in _WORD:
        return False
    before = text[at - 1 : at]
    if before == b"." or before not in _SPACE:
        return before == b"."
    near = text[max(at - _FAR, 0) : at]
    line = near.rstrip(_BLANK)
    if line[-1:] in (b".", b""):
        return True
    ended = b"\n" in near[len(line) :] or b"\r" in near[len(line) :]  # else it stands in the comment itself
    return ended and b"#" in line[line.rfind(b"\n") + 1 :]


def _is_manager(methods: frozenset[str], text: bytes, at: int, behind: int) -> bool:
    read = _READ_OF.match(text, behind)
    return (read is None or read[1].decode() in methods) and _is_attribute(text, at, behind)


def _is_stored(text: bytes, at: int, behind: int) -> bool:
    return _is_attribute(text, at, behind) and _STORED.match(text, behind) is not None


def _position(node: ast.expr | ast.stmt) -> tuple[int, int]:
    return node.lineno, node.col_offset


def dotted(node: ast.AST) -> str:
    """Return a short text for an expression: `Course.objects.create(...)`."""
    match node:
        case ast.Name():
            return node.id
        case ast.Attribute():
            return f"{dotted(node.value)}.{node.attr}"
        case ast.Call():
            return f"{dotted(node.func)}(...)"
        case ast.Await():
            return dotted(node.value)
        case ast.Subscript():
            return f"{dotted(node.value)}[...]"
        case ast.Constant():
            return repr(node.value)
    return "..."
