"""May a function be reached by its name as text, where no use of it shows?"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from through_codemod.infer.bindings import Kind
from through_codemod.infer.dotted_names import absolute
from through_codemod.infer.values import Class, External, ModelClass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from through_codemod.infer.modules import Module, Modules
    from through_codemod.infer.source import Source

Def = ast.FunctionDef | ast.AsyncFunctionDef
_LOADED = (b"import_module", b"__import__", b"sys.modules")
# a name that is not just a text: `name`, `f"on_{kind}"`, `"on_" + kind`
_COMPUTED = rb"(?:[^\"'\s]|(?:\"[^\"\n]*\"|'[^'\n]*')\s*[^\s,)\"'])"
# by what has to be in a text for one; plain text in front is sought far faster than a pattern
_SEARCHED = {
    b"getattr": rb"getattr(?<!\wgetattr)\(\s*([\w.]+)\s*,\s*" + _COMPUTED,
    b"getmembers": rb"getmembers(?<!\wgetmembers)\(\s*([\w.]+)\s*[,)]",
    b"dir(": rb"dir(?<!\wdir)\(\s*([\w.]+)\s*[,)]",
    b"vars(": rb"vars(?<!\wvars)\(\s*([\w.]+)\s*[,)]",
}
_OF_DICTIONARY = rb"[\w.]+\Z"
_IMPORTED = rb"import(?<!\wimport)\b[ \t]*(\((?:#[^\n]*|[^)#])*\)|(?:[^\n\\]|\\\r?\n)*)"
_AS = rb"as(?<=\sas)\s+(\w+)"  # plain text in front is sought far faster than a pattern
_AGAIN = rb"getattr(?:[ \t]*(?:[\r\n;#]|\Z)|[ \t]+as[ \t]+(\w+))"
_ASSIGNED = rb"(\w+)[ \t]*=[ \t]*\Z"
_FAR = 300  # bytes that are looked at on either side of a name
_PATH = rb"([\"'])((?:[\w.]+[.:])?)\Z"
_GIVEN = rb"(?:getattr|methodcaller|attrgetter)\([^\n]{0,200}?[\"']\Z"
_KEY = rb"(?:\)|__dict__)\s*\[\s*[\"']\Z"
_LOOKING = (b"methodcaller", b"attrgetter", b"getmembers", b"__getattribute__", b"__dict__", b"vars(")
_GLOBALS = rb"globals\(\)\s*(?:\[[^\]\n]*\](?!\s*=[^=])|\.(?:get|items|values)\(|[\r\n;#])"
_OWN = rb"\(\s*sys\.modules\[__name__\]|sys\.modules\[__name__\]\.__dict__|(?<![\w.])(?:eval|exec)\("
_OWN_SIGNS = (b"sys.modules[", b"eval(", b"exec(")
# a module that is loaded by a name whose end is written out: `import_module(f"{app}.tasks")`, `sys.modules["work"]`
_BY_TEXT = rb"(?:import_module|__import__|sys\.modules)\s*[(\[][^)\]\n]*?(\w+)[\"'][^\"'\n]*?[)\]]"

_BY_PATH = rb"import_string\(\s*f?[\"'](?:[\w{}]+\.)*(\w+)\.[\"'{%]"


def other_names(text: bytes) -> list[bytes]:
    """Return the other names that a file's text has for `getattr`: `get = getattr`."""
    found: list[bytes] = []
    for again in re.finditer(_AGAIN, text):
        assigned = re.search(_ASSIGNED, text[max(again.start() - _FAR, 0) : again.start()])
        found += [again[1]] if again[1] is not None else [assigned[1]] if assigned is not None else []
    return found


def named_in_text(place: Source, name: bytes, bare: bool, home: Source) -> bool:
    """Whether a string of a module names the function of `home`, other than for `patch`.

    By its path; by its name alone where it is `bare`, or where `getattr`, `globals()` and the like are given it.
    """
    text = place.module.text
    for found in re.finditer(rb"%s([\"'])" % re.escape(name), text):  # plain text is found far faster than a pattern
        first = max(found.start() - _FAR, 0)
        before, behind = text[first : found.start()], text[found.end() : found.end() + _FAR]
        path, given = re.search(_PATH, before), re.search(_GIVEN, before)
        by_path = path is not None and path[1] == found[1] and (bare or _is_path(place, path[2].decode(), name, home))
        key = re.search(_KEY, before) if behind.lstrip().startswith(b"]") else None
        for way in (path if by_path else None, given, key):
            if way is not None and b"patch" not in text[max(first + way.start() - 60, 0) : first + way.start()]:
                return True
    return False


def _is_path(place: Source, before: str, name: bytes, home: Source) -> bool:
    """Whether what is in front of a name in a string may be the module that has it.

    `"clubs:enrol"` is a view's name too, and then that of an app or a namespace.
    https://docs.djangoproject.com/en/stable/topics/http/urls/#reversing-namespaced-urls
    """
    if not before.endswith(":"):
        return bool(before)
    module = before[:-1]
    loaded = place.modules.load(module, place.module)
    if loaded is None or loaded.path == home.module.path:
        return module.rpartition(".")[2] == home.module.name.rpartition(".")[2]
    flow = place.modules.source(loaded).scopes.flow(loaded.tree)
    return name.decode() in flow.bindings or bool(flow.stars)


def computed(source: Source, owner: Def, is_method: bool) -> bool:
    """Whether the module calls what it gets by a computed name, which may be that of `owner`."""
    text = source.module.text
    its_own = any(sign in text for sign in _OWN_SIGNS) and re.search(_OWN, text)
    if not is_method and (its_own or re.search(_GLOBALS, text)):
        return True
    return any(True for _ in computed_calls(source, owner, is_method))


def computed_calls(source: Source, owner: Def, is_method: bool) -> Iterator[tuple[ast.expr | None, ast.expr | None]]:
    """Yield what is looked in for a computed name that may give `owner`, and the name, if what is found may be called.

    Either is None where it is not told. Of a name that is known in part, whatever is done with what it gives may be a
    call, and so it is of what is given by `operator`, by all members, or by the dictionary of a class.
    """
    text = source.module.text
    for use in source.tree.builtin("getattr") if b"getattr" in text else ():
        got = source.tree.parent(use)
        if not (isinstance(got, ast.Call) and got.func is use and len(got.args) > 1):
            continue
        told = may_be_named(got.args[1], owner.name)
        calls = list(_made(source, got)) if told is not False else []
        if any(_fits(call, owner, is_method) for call in calls) or (told and not calls):
            yield got.args[0], got.args[1]
    if any(sign in text for sign in _LOOKING) and is_method:
        for of, name in _looked_up(source):
            if name is None or may_be_named(name, owner.name) is not False:
                yield of, name


def _looked_up(source: Source) -> Iterator[tuple[ast.expr | None, ast.expr | None]]:
    """Yield where a module looks for members by other means than `getattr`, and by which name."""
    tree = source.tree
    for word in ("methodcaller", "attrgetter", "getmembers", "__getattribute__"):
        for use in (*tree.names(word), *tree.attributes(word)):
            match tree.parent(use):
                case ast.Call(func=func, args=[first, *more]) if func is use:
                    if word == "getmembers":
                        yield first, None
                    elif word == "__getattribute__" and isinstance(use, ast.Attribute):
                        yield (first, more[0]) if more else (use.value, first)
                    else:
                        yield None, first
    held: list[tuple[ast.expr, ast.expr]] = [(use, use.value) for use in tree.attributes("__dict__")]
    for called in tree.builtin("vars"):
        match tree.parent(called):
            case ast.Call(args=[of]) as call if call.func is called:
                held.append((call, of))
    for node, of in held:
        match tree.parent(node):
            case ast.Subscript(slice=name, ctx=ast.Load()) if _is_class(source, of):
                yield of, name
            case ast.Attribute(attr="get" | "items" | "values") if _is_class(source, of):
                yield of, None


def _is_class(source: Source, node: ast.expr) -> bool:
    """Whether it may be a class, whose dictionary has its methods: that of an object has none."""
    return any(isinstance(value, Class | ModelClass) for value in source.root.values(node))


def may_be_named(computed: ast.expr, name: str) -> bool | None:
    """Whether an expression other than a plain string has a part that says that it may be `name`; None without any."""
    parts: list[ast.expr] = []
    match computed:
        case ast.Constant():
            return False  # which `named_in_text` looks for
        case ast.Call(func=ast.Attribute(attr="upper" | "lower" as case), args=[], keywords=[]):
            return None if name == getattr(name, case)() else False
        case ast.JoinedStr(values=parts):
            pass
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            parts = [left, right]
        case ast.BinOp(left=ast.Constant(value=str(text)), op=ast.Mod()):
            return _matches([re.escape(part) for part in re.split(r"%(?:\(\w+\))?\w", text)], name)
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str(text)), attr="format")):
            return _matches([re.escape(part) for part in re.split(r"\{[^}]*\}", text)], name)
    known = [re.escape(str(part.value)) if isinstance(part, ast.Constant) else "" for part in parts]
    return _matches([text for one in known for text in (one, "")], name)


def _matches(parts: list[str], name: str) -> bool | None:
    return re.fullmatch(".*".join(parts), name) is not None if any(parts) else None


def _made(source: Source, got: ast.expr) -> Iterator[ast.Call]:
    """Yield the calls of what `getattr` gives, where it stands or by the name that it is given."""
    match parent := source.tree.parent(got):
        case ast.Call() if parent.func is got:
            yield parent
        case ast.BoolOp() | ast.IfExp():
            yield from _made(source, parent)
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


def is_searched(module: Module, modules: Modules) -> bool:
    """Whether a file of the project looks in the module for what it is not called by: `getattr(work, name)`.

    What has the module's name and is not imported is something else: `getattr(course, name)` beside `course.py`.
    """
    last = module.name.rpartition(".")[2].encode()
    return any(
        last in found or any(_may_be_imported(text, name, last) for name in looked_in.get(last, ()))
        for found, looked_in, text in modules.files.scanned("searches", _searched).values()
    )


def _searched(text: bytes) -> tuple[set[bytes], dict[bytes, list[bytes]], bytes] | None:
    """Return the last names of the modules that a file's text may look through, if any: `dir(work)`, `vars(work)`.

    With them those of which that depends on what the file imports, by how what it looks in begins; and the text.
    """
    found: set[bytes] = set()
    if re.search(_GLOBALS, text):
        found.update(re.findall(rb"(\w+)\s+import\s*\*", text))
    if b"import_string(" in text:
        found.update(re.findall(_BY_PATH, text))
    signs = [sign for sign in _SEARCHED if sign in text]
    several = {one for sign in signs for one in re.findall(_SEARCHED[sign], text)}
    if b".__dict__" in text:
        signs.append(b".__dict__")
        several.update(_with_dictionary(text))
    if signs and any(sign in text for sign in _LOADED):
        found.update(re.findall(_BY_TEXT, text))
    for again in other_names(text) if b"getattr" in signs else ():
        several.update(re.findall(rb"\b%s\(\s*([\w.]+)\s*,\s*%s" % (again, _COMPUTED), text))
    direct: dict[bytes, list[bytes]] = {}
    for searched in several:
        direct.setdefault(searched.rpartition(b".")[2], []).append(searched.partition(b".")[0])
    looked_in = {**direct}
    for last in direct.keys() & re.findall(_AS, text) if direct else ():
        for also in re.findall(rb"\b(\w+)\s+as\s+%s\b" % re.escape(last), text):
            looked_in[also] = [*looked_in.get(also, ()), *direct[last]]
    return (found, looked_in, text) if found or looked_in else None


def _with_dictionary(text: bytes) -> Iterator[bytes]:
    """Yield the dotted names of which a file's text reads `__dict__`."""
    for found in re.finditer(rb"\.__dict__", text):
        if (named := re.search(_OF_DICTIONARY, text[max(found.start() - _FAR, 0) : found.start()])) is not None:
            yield named[0]


def _may_be_imported(text: bytes, name: bytes, last: bytes) -> bool:
    """Whether `name` may be a module in a file, by what that imports, or be made one: `work = app.work`."""
    if any(sign in text for sign in _LOADED):
        return True
    names = {word for listed in re.findall(_IMPORTED, text) for word in re.findall(rb"[\w*]+", listed)}
    word = re.escape(name)
    made = re.findall(rb"%s(?<![\w.]%s)\s*=\s*(\w+)\.(?:\w+\.)*%s\b" % (word, word, re.escape(last)), text)
    return not names.isdisjoint((name, b"*", *made))


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
            name = absolute(place.module.package, binding.statement.level, binding.statement.module) or ""
            if name.rpartition(".")[2] == last or place.modules.is_project(name, place.module):
                return True
    return False
