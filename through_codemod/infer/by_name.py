"""May a function be reached by its name as text, where no use of it shows?"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from through_codemod.infer.bindings import Kind
from through_codemod.infer.modules import absolute
from through_codemod.infer.values import External

if TYPE_CHECKING:
    from collections.abc import Iterator

    from through_codemod.infer.modules import Module
    from through_codemod.infer.source import Source

Def = ast.FunctionDef | ast.AsyncFunctionDef
_LOADED = (b"import_module", b"__import__", b"sys.modules")
_GLOBALS = re.compile(rb"globals\(\)\s*(?:\[[^\]\n]*\]\s*\(|\.(?:get|items|values)\()")


def named_in_text(text: bytes, name: bytes, bare: bool) -> bool:
    """Whether a string names the function, other than for `patch`.

    By its path; by its name alone where it is `bare`, or where `getattr`, `globals()` and the like are given it.
    """
    if name not in text:
        return False
    sought = re.escape(name)
    patterns = [
        rb"([\"'])(?:[\w.]+[.:])%s%s\1" % (b"?" if bare else b"", sought),
        rb"(?:getattr|methodcaller|attrgetter)\([^\n]{0,200}?[\"']%s[\"']" % sought,
        rb"(?:\)|__dict__)\s*\[\s*[\"']%s[\"']\s*\]" % sought,
    ]
    return any(
        b"patch" not in text[max(match.start() - 60, 0) : match.start()]
        for pattern in patterns
        for match in re.finditer(pattern, text)
    )


def computed(source: Source, owner: Def, is_method: bool) -> bool:
    """Whether the module calls what it gets by a computed name, which may be that of `owner`."""
    text = source.module.text
    if not is_method and _GLOBALS.search(text):
        return True
    return b"getattr" in text and any(
        _begins(call.args[1], owner.name) and any(_fits(made, owner, is_method) for made in _made(source, call))
        for use in source.tree.names("getattr")
        if isinstance(call := source.tree.parent(use), ast.Call) and call.func is use and len(call.args) > 1
    )


def _begins(computed: ast.expr, name: str) -> bool:
    """Whether an expression other than a plain string may have the value `name`, by what it begins with."""
    match computed:
        case ast.Constant():
            return False  # which `named_in_text` looks for
        case ast.JoinedStr(values=[ast.Constant(value=str(start)), *_]):
            return name.startswith(start)
        case ast.BinOp(left=ast.Constant(value=str(start)), op=ast.Add()):
            return name.startswith(start)
        case ast.BinOp(left=ast.Constant(value=str(start)), op=ast.Mod()):
            return name.startswith(start.partition("%")[0])
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str(start)), attr="format")):
            return name.startswith(start.partition("{")[0])
    return True


def _made(source: Source, got: ast.Call) -> Iterator[ast.Call]:
    """Yield the calls of what `getattr` gives, where it stands or by the name that it is given."""
    match parent := source.tree.parent(got):
        case ast.Call() if parent.func is got:
            yield parent
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.NamedExpr(target=ast.Name(id=name)):
            for use in source.tree.names(name):
                call = source.tree.parent(use)
                if isinstance(call, ast.Call) and call.func is use:
                    yield call


def _fits(call: ast.Call, owner: Def, is_method: bool) -> bool:
    """Whether `owner` can be called like that at all: not where a parameter is left out or there is one too many."""
    names = {keyword.arg for keyword in call.keywords}
    if None in names or any(isinstance(item, ast.Starred) for item in call.args):
        return True
    args = owner.args
    plain = [*args.posonlyargs, *args.args]
    least = len(call.args)
    most = least + is_method  # a static method is not given what it stands on
    if least > len(plain) and args.vararg is None:
        return False
    if args.kwarg is None and not names <= {arg.arg for arg in (*args.args, *args.kwonlyargs)}:
        return False
    needed = [arg.arg for arg in plain[most : len(plain) - len(args.defaults)]]
    needed += [arg.arg for arg, default in zip(args.kwonlyargs, args.kw_defaults, strict=True) if default is None]
    return names.issuperset(needed)


def is_searched(module: Module, text: bytes) -> bool:
    """Whether a file's text looks in the module for what it is not called by: `getattr(work, name)`, `dir(work)`."""
    last = module.name.rpartition(".")[2].encode()
    if not last or last not in text:
        return False
    it = rb"(?:[\w.]+\.)?%s" % re.escape(last)
    computed = rb"\bgetattr\(\s*%s\s*,\s*(?![\"'\s])" % it
    whole = rb"\b(?:getmembers|dir|vars)\(\s*%s\s*[,)]|(?<![\w.])%s\.__dict__" % (it, it)
    return re.search(computed + b"|" + whole, text) is not None


def may_mean(place: Source, use: ast.Name | ast.Attribute, home: Source) -> bool:
    """Whether a use of a function's name that cannot be followed may mean the one in `home`, by where it comes from.

    It may be imported by another path, from a module that makes it when asked, or be of a module loaded by its name.
    """
    last = home.module.name.rpartition(".")[2]
    if isinstance(use, ast.Attribute):
        if any(sign in place.module.text for sign in _LOADED):
            return True
        return any(
            isinstance(value, External) and value.name.rpartition(".")[2] == last
            for value in place.root.values(use.value)
        )
    for binding in place.scopes.meaning(use.id, use).bindings:
        if binding.kind is Kind.IMPORT and isinstance(binding.statement, ast.ImportFrom):
            name = absolute(place.module, binding.statement.level, binding.statement.module) or ""
            if name.rpartition(".")[2] == last or place.modules.is_project(name, place.module):
                return True
    return False
