"""How does a module spell the names that a plan needs at one site, and which new ones are free there?"""

from __future__ import annotations

import ast
import builtins
import keyword
from collections.abc import Callable
from itertools import chain, count

from through_codemod.imports import Imports, SpellingError
from through_codemod.infer import Inference
from through_codemod.reasons import LeaveError, Reason
from through_codemod.relations import ModelRef
from through_codemod.sites import CallSite

IMPORTED = frozenset({"transaction", "router", "Q", "sync_to_async", "models"})  # what a plan may import


class SiteNames:
    """The names at one site.

    `taken` gives those that mean something around a node, and `reserved` are those that were given away already.
    """

    def __init__(
        self,
        imports: Imports,
        inference: Inference,
        site: CallSite,
        taken: Callable[[ast.AST], frozenset[str]],
        reserved: set[str],
    ) -> None:
        self.imports = imports
        self.inference = inference
        self.taken = taken
        self.site = site
        self.reserved = reserved

    def model(self, model: ModelRef) -> str:
        """Return how the module names the model. Raises `LeaveError` where it cannot."""
        try:
            if self.site.apps:
                return self.imports.historical(model, self.site.apps, self.site.node)
            return self.imports.model(model, self.site.node)
        except SpellingError as error:
            raise LeaveError(Reason.NO_NAME, str(error)) from None

    def library(self, module: str, name: str) -> str:
        """Return how the module names `name` of a module of Django's or of what Django needs."""
        return self.imports.name(module, name, self.site.node)

    def builtin(self, name: str) -> str:
        """Return `name`, which is Python's own. Raises `LeaveError` where it means something else."""
        if self.imports.is_bound(name, self.site.node):
            raise LeaveError(Reason.NO_NAME, f"`{name}` is not Python's own here")
        return name

    def fresh(self, *wanted: str) -> str:
        """Return the first of `wanted` that is not taken, or the last with a number, and reserve it."""
        taken = self.taken(self.site.node)
        last = wanted[-1]
        candidates = chain(wanted, (f"{last}_{number}" for number in count(2)))
        name = next(
            name
            for name in candidates
            if name not in taken
            and name not in self.reserved
            and name not in IMPORTED
            and not keyword.iskeyword(name)
            and not hasattr(builtins, name)
        )
        self.reserved.add(name)
        return name

    def bound(self, name: str) -> bool:
        """Whether `name` means something there."""
        return hasattr(builtins, name) or bool(self.inference.definitions(name, self.site.node) - {0})
