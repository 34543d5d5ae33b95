"""Does another module put something into the list, set or dict that a name of this one holds?

COURSES = [Course.objects.get(pk=1)]      # in one file
work.COURSES.append(club)                 # in another
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from through_codemod.infer.growth import GROWING
from through_codemod.infer.values import Accessor, Collection, Instance, Rows, Values

if TYPE_CHECKING:
    from through_codemod.infer.source import Source

_METHODS = b"|".join(method.encode() for method in sorted(GROWING))


def grows_elsewhere(source: Source, name: str, values: Values) -> bool:
    """Whether a file of the project may do so, by its text; asked of what holds instances, rows or accessors only."""
    held = (one for value in values if isinstance(value, Collection) for one in (*value.elements, *value.mapped))
    if not any(isinstance(one, Instance | Accessor | Rows) for one in held):
        return False
    own, module = source.module.text, source.module.name.rpartition(".")[2].encode()
    into = rb"(?<!\w)%s\s*(?:\.(?:%s)\(|\[[^]\n]*\]\s*=(?!=)|[+|]=)"
    sought = re.compile(into % (name.encode(), _METHODS))
    question = f"what puts something into {name} of {source.module.path}"
    return source.modules.has_text(question, lambda text: text != own and module in text and bool(sought.search(text)))
