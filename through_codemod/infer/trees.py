"""What do the nodes of a tree give that treebeard or mptt keeps?"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from through_codemod.infer.classes import class_of, lineage
from through_codemod.infer.models import rows_of
from through_codemod.infer.values import Class, Instance, ModelClass, Values, detached, unknown
from through_codemod.relations import ModelRef

if TYPE_CHECKING:
    from through_codemod.infer.frames import Frame

# which methods make a node, of the class itself where they are not given one to save
_PLANTING = ("add_root", "add_child", "add_sibling")
_PLANTED = ("treebeard", "wagtail")  # https://django-treebeard.readthedocs.io/en/latest/api.html
_Given = tuple[tuple[str, ...], tuple[str, ...]]
# which methods give a node, and which a queryset of nodes, of the class whose table has the tree
_TREES: dict[str, _Given] = {
    "treebeard": (
        (
            *("get_parent", "get_root", "get_first_child", "get_last_child", "get_first_sibling", "get_last_sibling"),
            *("get_next_sibling", "get_prev_sibling"),
        ),
        ("get_children", "get_siblings", "get_descendants", "get_ancestors", "get_tree", "get_root_nodes"),
    ),
    "mptt": (  # https://django-mptt.readthedocs.io/en/latest/models.html
        ("get_root", "get_next_sibling", "get_previous_sibling"),
        ("get_children", "get_siblings", "get_descendants", "get_ancestors", "get_family", "get_leafnodes"),
    ),
}
_NAMES = frozenset(name for given in (*_TREES.values(), (_PLANTING,)) for names in given for name in names)


def given_by_tree(frame: Frame, value: Instance | ModelClass, name: str, node: ast.Call | None) -> Values | None:
    """Return what a method of a node's, or of the class of nodes, gives; None where that is not known."""
    cls = class_of(frame, value.model) if name in _NAMES else None
    if cls is None:
        return None
    packages = _packages(cls)
    how = f"{value.model.name}.{name}()"
    made: Values = frozenset({Instance(value.model, None, how)})
    if name in _PLANTING and packages.intersection(_PLANTED):
        given = {item.arg: item.value for item in node.keywords} if node is not None else {}
        if "instance" in given:
            return detached(frame.values(given["instance"]))
        return made if None not in given or _has_own_table(frame, cls) else unknown(how)
    for package, (one, many) in _TREES.items():
        if package in packages and name in (*one, *many) and _has_own_table(frame, cls):
            return made if name in one else frozenset({rows_of(frame.source.relations, value.model, False, how)})
    return None


def _has_own_table(frame: Frame, cls: Class) -> bool:
    """Whether the tree that a model is a node of is in its own table: it has it by abstract models only."""
    above = (item for item in lineage(cls).classes[1:] if _packages(item) & {*_PLANTED, *_TREES})
    return "wagtail" not in _packages(cls) and all(_is_abstract(frame, item) for item in above)


def _is_abstract(frame: Frame, cls: Class) -> bool:
    known = frame.source.relations.models.get(ModelRef(cls.module, cls.name))
    if known is not None:
        return known.abstract
    metas = (item for item in cls.node.body if isinstance(item, ast.ClassDef) and item.name == "Meta")
    return any(ast.unparse(item) == "abstract = True" for meta in metas for item in meta.body)


def _packages(cls: Class) -> set[str]:
    return {base.partition(".")[0] for base in lineage(cls).external}
