"""Where do the functions stand that the map names?"""

from __future__ import annotations

import ast
import os
from collections.abc import Sequence

from through_codemod.relations.static.modules import Module


class Places:
    """The places of the functions that were named: `"school.signals.on_change"` at `"school/signals.py:9"`.

    A file is told from the first of the `folders` that it is in, as imports would find it.
    """

    def __init__(self, folders: Sequence[str]) -> None:
        self.folders = [os.path.join(folder, "") for folder in folders]
        self.found: dict[str, str] = {}

    def named(self, name: str, module: Module | None, node: ast.FunctionDef | ast.AsyncFunctionDef | None) -> str:
        """Return the dotted name, and remember where the function is defined."""
        if node is not None and module is not None and (place := self.of(module, node)):
            self.found[name] = place
        return name

    def of(self, module: Module, node: ast.expr | ast.stmt) -> str:
        """Return the file and line of a node; nothing where its file is in no folder."""
        folder = next((folder for folder in self.folders if module.path.startswith(folder)), None)
        if folder is None:
            return ""
        first = min([node.lineno, *(decorator.lineno for decorator in getattr(node, "decorator_list", ()))])
        return f"{module.path[len(folder) :].replace(os.sep, '/')}:{first}"
