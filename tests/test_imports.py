"""Imports: each case is a whole small file, what is asked at `HERE` in it, and the file that comes out.

Every output has to compile, and a second `Imports` over it has to plan nothing and give the same text.
"""

# ruff: noqa: E501

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from through_codemod.imports import Imports, SpellingError
from through_codemod.infer import Inference
from through_codemod.infer.modules import Module, Modules
from through_codemod.relations import Model, ModelRef, RelationMap
from through_codemod.splice import apply

Ask = Callable[[Imports, ast.AST], str]

FILES = {
    "school/__init__.py": "",
    "school/models.py": (
        "from django.db import models\nfrom school import services\nfrom school.signals import connect\n"
        "class Course(models.Model): pass\nclass Student(models.Model): pass\n"
        "class Enrollment(models.Model):\n    class Note(models.Model): pass\n"
    ),
    "school/services.py": "",
    "school/signals/__init__.py": "from .receivers import connect\n",
    "school/signals/receivers.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from school import views\n",
    "school/forms.py": "def f():\n    from school import views\n",
    "library/__init__.py": "",
    "library/models/__init__.py": "from .book import Book\nfrom .loan import Loan\nfrom . import shelf\n",
    "library/models/book.py": "from django.db import models\nclass Book(models.Model): pass\n",
    "library/models/loan.py": "from django.db import models\nclass Loan(models.Model): pass\n",
    "library/models/shelf.py": "class Shelf: pass\n",
    "library/everything.py": "from library.models import *\n",
    "library/some.py": "__all__ = ['Book']\nfrom library.models import *\n",
    "apps/__init__.py": "",
    "apps/clubs/__init__.py": "",
    "apps/clubs/models.py": "class Membership: pass\n",
}


def _model(module: str, name: str) -> Model:
    ref = ModelRef(module, name)
    label = f"{module.removeprefix('apps.').partition('.')[0]}.{name}"
    return Model(ref, label, False, False, (), "id", "objects", (), {})


MODELS = [
    _model("school.models", "Course"),
    _model("school.models", "Student"),
    _model("school.models", "Enrollment"),
    _model("school.models", "Enrollment.Note"),
    _model("school.tests.test_local", "run.<locals>.Local"),
    _model("library.models.book", "Book"),
    _model("library.models.loan", "Loan"),
    _model("library.models.shelf", "Shelf"),
    _model("apps.clubs.models", "Membership"),
    _model("wagtail.models.pages", "Page"),
    Model(ModelRef("django.contrib.auth.models", "User"), "auth.User", False, False, (), "id", "objects", (), {}),
]
RELATIONS = RelationMap(
    "5.2",
    "live",
    (),
    {model.ref: model for model in MODELS},
    user_model=ModelRef("django.contrib.auth.models", "User"),
)


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("project")
    for path, text in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


@pytest.fixture
def modules(project: Path) -> Modules:
    return Modules([project], RELATIONS)


def model(label: str) -> Ask:
    module, _, name = label.partition(":")
    return lambda imports, at: imports.model(ModelRef(module, name), at)


def name(module: str, name: str) -> Ask:
    return lambda imports, at: imports.name(module, name, at)


def historical(name: str, apps: str = "apps") -> Ask:
    return lambda imports, at: imports.historical(ModelRef("school.models", name), apps, at)


ENROLLMENT = model("school.models:Enrollment")
COURSE = model("school.models:Course")
LOAN = model("library.models.loan:Loan")
SHELF = model("library.models.shelf:Shelf")
USER = model("django.contrib.auth.models:User")
TRANSACTION = name("django.db", "transaction")
Q = name("django.db.models", "Q")
FUNCTION = "\n\ndef run():\n    HERE\n"


@dataclass(frozen=True)
class Case:
    title: str
    before: str
    says: str | list[str]
    after: str | None = None  # as before
    ask: Ask | list[Ask] = ENROLLMENT
    module: str = "school.views"
    width: int = 88

    @property
    def asks(self) -> list[Ask]:
        return self.ask if isinstance(self.ask, list) else [self.ask]

    @property
    def said(self) -> list[str]:
        return [self.says] if isinstance(self.says, str) else self.says


def spell(case: Case, source: bytes, modules: Modules) -> tuple[list[str], bytes]:
    """Return what the questions of `case` are answered at each `HERE` of `source`, and what comes out."""
    tree = ast.parse(source)
    is_package = case.module.endswith(".__init__")
    module_name = case.module.removesuffix(".__init__")
    package = module_name if is_package else module_name.rpartition(".")[0]
    module = Module(module_name, package, f"{case.module.replace('.', '/')}.py", tree, is_package)
    imports = Imports(module, source, Inference(module, RELATIONS, modules), RELATIONS, modules, case.width)
    places = sorted(
        (node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == "HERE"),
        key=lambda node: (node.lineno, node.col_offset),
    )
    assert places
    said = [ask(imports, place) for place in places for ask in case.asks]
    return said, apply(source, imports.splices())


def check(case: Case, modules: Modules) -> None:
    said, output = spell(case, case.before.encode(), modules)
    assert (said, output.decode()) == (case.said, case.before if case.after is None else case.after)
    assert spell(case, output, modules) == (said, output), "a second pass"


REUSED = [
    Case("by its name", f"from school.models import Enrollment\n{FUNCTION}", "Enrollment"),
    Case("under an alias", f"from school.models import Enrollment as E\n{FUNCTION}", "E"),
    Case("its own name before an alias", f"from school.models import Enrollment as E, Enrollment\n{FUNCTION}", "Enrollment"),
    Case("relative", f"from .models import Enrollment\n{FUNCTION}", "Enrollment"),
    Case("two levels up", f"from ..models import Enrollment\n{FUNCTION}", "Enrollment", module="school.tests.test_a"),
    Case("of a package", f"from .models import Enrollment\n{FUNCTION}", "Enrollment", module="school.__init__"),
    Case("module", f"from school import models\n{FUNCTION}", "models.Enrollment"),
    Case("module, relative", f"from . import models\n{FUNCTION}", "models.Enrollment"),
    Case("module under an alias", f"import school.models as m\n{FUNCTION}", "m.Enrollment"),
    Case("module, dotted", f"import school.models\n{FUNCTION}", "school.models.Enrollment"),
    Case("module, dotted, beside another", f"import school.forms\nimport school.models\n{FUNCTION}", "school.models.Enrollment"),
    Case("module of a package", f"from library import models\n{FUNCTION}", "models.Loan", ask=LOAN),
    Case("submodule", f"from library.models import shelf\n{FUNCTION}", "shelf.Shelf", ask=SHELF),
    Case("re-exported", f"from library.models import Loan\n{FUNCTION}", "Loan", ask=LOAN),
    Case("re-exported twice", f"from library.everything import Loan as Lent\n{FUNCTION}", "Lent", ask=LOAN),
    Case("star", f"from school.models import *\n{FUNCTION}", "Enrollment"),
    Case("star of a star", f"from library.everything import *\n{FUNCTION}", "Loan", ask=LOAN),
    Case("a package's star", f"from library.models import *\n{FUNCTION}", "Loan", ask=LOAN),
    Case("get_user_model", f"from django.contrib.auth import get_user_model\n\nUser = get_user_model()\n{FUNCTION}", "User", ask=USER),
    Case("get_user_model under another name", f"from django.contrib.auth import get_user_model\n\nMember = get_user_model()\n{FUNCTION}", "Member", ask=USER),
    Case("an installed package's re-export", f"from wagtail.models import Page\n{FUNCTION}", "Page", ask=model("wagtail.models.pages:Page")),
    Case("assigned", f"from school import models\n\nLink = models.Enrollment\n{FUNCTION}", "Link"),
    Case("nested class", f"from school.models import Enrollment\n{FUNCTION}", "Enrollment.Note", ask=model("school.models:Enrollment.Note")),
    Case("nested class through its module", f"from school import models\n{FUNCTION}", "models.Enrollment.Note", ask=model("school.models:Enrollment.Note")),
    Case("own module", f"class Enrollment:\n    pass\n{FUNCTION}", "Enrollment", module="school.models"),
    Case("own module, defined below", "def run():\n    HERE\n\n\nclass Enrollment:\n    pass\n", "Enrollment", module="school.models"),
    Case("own module, at module level", "class Enrollment:\n    pass\n\n\nHERE\n", "Enrollment", module="school.models"),
    Case("own module, in its own method", "class Enrollment:\n    def run(self):\n        HERE\n", "Enrollment", module="school.models"),
    Case("local class", "def run():\n    class Local:\n        pass\n\n    HERE\n", "Local", ask=model("school.tests.test_local:run.<locals>.Local"), module="school.tests.test_local"),
    Case("in the function", "def run():\n    from school.models import Enrollment\n\n    HERE\n", "Enrollment"),
    Case("in the function, in a block", "def run(x):\n    if x:\n        from school.models import Enrollment\n\n        with x:\n            HERE\n", "Enrollment"),
    Case("in both branches", "def run(x):\n    if x:\n        from school.models import Enrollment\n    else:\n        from .models import Enrollment\n    HERE\n", "Enrollment"),
    Case("in one branch, the other returns", "def run(x):\n    if x:\n        from school.models import Enrollment\n    else:\n        return\n    HERE\n", "Enrollment"),
    Case("in the function around", "def outer():\n    from school.models import Enrollment\n\n    def run():\n        HERE\n", "Enrollment"),
    Case("in a try, whose handler takes it elsewhere", f"try:\n    from school.models import Enrollment\nexcept ImportError:\n    from .models import Enrollment\n{FUNCTION}", "Enrollment"),
    Case("in a try, whose handler does not bind it", f"try:\n    from school.models import Enrollment\nexcept ImportError:\n    pass\n{FUNCTION}", "Enrollment"),
    Case("in a main guard", "if __name__ == '__main__':\n    from school.models import Enrollment\n    HERE\n", "Enrollment"),
    Case("in a class body", "class A:\n    from school.models import Enrollment\n    HERE\n", "Enrollment"),
    Case("from a lambda's default", "from school.models import Enrollment\n\n\nrun = lambda Enrollment=HERE: 1\n", "Enrollment"),
    Case("from the first iterable of a comprehension", "from school.models import Enrollment\n\nrows = [Enrollment for Enrollment in HERE]\n", "Enrollment"),
    Case("transaction", f"from django.db import models, transaction\n{FUNCTION}", "transaction", ask=TRANSACTION),
    Case("transaction under an alias", f"from django.db import transaction as tx\n{FUNCTION}", "tx", ask=TRANSACTION),
    Case("transaction through its package", f"from django import db\n{FUNCTION}", "db.transaction", ask=TRANSACTION),
    Case("Q", f"from django.db.models import F, Q\n{FUNCTION}", "Q", ask=Q),
    Case("Q through models", f"from django.db import models\n{FUNCTION}", "models.Q", ask=Q),
    Case("Q itself before models.Q", f"from django.db import models\nfrom django.db.models import Q\n{FUNCTION}", "Q", ask=Q),
    Case("Q through dotted models", f"import django.db.models\n{FUNCTION}", "django.db.models.Q", ask=Q),
    Case("a type checker's import as well", f"from typing import TYPE_CHECKING\n\nfrom school.models import Enrollment\n\nif TYPE_CHECKING:\n    from school.models import Enrollment\n{FUNCTION}", "Enrollment"),
]  # fmt: skip

EXTENDED = [
    Case("at the end", f"from school.models import Course\n{FUNCTION}", "Enrollment", f"from school.models import Course, Enrollment\n{FUNCTION}"),
    Case("in order", f"from school.models import Course, Student\n{FUNCTION}", "Enrollment", f"from school.models import Course, Enrollment, Student\n{FUNCTION}"),
    Case("constants, classes, functions", f"from school.models import DAYS, Student, course\n{FUNCTION}", "Enrollment", f"from school.models import DAYS, Enrollment, Student, course\n{FUNCTION}"),
    Case("alphabetical", f"from school.models import course, DAYS, Student\n{FUNCTION}", "Enrollment", f"from school.models import course, DAYS, Enrollment, Student\n{FUNCTION}"),
    Case("in no order", f"from school.models import Student, Course, Alumni\n{FUNCTION}", "Enrollment", f"from school.models import Student, Course, Alumni, Enrollment\n{FUNCTION}"),
    Case("relative", f"from .models import Course\n{FUNCTION}", "Enrollment", f"from .models import Course, Enrollment\n{FUNCTION}"),
    Case("re-exporting package", f"from library.models import Book\n{FUNCTION}", "Loan", f"from library.models import Book, Loan\n{FUNCTION}", ask=LOAN),
    Case("not a package without it", f"from library.models import Book\n{FUNCTION}", "Shelf", f"from library.models import Book\nfrom library.models.shelf import Shelf\n{FUNCTION}", ask=SHELF),
    Case("keeps as", f"from school.models import Course as C, Student\n{FUNCTION}", "Enrollment", f"from school.models import Course as C, Enrollment, Student\n{FUNCTION}"),
    Case("keeps a trailing comment", f"from school.models import Course  # noqa\n{FUNCTION}", "Enrollment", f"from school.models import Course, Enrollment  # noqa\n{FUNCTION}"),
    Case("models is joined by transaction", f"from django.db import models\n{FUNCTION}", "transaction", f"from django.db import models, transaction\n{FUNCTION}", ask=TRANSACTION),
    Case("F is joined by Q", f"from django.db.models import F\n{FUNCTION}", "Q", f"from django.db.models import F, Q\n{FUNCTION}", ask=Q),
    Case("two names", f"from django.db import models\n{FUNCTION}", ["transaction", "router"], f"from django.db import models, router, transaction\n{FUNCTION}", ask=[TRANSACTION, name("django.db", "router")]),
    Case("becomes too long", f"from school.models import Course, Student\n{FUNCTION}", "Enrollment", f"from school.models import (\n    Course,\n    Enrollment,\n    Student,\n)\n{FUNCTION}", width=45),
    Case("becomes too long, with a comment", f"from school.models import Course, Student  # noqa: F401\n{FUNCTION}", "Enrollment", f"from school.models import (  # noqa: F401\n    Course,\n    Enrollment,\n    Student,\n)\n{FUNCTION}", width=45),
    Case("a line for each", f"from school.models import (\n    Course,\n    Student,\n)\n{FUNCTION}", "Enrollment", f"from school.models import (\n    Course,\n    Enrollment,\n    Student,\n)\n{FUNCTION}"),
    Case("a line for each, first", f"from school.models import (\n    Student,\n)\n{FUNCTION}", "Enrollment", f"from school.models import (\n    Enrollment,\n    Student,\n)\n{FUNCTION}"),
    Case("a line for each, last, no comma", f"from school.models import (\n    Alumni,\n    Course\n)\n{FUNCTION}", "Enrollment", f"from school.models import (\n    Alumni,\n    Course,\n    Enrollment\n)\n{FUNCTION}"),
    Case("a line for each, closed on the last", f"from school.models import (\n    Alumni,\n    Course)\n{FUNCTION}", "Enrollment", f"from school.models import (\n    Alumni,\n    Course,\n    Enrollment)\n{FUNCTION}"),
    Case("a line for each, with comments", f"from school.models import (  # noqa\n    # the class\n    Course,  # a course\n    # and who is in it\n    Student,  # a student\n)  # end\n{FUNCTION}", "Enrollment", f"from school.models import (  # noqa\n    # the class\n    Course,  # a course\n    Enrollment,\n    # and who is in it\n    Student,  # a student\n)  # end\n{FUNCTION}"),
    Case("aligned with the parenthesis", f"from school.models import (Course,\n                           Student)\n{FUNCTION}", "Enrollment", f"from school.models import (Course,\n                           Enrollment,\n                           Student)\n{FUNCTION}"),
    Case("parentheses on one line", f"from school.models import (Course, Student)\n{FUNCTION}", "Enrollment", f"from school.models import (Course, Enrollment, Student)\n{FUNCTION}"),
    Case("a grid", f"from .models import (\n    Alumni, Course, Person, Recipe,\n    Student, Teacher,\n)\n{FUNCTION}", "Enrollment", f"from .models import (\n    Alumni, Course, Enrollment, Person,\n    Recipe, Student, Teacher,\n)\n{FUNCTION}", width=79),
    Case("a grid that gets another line", f"from .models import (\n    Alumni, Course, Person, Recipe,\n    Student, Teacher, Zebra\n)\n{FUNCTION}", "Enrollment", f"from .models import (\n    Alumni, Course, Enrollment, Person,\n    Recipe, Student, Teacher, Zebra\n)\n{FUNCTION}", width=79),
    Case("an aligned grid", f"from .models import (Alumni, Course, Person,\n                     Recipe, Student)\n{FUNCTION}", "Enrollment", f"from .models import (Alumni, Course,\n                     Enrollment, Person,\n                     Recipe, Student)\n{FUNCTION}", width=44),
    Case("a grid with a comment", f"from .models import (\n    Alumni, Course,  # people\n    Student, Teacher,\n)\n{FUNCTION}", "Enrollment", f"from .models import (\n    Alumni, Course,  # people\n    Enrollment, Student, Teacher,\n)\n{FUNCTION}"),
    Case("backslash", f"from school.models import Course, \\\n    Student\n{FUNCTION}", "Enrollment", f"from school.models import Course, \\\n    Enrollment, Student\n{FUNCTION}", width=36),
    Case("in the function", "def run():\n    from school.models import Course\n\n    HERE\n", "Enrollment", "def run():\n    from school.models import Course, Enrollment\n\n    HERE\n"),
    Case("in a try", f"try:\n    from school.models import Course\nexcept ImportError:\n    Course = None\n{FUNCTION}", "Enrollment", f"try:\n    from school.models import Course, Enrollment\nexcept ImportError:\n    Course = None\n{FUNCTION}"),
    Case("in the main guard", "if __name__ == '__main__':\n    from school.models import Course\n\n    HERE\n", "Enrollment", "if __name__ == '__main__':\n    from school.models import Course, Enrollment\n\n    HERE\n"),
    Case("carriage returns", "from school.models import (\r\n    Course,\r\n)\r\n\r\n\r\ndef run():\r\n    HERE\r\n", "Enrollment", "from school.models import (\r\n    Course,\r\n    Enrollment,\r\n)\r\n\r\n\r\ndef run():\r\n    HERE\r\n"),
    Case("after text that is not ASCII", f"'é→😀'; x = 'é'\nfrom school.models import Course  # é\n{FUNCTION}", "Enrollment", f"'é→😀'; x = 'é'\nfrom school.models import Course, Enrollment  # é\n{FUNCTION}"),
    Case("asked twice", "from school.models import Course\n\n\ndef run():\n    HERE\n\n\ndef other():\n    HERE\n", ["Enrollment", "Enrollment"], "from school.models import Course, Enrollment\n\n\ndef run():\n    HERE\n\n\ndef other():\n    HERE\n"),
]  # fmt: skip

INSERTED = [
    Case("no imports", "def run():\n    HERE\n", "Enrollment", "from school.models import Enrollment\n\n\ndef run():\n    HERE\n"),
    Case("after the docstring", '"""Doc."""\n\n\ndef run():\n    HERE\n', "Enrollment", '"""Doc."""\n\nfrom school.models import Enrollment\n\n\ndef run():\n    HERE\n'),
    Case("right after the docstring", '"""Doc."""\nX = 1\n\n\ndef run():\n    HERE\n', "Enrollment", '"""Doc."""\n\nfrom school.models import Enrollment\n\nX = 1\n\n\ndef run():\n    HERE\n'),
    Case("after the shebang and the cookie", "#!/usr/bin/env python\n# coding: utf-8\n\ndef run():\n    HERE\n", "Enrollment", "#!/usr/bin/env python\n# coding: utf-8\n\nfrom school.models import Enrollment\n\n\ndef run():\n    HERE\n"),
    Case("before a comment of the code", "# Licence\n\n# what it does\ndef run():\n    HERE\n", "Enrollment", "# Licence\n\nfrom school.models import Enrollment\n\n\n# what it does\ndef run():\n    HERE\n"),
    Case("after the future", f"from __future__ import annotations\n{FUNCTION}", "Enrollment", f"from __future__ import annotations\n\nfrom school.models import Enrollment\n{FUNCTION}"),
    Case("after third parties", f"import os\n\nfrom django.db import models\n{FUNCTION}", "Enrollment", f"import os\n\nfrom django.db import models\n\nfrom school.models import Enrollment\n{FUNCTION}"),
    Case("beside its siblings", f"from django.db import models\n\nfrom school.forms import Form\nfrom school.urls import urls\n{FUNCTION}", "Enrollment", f"from django.db import models\n\nfrom school.forms import Form\nfrom school.models import Enrollment\nfrom school.urls import urls\n{FUNCTION}"),
    Case("relative beside relative siblings", f"from django.db import models\n\nfrom .forms import Form\n{FUNCTION}", "Enrollment", f"from django.db import models\n\nfrom .forms import Form\nfrom .models import Enrollment\n{FUNCTION}"),
    Case("another app stays absolute", f"from .forms import Form\n{FUNCTION}", "Loan", f"from library.models import Loan\n\nfrom .forms import Form\n{FUNCTION}", ask=LOAN),
    Case("two levels up", f"from ..forms import Form\nfrom .base import Case\n{FUNCTION}", "Enrollment", f"from ..forms import Form\nfrom ..models import Enrollment\nfrom .base import Case\n{FUNCTION}", module="school.tests.test_a"),
    Case("not up where only siblings are relative", f"from .base import Case\n{FUNCTION}", "Enrollment", f"from school.models import Enrollment\n\nfrom .base import Case\n{FUNCTION}", module="school.tests.test_a"),
    Case("from the package that re-exports it", f"import os\n{FUNCTION}", "Loan", f"import os\n\nfrom library.models import Loan\n{FUNCTION}", ask=LOAN),
    Case("inside that package from its own module", f"import os\n\nfrom .book import Book\n{FUNCTION}", "Loan", f"import os\n\nfrom .book import Book\nfrom .loan import Loan\n{FUNCTION}", ask=LOAN, module="library.models.reports"),
    Case("plain imports first", f"import django\nfrom django.conf import settings\n{FUNCTION}", "transaction", f"import django\nfrom django.conf import settings\nfrom django.db import transaction\n{FUNCTION}", ask=TRANSACTION),
    Case("plain imports sorted among the others", f"from django.apps import apps\nimport django.conf\nfrom django.urls import path\n{FUNCTION}", "transaction", f"from django.apps import apps\nimport django.conf\nfrom django.db import transaction\nfrom django.urls import path\n{FUNCTION}", ask=TRANSACTION),
    Case("no blank lines between sections", f"import os\nfrom django.conf import settings\nfrom .forms import Form\n{FUNCTION}", "Loan", f"import os\nfrom django.conf import settings\nfrom library.models import Loan\nfrom .forms import Form\n{FUNCTION}", ask=LOAN),
    Case("third party between standard library and own", f"import os\n\nfrom .forms import Form\n{FUNCTION}", "transaction", f"import os\n\nfrom django.db import transaction\n\nfrom .forms import Form\n{FUNCTION}", ask=TRANSACTION),
    Case("a group under a heading", f"# Django\nfrom django.conf import settings\n\n# Ours\nfrom school.urls import urls\n{FUNCTION}", ["Enrollment", "transaction"], f"# Django\nfrom django.conf import settings\nfrom django.db import transaction\n\n# Ours\nfrom school.models import Enrollment\nfrom school.urls import urls\n{FUNCTION}", ask=[ENROLLMENT, TRANSACTION]),
    Case("before a comment of the next import", f"from django.conf import settings\n# routes\nfrom django.urls import path\n{FUNCTION}", "transaction", f"from django.conf import settings\nfrom django.db import transaction\n# routes\nfrom django.urls import path\n{FUNCTION}", ask=TRANSACTION),
    Case("after django.setup()", f"import os\n\nimport django\n\nos.environ['A'] = 'b'\ndjango.setup()\n\nfrom school.forms import Form\n{FUNCTION}", "Enrollment", f"import os\n\nimport django\n\nos.environ['A'] = 'b'\ndjango.setup()\n\nfrom school.forms import Form\nfrom school.models import Enrollment\n{FUNCTION}"),
    Case("after django.setup(), where that is excused", f"import django\n\ndjango.setup()\n\nfrom school.forms import Form  # noqa: E402\n{FUNCTION}", "Enrollment", f"import django\n\ndjango.setup()\n\nfrom school.forms import Form  # noqa: E402\nfrom school.models import Enrollment  # noqa: E402\n{FUNCTION}"),
    Case("after django.setup() alone", f"import django\n\ndjango.setup()\n{FUNCTION}", "Enrollment", f"import django\n\ndjango.setup()\n\nfrom school.models import Enrollment\n{FUNCTION}"),
    Case("after the search path", f"import sys\n\nsys.path.append('src')\n\nfrom library.models import Book\n{FUNCTION}", "Enrollment", f"import sys\n\nsys.path.append('src')\n\nfrom library.models import Book\nfrom school.models import Enrollment\n{FUNCTION}"),
    Case("transaction stays before it", f"import sys\n\nfrom django.conf import settings\n\nsys.path.append('src')\n\nfrom school import urls\n{FUNCTION}", "transaction", f"import sys\n\nfrom django.conf import settings\nfrom django.db import transaction\n\nsys.path.append('src')\n\nfrom school import urls\n{FUNCTION}", ask=TRANSACTION),
    Case("not after code", f"import os\n\nX = 1\n\nimport late\n{FUNCTION}", "Enrollment", f"import os\n\nfrom school.models import Enrollment\n\nX = 1\n\nimport late\n{FUNCTION}"),
    Case("with the others where all come late", f"X = 1\n\nimport os\n{FUNCTION}", "Enrollment", f"X = 1\n\nimport os\n\nfrom school.models import Enrollment\n{FUNCTION}"),
    Case("not into a line with a semicolon", f"from school.models import Course; X = 1\n{FUNCTION}", "Enrollment", f"from school.models import Course; X = 1\nfrom school.models import Enrollment\n{FUNCTION}"),
    Case("one import a line", f"from school.forms import A\nfrom school.models import Course\nfrom school.models import Student\n{FUNCTION}", "Enrollment", f"from school.forms import A\nfrom school.models import Course\nfrom school.models import Enrollment\nfrom school.models import Student\n{FUNCTION}"),
    Case("two models in one line", f"import os\n{FUNCTION}", ["Enrollment", "Course"], f"import os\n\nfrom school.models import Course, Enrollment\n{FUNCTION}", ask=[ENROLLMENT, COURSE]),
    Case("several sections", f"import os\n{FUNCTION}", ["Enrollment", "transaction", "Loan", "sync_to_async"], f"import os\n\nfrom asgiref.sync import sync_to_async\nfrom django.db import transaction\n\nfrom library.models import Loan\nfrom school.models import Enrollment\n{FUNCTION}", ask=[ENROLLMENT, TRANSACTION, LOAN, name("asgiref.sync", "sync_to_async")]),
    Case("several sections, no imports", "def run():\n    HERE\n", ["Enrollment", "transaction"], "from django.db import transaction\n\nfrom school.models import Enrollment\n\n\ndef run():\n    HERE\n", ask=[ENROLLMENT, TRANSACTION]),
    Case("no newline at the end", "import os\ndef run(): HERE\nimport sys", "Enrollment", "import os\n\nfrom school.models import Enrollment\n\ndef run(): HERE\nimport sys"),
    Case("carriage returns", "import os\r\n\r\n\r\ndef run():\r\n    HERE\r\n", "Enrollment", "import os\r\n\r\nfrom school.models import Enrollment\r\n\r\n\r\ndef run():\r\n    HERE\r\n"),
    Case("too long for a line", f"import os\n{FUNCTION}", "Enrollment", f"import os\n\nfrom school.models import (\n    Enrollment,\n)\n{FUNCTION}", width=30),
    Case("at module level, above", "import os\n\nHERE\n\nimport sys\n", "Enrollment", "import os\n\nfrom school.models import Enrollment\n\nHERE\n\nimport sys\n"),
    Case("at module level, the import below does not help", "import os\n\nHERE\n\nfrom school.models import Course, Enrollment\n", "Enrollment", "import os\n\nfrom school.models import Enrollment\n\nHERE\n\nfrom school.models import Course, Enrollment\n"),
    Case("a namespace of apps", f"from apps.events.models import Event\n{FUNCTION}", "Membership", f"from apps.clubs.models import Membership\nfrom apps.events.models import Event\n{FUNCTION}", ask=model("apps.clubs.models:Membership"), module="apps.events.views"),
]  # fmt: skip

NOT_ENOUGH = [
    Case("for the type checker only", f"from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from school.models import Enrollment\n{FUNCTION}", "Enrollment", "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from school.models import Enrollment\n\n\ndef run():\n    from school.models import Enrollment\n\n    HERE\n"),
    Case("in another branch", "def run(x):\n    if x:\n        from school.models import Enrollment\n    HERE\n", "SchoolEnrollment", "from school.models import Enrollment as SchoolEnrollment\n\n\ndef run(x):\n    if x:\n        from school.models import Enrollment\n    HERE\n"),
    Case("in another function", "def other():\n    from school.models import Enrollment\n\n\ndef run():\n    HERE\n", "Enrollment", "from school.models import Enrollment\n\n\ndef other():\n    from school.models import Enrollment\n\n\ndef run():\n    HERE\n"),
    Case("a handler that binds something else", f"try:\n    from school.models import Enrollment\nexcept ImportError:\n    Enrollment = None\n{FUNCTION}", "SchoolEnrollment", f"try:\n    from school.models import Enrollment, Enrollment as SchoolEnrollment\nexcept ImportError:\n    Enrollment = None\n{FUNCTION}"),
    Case("star without the name", f"from library.some import *\n{FUNCTION}", "Loan", f"from library.models import Loan\nfrom library.some import *\n{FUNCTION}", ask=LOAN),
    Case("later in the function", "def run():\n    HERE\n    from school.models import Enrollment\n", "SchoolEnrollment", "from school.models import Enrollment as SchoolEnrollment\n\n\ndef run():\n    HERE\n    from school.models import Enrollment\n"),
    Case("in the class around", "class A:\n    from school.models import Enrollment\n\n    def run(self):\n        HERE\n", "Enrollment", "from school.models import Enrollment\n\n\nclass A:\n    from school.models import Enrollment\n\n    def run(self):\n        HERE\n"),
    Case("deleted", f"from school.models import Enrollment\n\ndel Enrollment\n{FUNCTION}", "SchoolEnrollment", f"from school.models import Enrollment\nfrom school.models import Enrollment as SchoolEnrollment\n\ndel Enrollment\n{FUNCTION}"),
    Case("rebound by global", f"from school.models import Enrollment\n\n\ndef change():\n    global Enrollment\n    Enrollment = None\n{FUNCTION}", "SchoolEnrollment", f"from school.models import Enrollment\nfrom school.models import Enrollment as SchoolEnrollment\n\n\ndef change():\n    global Enrollment\n    Enrollment = None\n{FUNCTION}"),
    Case("suppressed", f"from contextlib import suppress\n\nwith suppress(ImportError):\n    from school import models\n{FUNCTION}", "Enrollment", f"from contextlib import suppress\n\nfrom school.models import Enrollment\n\nwith suppress(ImportError):\n    from school import models\n{FUNCTION}"),
]  # fmt: skip

TAKEN = [
    Case("by an import", f"from other.models import Enrollment\n{FUNCTION}", "SchoolEnrollment", f"from other.models import Enrollment\n\nfrom school.models import Enrollment as SchoolEnrollment\n{FUNCTION}"),
    Case("by a class", f"from school.models import Course\n\n\nclass Enrollment:\n    pass\n{FUNCTION}", "SchoolEnrollment", f"from school.models import Course\nfrom school.models import Enrollment as SchoolEnrollment\n\n\nclass Enrollment:\n    pass\n{FUNCTION}"),
    Case("by a parameter", "from school.models import Course, Enrollment\n\n\ndef run(Enrollment):\n    HERE\n", "SchoolEnrollment", "from school.models import Course, Enrollment\nfrom school.models import Enrollment as SchoolEnrollment\n\n\ndef run(Enrollment):\n    HERE\n"),
    Case("by a local that comes later", "from django.db import models\n\n\ndef run():\n    HERE\n    transaction = 1\n", "db_transaction", "from django.db import models\nfrom django.db import transaction as db_transaction\n\n\ndef run():\n    HERE\n    transaction = 1\n", ask=TRANSACTION),
    Case("by a local elsewhere", "from django.db import models\n\n\ndef other(transaction):\n    pass\n\n\ndef run():\n    HERE\n", "db_transaction", "from django.db import models\nfrom django.db import transaction as db_transaction\n\n\ndef other(transaction):\n    pass\n\n\ndef run():\n    HERE\n", ask=TRANSACTION),
    Case("by a name that nobody binds", "from django.db import models\nfrom somewhere import *\n\n\ndef run():\n    transaction\n    HERE\n", "db_transaction", "from django.db import models\nfrom django.db import transaction as db_transaction\nfrom somewhere import *\n\n\ndef run():\n    transaction\n    HERE\n", ask=TRANSACTION),
    Case("not by a class attribute", "from django.db import models\n\n\nclass Payment:\n    transaction = models.ForeignKey\n\n    def run(self):\n        HERE\n", "transaction", "from django.db import models, transaction\n\n\nclass Payment:\n    transaction = models.ForeignKey\n\n    def run(self):\n        HERE\n", ask=TRANSACTION),
    Case("by a class attribute beside it", "from django.db import models\n\n\nclass Payment:\n    transaction = models.ForeignKey\n    HERE\n", "db_transaction", "from django.db import models\nfrom django.db import transaction as db_transaction\n\n\nclass Payment:\n    transaction = models.ForeignKey\n    HERE\n", ask=TRANSACTION),
    Case("not by an attribute or a keyword", "from django.db import models\n\n\ndef run(x):\n    x.transaction(transaction=1)\n    HERE\n", "transaction", "from django.db import models, transaction\n\n\ndef run(x):\n    x.transaction(transaction=1)\n    HERE\n", ask=TRANSACTION),
    Case("by a comprehension's variable", "def run(x):\n    return [HERE for Enrollment in x]\n", "SchoolEnrollment", "from school.models import Enrollment as SchoolEnrollment\n\n\ndef run(x):\n    return [HERE for Enrollment in x]\n"),
    Case("twice", f"Enrollment = SchoolEnrollment = 1\n{FUNCTION}", "SchoolEnrollment2", f"from school.models import Enrollment as SchoolEnrollment2\n\nEnrollment = SchoolEnrollment = 1\n{FUNCTION}"),
    Case("by a name that is planned", f"import os\n{FUNCTION}", ["atomic", "other_atomic"], f"import os\n\nfrom django.db.transaction import atomic\nfrom other import atomic as other_atomic\n{FUNCTION}", ask=[name("django.db.transaction", "atomic"), name("other", "atomic")]),
    Case("an alias stays on a line of its own", f"from other import Enrollment\nfrom school.models import Course\nfrom school.models import Student as S\n{FUNCTION}", "SchoolEnrollment", f"from other import Enrollment\nfrom school.models import Course\nfrom school.models import Enrollment as SchoolEnrollment\nfrom school.models import Student as S\n{FUNCTION}"),
    Case("an alias joins others", f"from django.db import connection as c, models\nfrom other import transaction\n{FUNCTION}", "db_transaction", f"from django.db import connection as c, models, transaction as db_transaction\nfrom other import transaction\n{FUNCTION}", ask=TRANSACTION),
    Case("Q", f"Q = 1\n{FUNCTION}", "ModelsQ", f"from django.db.models import Q as ModelsQ\n\nQ = 1\n{FUNCTION}", ask=Q),
]  # fmt: skip

CIRCULAR = [
    Case("in the function", "def run():\n    HERE\n", "Enrollment", "def run():\n    from school.models import Enrollment\n\n    HERE\n", module="school.services"),
    Case("after its docstring", 'def run():\n    """Doc."""\n    HERE\n', "Enrollment", 'def run():\n    """Doc."""\n    from school.models import Enrollment\n\n    HERE\n', module="school.services"),
    Case("after its docstring and a blank line", 'def run():\n    """Doc."""\n\n    HERE\n', "Enrollment", 'def run():\n    """Doc."""\n    from school.models import Enrollment\n\n    HERE\n', module="school.services"),
    Case("after its imports", "def run():\n    import os\n\n    HERE\n", "Enrollment", "def run():\n    import os\n    from school.models import Enrollment\n\n    HERE\n", module="school.services"),
    Case("before a comment", "def run(\n    x,\n):\n    # first\n    HERE\n", "Enrollment", "def run(\n    x,\n):\n    from school.models import Enrollment\n\n    # first\n    HERE\n", module="school.services"),
    Case("before a decorated function", "def run():\n    @x\n    def inner():\n        pass\n\n    HERE\n", "Enrollment", "def run():\n    from school.models import Enrollment\n\n    @x\n    def inner():\n        pass\n\n    HERE\n", module="school.services"),
    Case("into its import from the models", "def run():\n    from .models import Course\n\n    HERE\n", "Enrollment", "def run():\n    from .models import Course, Enrollment\n\n    HERE\n", module="school.services"),
    Case("relative", "from .forms import Form\n\n\ndef run():\n    HERE\n", "Enrollment", "from .forms import Form\n\n\ndef run():\n    from .models import Enrollment\n\n    HERE\n", module="school.services"),
    Case("through a package", "def run():\n    HERE\n", "Enrollment", "def run():\n    from school.models import Enrollment\n\n    HERE\n", module="school.signals.receivers"),
    Case("the package on the way", "def run():\n    HERE\n", "Enrollment", "def run():\n    from school.models import Enrollment\n\n    HERE\n", module="school.__init__"),
    Case("not through a function or a type checker's import", f"import os\n{FUNCTION}", "Enrollment", f"import os\n\nfrom school.models import Enrollment\n{FUNCTION}"),
    Case("innermost function", "def outer():\n    def run():\n        return lambda: HERE\n", "Enrollment", "def outer():\n    def run():\n        from school.models import Enrollment\n\n        return lambda: HERE\n", module="school.services"),
    Case("in each function", "def run():\n    HERE\n\n\ndef other():\n    HERE\n", ["Enrollment", "Enrollment"], "def run():\n    from school.models import Enrollment\n\n    HERE\n\n\ndef other():\n    from school.models import Enrollment\n\n    HERE\n", module="school.services"),
    Case("a method", "class A:\n    def run(self):\n        HERE\n", "Enrollment", "class A:\n    def run(self):\n        from school.models import Enrollment\n\n        HERE\n", module="school.services"),
    Case("one line", "def run(): HERE\n", "Enrollment", "from school.models import Enrollment\n\n\ndef run(): HERE\n", module="school.services"),
    Case("module level", "import os\n\nHERE\n", "Enrollment", "import os\n\nfrom school.models import Enrollment\n\nHERE\n", module="school.services"),
    Case("the module imports them already", f"from school.models import Course\n{FUNCTION}", "Enrollment", f"from school.models import Course, Enrollment\n{FUNCTION}", module="school.services"),
    Case("transaction never is", "def run():\n    HERE\n", "transaction", "from django.db import transaction\n\n\ndef run():\n    HERE\n", ask=TRANSACTION, module="school.services"),
    Case("an AppConfig's module", "from django.apps import AppConfig\n\n\nclass SchoolConfig(AppConfig):\n    def ready(self):\n        HERE\n", "Enrollment", "from django.apps import AppConfig\n\n\nclass SchoolConfig(AppConfig):\n    def ready(self):\n        from school.models import Enrollment\n\n        HERE\n", module="school.apps"),
    Case("its own module, shadowed", "class Enrollment:\n    pass\n\n\ndef run(Enrollment):\n    HERE\n", "SchoolEnrollment", "class Enrollment:\n    pass\n\n\ndef run(Enrollment):\n    from school.models import Enrollment as SchoolEnrollment\n\n    HERE\n", module="school.models"),
    Case("taken in the function", "def run(Enrollment):\n    HERE\n", "SchoolEnrollment", "def run(Enrollment):\n    from school.models import Enrollment as SchoolEnrollment\n\n    HERE\n", module="school.services"),
    Case("tabs", "def run():\n\tHERE\n", "Enrollment", "def run():\n\tfrom school.models import Enrollment\n\n\tHERE\n", module="school.services"),
]  # fmt: skip

HISTORICAL = [
    Case("there", 'def run(apps, editor):\n    Link = apps.get_model("school", "Enrollment")\n    HERE\n', "Link"),
    Case("there, by label", 'def run(apps, editor):\n    Link = apps.get_model("school.Enrollment")\n    HERE\n', "Link"),
    Case("after the last one", 'def run(apps, editor):\n    """Doc."""\n    Course = apps.get_model("school", "Course")\n    x = 1\n    HERE\n', "Enrollment", 'def run(apps, editor):\n    """Doc."""\n    Course = apps.get_model("school", "Course")\n    Enrollment = apps.get_model("school", "Enrollment")\n    x = 1\n    HERE\n'),
    Case("in its quotes", "def run(apps, editor):\n    Course = apps.get_model('school', 'Course')\n    for x in Course:\n        HERE\n", "Enrollment", "def run(apps, editor):\n    Course = apps.get_model('school', 'Course')\n    Enrollment = apps.get_model('school', 'Enrollment')\n    for x in Course:\n        HERE\n"),
    Case("not after a later one", 'def run(apps, editor):\n    Course = apps.get_model("school", "Course")\n    HERE\n    Student = apps.get_model("school", "Student")\n', "Enrollment", 'def run(apps, editor):\n    Course = apps.get_model("school", "Course")\n    Enrollment = apps.get_model("school", "Enrollment")\n    HERE\n    Student = apps.get_model("school", "Student")\n'),
    Case("first statement", 'def run(apps, editor):\n    """Doc."""\n    HERE\n', "Enrollment", 'def run(apps, editor):\n    """Doc."""\n    Enrollment = apps.get_model("school", "Enrollment")\n    HERE\n'),
    Case("two of them", 'def run(apps, editor):\n    HERE\n    HERE\n', ["Enrollment", "Course"] * 2, 'def run(apps, editor):\n    Enrollment = apps.get_model("school", "Enrollment")\n    Course = apps.get_model("school", "Course")\n    HERE\n    HERE\n', ask=[historical("Enrollment"), historical("Course")]),
    Case("another registry", 'def run(state):\n    old = state.apps\n    HERE\n', "Enrollment", 'def run(state):\n    old = state.apps\n    Enrollment = old.get_model("school", "Enrollment")\n    HERE\n', ask=historical("Enrollment", "old")),
    Case("an attribute of the registry's owner", 'def run(self):\n    HERE\n', "Enrollment", 'def run(self):\n    Enrollment = self.apps.get_model("school", "Enrollment")\n    HERE\n', ask=historical("Enrollment", "self.apps")),
    Case("of another registry is not it", 'def run(old, new):\n    Enrollment = old.get_model("school", "Enrollment")\n    HERE\n', "SchoolEnrollment", 'def run(old, new):\n    Enrollment = old.get_model("school", "Enrollment")\n    SchoolEnrollment = new.get_model("school", "Enrollment")\n    HERE\n', ask=historical("Enrollment", "new")),
    Case("the real model is not it", 'from school.models import Enrollment\n\n\ndef run(apps, editor):\n    Enrollment\n    HERE\n', "SchoolEnrollment", 'from school.models import Enrollment\n\n\ndef run(apps, editor):\n    SchoolEnrollment = apps.get_model("school", "Enrollment")\n    Enrollment\n    HERE\n'),
    Case("in a branch is not there", 'def run(apps, editor):\n    if editor:\n        Enrollment = apps.get_model("school", "Enrollment")\n    HERE\n', "Enrollment", 'def run(apps, editor):\n    Enrollment = apps.get_model("school", "Enrollment")\n    if editor:\n        Enrollment = apps.get_model("school", "Enrollment")\n    HERE\n'),
    Case("where the registry is", 'def run(apps, editor):\n    def inner():\n        HERE\n', "Enrollment", 'def run(apps, editor):\n    Enrollment = apps.get_model("school", "Enrollment")\n    def inner():\n        HERE\n'),
    Case("one line", "def run(apps, editor): HERE\n", 'apps.get_model("school", "Enrollment")'),
    Case("no function", "HERE\n", 'apps.get_model("school", "Enrollment")'),
]  # fmt: skip


def _ids(cases: list[Case]) -> list[Any]:
    return [pytest.param(case, id=case.title) for case in cases]


@pytest.mark.parametrize("case", _ids(REUSED))
def test_reused(case: Case, modules: Modules) -> None:
    check(case, modules)


@pytest.mark.parametrize("case", _ids(EXTENDED))
def test_extended(case: Case, modules: Modules) -> None:
    check(case, modules)


@pytest.mark.parametrize("case", _ids(INSERTED))
def test_inserted(case: Case, modules: Modules) -> None:
    check(case, modules)


@pytest.mark.parametrize("case", _ids(NOT_ENOUGH))
def test_what_is_there_is_not_enough(case: Case, modules: Modules) -> None:
    check(case, modules)


@pytest.mark.parametrize("case", _ids(TAKEN))
def test_name_is_taken(case: Case, modules: Modules) -> None:
    check(case, modules)


@pytest.mark.parametrize("case", _ids(CIRCULAR))
def test_circular(case: Case, modules: Modules) -> None:
    check(case, modules)


@pytest.mark.parametrize("case", _ids(HISTORICAL))
def test_historical(case: Case, modules: Modules) -> None:
    asks = [historical("Enrollment")] if case.ask is ENROLLMENT else case.ask
    check(Case(case.title, case.before, case.says, case.after, asks, "school.migrations.0002_fill"), modules)


@pytest.mark.parametrize(
    ("before", "ask", "module"),
    [
        ("HERE\n\n\nclass Enrollment:\n    pass\n", ENROLLMENT, "school.models"),
        ("def run():\n    HERE\n", model("school.tests.test_local:run.<locals>.Local"), "school.tests.test_local"),
    ],
)
def test_cannot_be_spelled(before: str, ask: Ask, module: str, modules: Modules) -> None:
    with pytest.raises(SpellingError):
        spell(Case("", before, "", ask=ask, module=module), before.encode(), modules)


def test_no_call_has_an_effect_but_on_its_own_object(modules: Modules) -> None:
    case = Case("", f"import os\n{FUNCTION}", "")
    first = spell(case, case.before.encode(), modules)
    assert spell(case, case.before.encode(), modules) == first


def test_files_of_the_project_are_not_touched(modules: Modules) -> None:
    module = modules.load("school.models")
    assert module is not None
    assert Path(module.path).read_text() == FILES["school/models.py"]
