"""Which model may be that of the users, where no settings say so?"""

from __future__ import annotations

import re
from collections.abc import Iterable

from through_codemod.relations.static.apps import Apps
from through_codemod.relations.static.classes import Classes
from through_codemod.relations.static.models import is_test
from through_codemod.relations.static.modules import Class, Modules
from through_codemod.relations.static.options import Metas
from through_codemod.relations.static.stock import MODEL

DJANGOS = "django.contrib.auth.models.User"
_BASE = re.compile(r"django\.contrib\.auth\.\w+\.AbstractBaseUser")


def user_models(modules: Modules, apps: Apps, paths: Iterable[str]) -> list[str]:
    """Return the labels of the project's models that can take the place of Django's own.

    They inherit from an abstract user, and from no other such model. Those of migrations and tests are none.
    https://docs.djangoproject.com/en/stable/topics/auth/customizing/#substituting-a-custom-user-model
    """
    classes = Classes(modules)  # others ask for lineages when the user model is known
    metas = Metas(modules, classes)
    found: dict[Class, str] = {}
    for path in paths:
        module = modules.own(path)
        if module is None or is_test(module.name) or "migrations" in module.name.split("."):
            continue
        for name, node in module.classes.items():
            cls = Class(module, node, name)
            lineage = classes.lineage(cls)
            behind = [str(item) for item in lineage.order[1:]]
            if not lineage.is_a(MODEL) or DJANGOS in behind or not any(map(_BASE.fullmatch, behind)):
                continue
            options = metas.options(cls)
            if not options.abstract and not options.proxy:
                found[cls] = f"{options.app_label or apps.around(cls.module.name).label}.{node.name}"
    heirs = [cls for cls in found if any(item in found for item in classes.lineage(cls).order[1:])]
    return sorted({label for cls, label in found.items() if cls not in heirs})
