"""Imports: each case is a small file with `HERE` in it, what is asked there, and what becomes of the file.

A case is written

    === title | what is asked | in the.module | 40 columns -> what it answers

and the file below, as it is where no line starts with `+` or `-`, else as a diff. `run()` with `HERE` in it is added
where the file has none. Asked is `Enrollment`, and answered what is asked, if nothing is said. Every output has to
compile, and a second `Imports` over it has to plan nothing.
"""

from __future__ import annotations

import ast
import re
import weakref
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from through_codemod.imports import Imports, SpellingError
from through_codemod.imports.exports import scope_of
from through_codemod.infer import Inference
from through_codemod.infer.modules import Module, Modules
from through_codemod.outline import outline
from through_codemod.relations import Model, ModelRef, RelationMap
from through_codemod.splice import apply

Ask = Callable[[Imports, ast.AST], str]
RUN = "\n\ndef run():\n    HERE\n"

FILES = {
    "school/__init__.py": "",
    "school/models.py": (
        "from django.db import models\nfrom school import services\nfrom school.signals import connect\n"
        "class Course(models.Model): pass\nclass Student(models.Model): pass\n"
        "class Enrollment(models.Model):\n    class Note(models.Model): pass\n"
    ),
    "school/services.py": "",
    "school/signals/__init__.py": "from .receivers import connect\n",
    "school/signals/receivers.py": (
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from school import views\n"  #
    ),
    "school/forms.py": "def f():\n    from school import views\n",
    "library/__init__.py": "",
    "library/models/__init__.py": "from .book import Book\nfrom .loan import Loan\nfrom . import shelf\n",
    "library/models/book.py": "from django.db import models\nclass Book(models.Model): pass\n",
    "library/models/loan.py": "from django.db import models\nclass Loan(models.Model): pass\n",
    "library/models/shelf.py": "class Shelf: pass\n",
    "library/everything.py": "from library.models import *\n",
    "library/aliases.py": (
        "import library.models.loan as lending\nLoan = lending.Loan\nLent = Loan\nBook = open('books')\n"  #
    ),
    "library/some.py": "__all__ = ['Book']\nfrom library.models import *\n",
    "apps/__init__.py": "",
    "apps/clubs/__init__.py": "",
    "apps/clubs/models.py": "class Membership: pass\n",
}
LABELS = {
    "school.Course": "school.models",
    "school.Student": "school.models",
    "school.Enrollment": "school.models",
    "school.Enrollment.Note": "school.models",
    "school.run.<locals>.Local": "school.tests.test_local",
    "library.Book": "library.models.book",
    "library.Loan": "library.models.loan",
    "library.Shelf": "library.models.shelf",
    "clubs.Membership": "apps.clubs.models",
    "wagtail.Page": "wagtail.models.pages",
    "auth.User": "django.contrib.auth.models",
}
MODELS = {label: ModelRef(module, label.partition(".")[2]) for label, module in LABELS.items()}
RELATIONS = RelationMap(
    "5.2",
    "live",
    (),
    {ref: Model(ref, label, False, False, (), "id", "objects", (), {}) for label, ref in MODELS.items()},
    user_model=MODELS["auth.User"],
)


def _model(ref: ModelRef) -> Ask:
    return lambda imports, at: imports.model(ref, at)


def _name(module: str, name: str) -> Ask:
    return lambda imports, at: imports.name(module, name, at)


def _historical(name: str, apps: str) -> Ask:
    return lambda imports, at: imports.historical(MODELS[f"school.{name}"], apps, at)


ASKS = {
    **{ref.name.rpartition("<locals>.")[2]: _model(ref) for ref in MODELS.values()},
    **{f"{name} of {apps}": _historical(name, apps) for name in ("Course", "Enrollment") for apps in ("apps", "old")},
    "Enrollment of new": _historical("Enrollment", "new"),
    "Enrollment of self.apps": _historical("Enrollment", "self.apps"),
    "transaction": _name("django.db", "transaction"),
    "router": _name("django.db", "router"),
    "Q": _name("django.db.models", "Q"),
    "sync_to_async": _name("asgiref.sync", "sync_to_async"),
    "atomic": _name("django.db.transaction", "atomic"),
    "other atomic": _name("other", "atomic"),
}


@dataclass(frozen=True)
class Case:
    before: str
    after: str
    asked: list[str]
    said: list[str]
    module: str = "school.views"
    width: int = 88


def read_case(heading: str, text: str) -> Case:
    """Return the case of one heading and the file below it."""
    left, _, said = heading.partition(" -> ")
    _, *options = left.split(" | ")
    asked, module, width = ["Enrollment"], "school.views", 88
    for option in options:
        if option.startswith("in "):
            module = option.removeprefix("in ")
        elif option.endswith(" columns"):
            width = int(option.removesuffix(" columns"))
        else:
            asked = option.split(", ")
    lines = f"{text}\n".splitlines(keepends=True)
    before = after = "".join(lines)
    if any(line.startswith(("+", "-")) for line in lines):
        lines = [line if line != "\n" else " \n" for line in lines]
        before = "".join(line[1:] for line in lines if not line.startswith("+"))
        after = "".join(line[1:] for line in lines if not line.startswith("-"))
    if "HERE" not in text:
        before, after = before + RUN, after + RUN
    words = [ask.removeprefix("other ").partition(" ")[0] for ask in asked] * before.count("HERE")
    answers = [answer.strip() for answer in re.split(r", (?![^(]*\))", said)] if said else words
    return Case(before, after, asked, answers, module, width)


def read_cases(text: str) -> list[Any]:
    """Return the cases of a table as pytest's parameters."""
    blocks = re.split(r"^=== ", text, flags=re.MULTILINE)[1:]
    parts = [block.partition("\n") for block in blocks]
    return [
        pytest.param(read_case(heading, body.rstrip()), id=re.split(r" \| | -> ", heading)[0])
        for heading, _, body in parts
    ]


REUSED = """
=== by its name
from school.models import Enrollment

=== under an alias -> E
from school.models import Enrollment as E

=== its own name before an alias
from school.models import Enrollment as E, Enrollment

=== relative
from .models import Enrollment

=== two levels up | in school.tests.test_a
from ..models import Enrollment

=== of a package | in school.__init__
from .models import Enrollment

=== module -> models.Enrollment
from school import models

=== module, relative -> models.Enrollment
from . import models

=== module under an alias -> m.Enrollment
import school.models as m

=== module, dotted -> school.models.Enrollment
import school.models

=== module, dotted, beside another -> school.models.Enrollment
import school.forms
import school.models

=== module of a package | Loan -> models.Loan
from library import models

=== submodule | Shelf -> shelf.Shelf
from library.models import shelf

=== re-exported | Loan
from library.models import Loan

=== re-exported twice | Loan -> Lent
from library.everything import Loan as Lent

=== re-exported by assignment | Loan -> Lent
from library.aliases import Lent

=== star
from school.models import *

=== star of a star | Loan
from library.everything import *

=== a package's star | Loan
from library.models import *

=== get_user_model | User
from django.contrib.auth import get_user_model

User = get_user_model()

=== get_user_model under another name | User -> Member
from django.contrib.auth import get_user_model

Member = get_user_model()

=== an installed package's re-export | Page
from wagtail.models import Page

=== assigned -> Link
from school import models

Link = models.Enrollment

=== nested class | Enrollment.Note
from school.models import Enrollment

=== nested class through its module | Enrollment.Note -> models.Enrollment.Note
from school import models

=== own module | in school.models
class Enrollment:
    pass

=== own module, defined below | in school.models
def run():
    HERE


class Enrollment:
    pass

=== own module, at module level | in school.models
class Enrollment:
    pass


HERE

=== own module, in its own method | in school.models
class Enrollment:
    def run(self):
        HERE

=== local class | Local | in school.tests.test_local
def run():
    class Local:
        pass

    HERE

=== in the function
def run():
    from school.models import Enrollment

    HERE

=== in the function, in a block
def run(x):
    if x:
        from school.models import Enrollment

        with x:
            HERE

=== in both branches
def run(x):
    if x:
        from school.models import Enrollment
    else:
        from .models import Enrollment
    HERE

=== in one branch, the other returns
def run(x):
    if x:
        from school.models import Enrollment
    else:
        return
    HERE

=== in the function around
def outer():
    from school.models import Enrollment

    def run():
        HERE

=== in a try, whose handler takes it elsewhere
try:
    from school.models import Enrollment
except ImportError:
    from .models import Enrollment

=== in a try, whose handler does not bind it
try:
    from school.models import Enrollment
except ImportError:
    pass

=== in a main guard
if __name__ == '__main__':
    from school.models import Enrollment
    HERE

=== in a class body
class A:
    from school.models import Enrollment
    HERE

=== from a lambda's default
from school.models import Enrollment


run = lambda Enrollment=HERE: 1

=== from the first iterable of a comprehension
from school.models import Enrollment

rows = [Enrollment for Enrollment in HERE]

=== transaction | transaction
from django.db import models, transaction

=== transaction under an alias | transaction -> tx
from django.db import transaction as tx

=== transaction through its package | transaction -> db.transaction
from django import db

=== Q | Q
from django.db.models import F, Q

=== Q through models | Q -> models.Q
from django.db import models

=== Q itself before models.Q | Q
from django.db import models
from django.db.models import Q

=== Q through dotted models | Q -> django.db.models.Q
import django.db.models

=== a type checker's import as well
from typing import TYPE_CHECKING

from school.models import Enrollment

if TYPE_CHECKING:
    from school.models import Enrollment
"""

EXTENDED = r"""
=== at the end
-from school.models import Course
+from school.models import Course, Enrollment

=== in order
-from school.models import Course, Student
+from school.models import Course, Enrollment, Student

=== constants, classes, functions
-from school.models import DAYS, Student, course
+from school.models import DAYS, Enrollment, Student, course

=== alphabetical
-from school.models import course, DAYS, Student
+from school.models import course, DAYS, Enrollment, Student

=== in no order, though some are so by their lengths
 from people import Role, Resource
 from people.more import Workspace, Access
-from school.models import Student
+from school.models import Enrollment, Student

=== by their lengths
 from people import Role, Resource
-from school.models import Student
+from school.models import Student, Enrollment

=== in no order
-from school.models import Student, Course, Alumni
+from school.models import Student, Course, Alumni, Enrollment

=== relative
-from .models import Course
+from .models import Course, Enrollment

=== re-exporting package | Loan
-from library.models import Book
+from library.models import Book, Loan

=== not a package without it | Shelf
 from library.models import Book
+from library.models.shelf import Shelf

=== keeps as
-from school.models import Course as C, Student
+from school.models import Course as C, Enrollment, Student

=== keeps a trailing comment
-from school.models import Course  # noqa
+from school.models import Course, Enrollment  # noqa

=== models is joined by transaction | transaction
-from django.db import models
+from django.db import models, transaction

=== F is joined by Q | Q
-from django.db.models import F
+from django.db.models import F, Q

=== two names | transaction, router
-from django.db import models
+from django.db import models, router, transaction

=== becomes too long | 45 columns
-from school.models import Course, Student
+from school.models import (
+    Course,
+    Enrollment,
+    Student,
+)

=== becomes too long, with a comment | 45 columns
-from school.models import Course, Student  # noqa: F401
+from school.models import (  # noqa: F401
+    Course,
+    Enrollment,
+    Student,
+)

=== a line for each
 from school.models import (
     Course,
+    Enrollment,
     Student,
 )

=== a line for each, first
 from school.models import (
+    Enrollment,
     Student,
 )

=== a line for each, last, no comma
 from school.models import (
     Alumni,
-    Course
+    Course,
+    Enrollment
 )

=== a line for each, closed on the last
 from school.models import (
     Alumni,
-    Course)
+    Course,
+    Enrollment)

=== a line for each, with comments
 from school.models import (  # noqa
     # the class
     Course,  # a course
+    Enrollment,
     # and who is in it
     Student,  # a student
 )  # end

=== aligned with the parenthesis
 from school.models import (Course,
+                           Enrollment,
                            Student)

=== parentheses on one line
-from school.models import (Course, Student)
+from school.models import (Course, Enrollment, Student)

=== a grid | 79 columns
 from .models import (
-    Alumni, Course, Person, Recipe,
+    Alumni, Course, Enrollment, Person,
-    Student, Teacher,
+    Recipe, Student, Teacher,
 )

=== a grid that gets another line | 79 columns
 from .models import (
-    Alumni, Course, Person, Recipe,
+    Alumni, Course, Enrollment, Person,
-    Student, Teacher, Zebra
+    Recipe, Student, Teacher, Zebra
 )

=== an aligned grid | 44 columns
-from .models import (Alumni, Course, Person,
+from .models import (Alumni, Course,
+                     Enrollment, Person,
                      Recipe, Student)

=== a grid with a comment
 from .models import (
     Alumni, Course,  # people
-    Student, Teacher,
+    Enrollment, Student, Teacher,
 )

=== a grid with comments, where nothing else fits | 40 columns
 from school.models import (
     # who is in it
-    Alumni, Course, Student, Teacher123,
+    Alumni, Course,
+    Enrollment, Student, Teacher123,
     Zebra,
 )

=== an aligned list with a comment
 from school.models import (Alumni,  # gone
-                           Course)
+                           Course, Enrollment)

=== backslash | 36 columns
 from school.models import Course, \
-    Student
+    Enrollment, Student

=== in the function
 def run():
-    from school.models import Course
+    from school.models import Course, Enrollment

     HERE

=== in a try
 try:
-    from school.models import Course
+    from school.models import Course, Enrollment
 except ImportError:
     Course = None

=== in the main guard
 if __name__ == '__main__':
-    from school.models import Course
+    from school.models import Course, Enrollment

     HERE

=== after text that is not ASCII
 'é→😀'; x = 'é'
-from school.models import Course  # é
+from school.models import Course, Enrollment  # é

=== asked twice
-from school.models import Course
+from school.models import Course, Enrollment


 def run():
     HERE


 def other():
     HERE
"""

INSERTED = '''
=== no imports
+from school.models import Enrollment
+
+
 def run():
     HERE

=== after the docstring
 """Doc."""
+
+from school.models import Enrollment

=== right after the docstring
 """Doc."""
+
+from school.models import Enrollment
+
 X = 1

=== after the shebang and the cookie
 #!/usr/bin/env python
 # coding: utf-8

+from school.models import Enrollment
+
+
 def run():
     HERE

=== before a comment of the code
 # Licence
+
+from school.models import Enrollment
+

 # what it does
 def run():
     HERE

=== after the future
 from __future__ import annotations
+
+from school.models import Enrollment

=== after third parties
 import os

 from django.db import models
+
+from school.models import Enrollment

=== beside its siblings
 from django.db import models

 from school.forms import Form
+from school.models import Enrollment
 from school.urls import urls

=== relative beside relative siblings
 from django.db import models

 from .forms import Form
+from .models import Enrollment

=== another app stays absolute | Loan
+from library.models import Loan
+
 from .forms import Form

=== two levels up | in school.tests.test_a
 from ..forms import Form
+from ..models import Enrollment
 from .base import Case

=== not up where only siblings are relative | in school.tests.test_a
+from school.models import Enrollment
+
 from .base import Case

=== from the package that re-exports it | Loan
 import os
+
+from library.models import Loan

=== inside that package from its own module | Loan | in library.models.reports
 import os

 from .book import Book
+from .loan import Loan

=== plain imports first | transaction
 import django
 from django.conf import settings
+from django.db import transaction

=== plain imports sorted among the others | transaction
 from django.apps import apps
 import django.conf
+from django.db import transaction
 from django.urls import path

=== no blank lines between sections | Loan
 import os
 from django.conf import settings
+from library.models import Loan
 from .forms import Form

=== third party between standard library and own | transaction
 import os

+from django.db import transaction
+
 from .forms import Form

=== a group under a heading | Enrollment, transaction
 # Django
 from django.conf import settings
+from django.db import transaction

 # Ours
+from school.models import Enrollment
 from school.urls import urls

=== before a comment of the next import | transaction
 from django.conf import settings
+from django.db import transaction
 # routes
 from django.urls import path

=== after django.setup()
 import os

 import django

 os.environ['A'] = 'b'
 django.setup()

 from school.forms import Form
+from school.models import Enrollment

=== after django.setup(), where that is excused
 import django

 django.setup()

 from school.forms import Form  # noqa: E402
+from school.models import Enrollment  # noqa: E402

=== after django.setup() alone
 import django

 django.setup()
+
+from school.models import Enrollment

=== after the search path
 import sys

 sys.path.append('src')

 from library.models import Book
+from school.models import Enrollment

=== transaction stays before it | transaction
 import sys

 from django.conf import settings
+from django.db import transaction

 sys.path.append('src')

 from school import urls

=== not after code
 import os
+
+from school.models import Enrollment

 X = 1

 import late

=== with the others where all come late
 X = 1

 import os
+
+from school.models import Enrollment

=== not into a line with a semicolon
 from school.models import Course; X = 1
+from school.models import Enrollment

=== one import a line
 from school.forms import A
 from school.models import Course
+from school.models import Enrollment
 from school.models import Student

=== two models in one line | Enrollment, Course
 import os
+
+from school.models import Course, Enrollment

=== several sections | Enrollment, transaction, Loan, sync_to_async
 import os
+
+from asgiref.sync import sync_to_async
+from django.db import transaction
+
+from library.models import Loan
+from school.models import Enrollment

=== several sections, no imports | Enrollment, transaction
+from django.db import transaction
+
+from school.models import Enrollment
+
+
 def run():
     HERE

=== too long for a line | 30 columns
 import os
+
+from school.models import (
+    Enrollment,
+)

=== at module level, above
 import os
+
+from school.models import Enrollment

 HERE

 import sys

=== at module level, the import below does not help
 import os
+
+from school.models import Enrollment

 HERE

 from school.models import Course, Enrollment

=== a namespace of apps | Membership | in apps.events.views
+from apps.clubs.models import Membership
 from apps.events.models import Event
'''

NOT_ENOUGH = """
=== for the type checker only
 from typing import TYPE_CHECKING

 if TYPE_CHECKING:
     from school.models import Enrollment


 def run():
+    from school.models import Enrollment
+
     HERE

=== in another branch
 def run(x):
+    from school.models import Enrollment
+
     if x:
         from school.models import Enrollment
     HERE

=== in another function
 def other():
     from school.models import Enrollment


 def run():
+    from school.models import Enrollment
+
     HERE

=== a handler that binds something else -> SchoolEnrollment
 try:
-    from school.models import Enrollment
+    from school.models import Enrollment, Enrollment as SchoolEnrollment
 except ImportError:
     Enrollment = None

=== star without the name | Loan
+from library.models import Loan
 from library.some import *

=== later in the function
 def run():
+    from school.models import Enrollment
+
     HERE
     from school.models import Enrollment

=== in the class around
+from school.models import Enrollment
+
+
 class A:
     from school.models import Enrollment

     def run(self):
         HERE

=== deleted -> SchoolEnrollment
 from school.models import Enrollment
+from school.models import Enrollment as SchoolEnrollment

 del Enrollment

=== rebound by global -> SchoolEnrollment
 from school.models import Enrollment
+from school.models import Enrollment as SchoolEnrollment


 def change():
     global Enrollment
     Enrollment = None

=== suppressed
 from contextlib import suppress
+
+from school.models import Enrollment

 with suppress(ImportError):
     from school import models
"""

TAKEN = """
=== by an import -> SchoolEnrollment
 from other.models import Enrollment
+
+from school.models import Enrollment as SchoolEnrollment

=== by a class -> SchoolEnrollment
 from school.models import Course
+from school.models import Enrollment as SchoolEnrollment


 class Enrollment:
     pass

=== by a parameter -> SchoolEnrollment
 from school.models import Course, Enrollment
+from school.models import Enrollment as SchoolEnrollment


 def run(Enrollment):
     HERE

=== by a local that comes later | transaction -> db_transaction
 from django.db import models
+from django.db import transaction as db_transaction


 def run():
     HERE
     transaction = 1

=== by a local elsewhere | transaction -> db_transaction
 from django.db import models
+from django.db import transaction as db_transaction


 def other(transaction):
     pass

=== by a name that nobody binds | transaction -> db_transaction
 from django.db import models
+from django.db import transaction as db_transaction
 from somewhere import *


 def run():
     transaction
     HERE

=== not by a class attribute | transaction
-from django.db import models
+from django.db import models, transaction


 class Payment:
     transaction = models.ForeignKey

     def run(self):
         HERE

=== by a class attribute beside it | transaction -> db_transaction
 from django.db import models
+from django.db import transaction as db_transaction


 class Payment:
     transaction = models.ForeignKey
     HERE

=== by a pattern -> SchoolEnrollment
+from school.models import Enrollment as SchoolEnrollment
+
+
 def run(x):
     match x:
         case [_, *Enrollment]:
             HERE
         case {"a": _, **Enrollment}:
             pass

=== by an exception -> SchoolEnrollment
+from school.models import Enrollment as SchoolEnrollment
+
+
 def run(x):
     try:
         x()
     except OSError as Enrollment:
         HERE

=== by a walrus in a comprehension -> SchoolEnrollment
+from school.models import Enrollment as SchoolEnrollment
+
+
 def run(x):
     [y for y in x if (Enrollment := y)]
     HERE

=== by the variable of an outer function -> SchoolEnrollment
+from school.models import Enrollment as SchoolEnrollment
+
+
 def outer():
     Enrollment = 1

     def run():
         nonlocal Enrollment
         Enrollment = {x: HERE for x in (1,) for y in (2,)}

=== not by an attribute or a keyword | transaction
-from django.db import models
+from django.db import models, transaction


 def run(x):
     x.transaction(transaction=1)
     HERE

=== by a comprehension's variable -> SchoolEnrollment
+from school.models import Enrollment as SchoolEnrollment
+
+
 def run(x):
     return [HERE for Enrollment in x]

=== twice -> SchoolEnrollment2
+from school.models import Enrollment as SchoolEnrollment2
+
 Enrollment = SchoolEnrollment = 1

=== by a name that is planned | atomic, other atomic -> atomic, other_atomic
 import os
+
+from django.db.transaction import atomic
+from other import atomic as other_atomic

=== an alias stays on a line of its own -> SchoolEnrollment
 from other import Enrollment
 from school.models import Course
+from school.models import Enrollment as SchoolEnrollment
 from school.models import Student as S

=== an alias joins others | transaction -> db_transaction
-from django.db import connection as c, models
+from django.db import connection as c, models, transaction as db_transaction
 from other import transaction

=== Q | Q -> ModelsQ
+from django.db.models import Q as ModelsQ
+
 Q = 1
"""

CIRCULAR = '''
=== in the function | in school.services
 def run():
+    from school.models import Enrollment
+
     HERE

=== after its docstring | in school.services
 def run():
     """Doc."""
+    from school.models import Enrollment
+
     HERE

=== after its docstring and a blank line | in school.services
 def run():
     """Doc."""
+    from school.models import Enrollment

     HERE

=== after its imports | in school.services
 def run():
     import os
+
+    from school.models import Enrollment

     HERE

=== among its imports | in school.services
 def run():
     """Doc."""
     import os

     from django.db import models

     from school.forms import Form
+    from school.models import Enrollment
     from school.urls import urls

     HERE

=== an import that shares its line | in school.services
 def run():
+    from school.models import Enrollment
+
     import os; HERE

=== no room after the docstring | in school.services
+from school.models import Enrollment
+
+
 def run():
     """Doc."""; HERE

=== before a comment | in school.services
 def run(
     x,
 ):
+    from school.models import Enrollment
+
     # first
     HERE

=== before a decorated function | in school.services
 def run():
+    from school.models import Enrollment
+
     @x
     def inner():
         pass

     HERE

=== into its import from the models | in school.services
 def run():
-    from .models import Course
+    from .models import Course, Enrollment

     HERE

=== relative | in school.services
 from .forms import Form


 def run():
+    from .models import Enrollment
+
     HERE

=== through a package | in school.signals.receivers
 def run():
+    from school.models import Enrollment
+
     HERE

=== the package on the way | in school.__init__
 def run():
+    from school.models import Enrollment
+
     HERE

=== not through a function or a type checker's import
 import os
+
+from school.models import Enrollment

=== innermost function | in school.services
 def outer():
     def run():
+        from school.models import Enrollment
+
         return lambda: HERE

=== in each function | in school.services
 def run():
+    from school.models import Enrollment
+
     HERE


 def other():
+    from school.models import Enrollment
+
     HERE

=== a method | in school.services
 class A:
     def run(self):
+        from school.models import Enrollment
+
         HERE

=== one line | in school.services
+from school.models import Enrollment
+
+
 def run(): HERE

=== module level | in school.services
 import os

+from school.models import Enrollment
+
 HERE

=== the module imports them already | in school.services
-from school.models import Course
+from school.models import Course, Enrollment

=== transaction never is | transaction | in school.services
+from django.db import transaction
+
+
 def run():
     HERE

=== an AppConfig's module | in school.apps
 from django.apps import AppConfig


 class SchoolConfig(AppConfig):
     def ready(self):
+        from school.models import Enrollment
+
         HERE

=== a script that sets Django up when it runs
 import django


 def run():
+    from school.models import Enrollment
+
     HERE


 if __name__ == "__main__":
     django.setup()
     run()

=== its own module, shadowed | in school.models -> SchoolEnrollment
 class Enrollment:
     pass


 def run(Enrollment):
+    from school.models import Enrollment as SchoolEnrollment
+
     HERE

=== taken in the function | in school.services -> SchoolEnrollment
 def run(Enrollment):
+    from school.models import Enrollment as SchoolEnrollment
+
     HERE
'''

HISTORICAL = '''
=== there -> Link
def run(apps, editor):
    Link = apps.get_model("school", "Enrollment")
    HERE

=== there, by label -> Link
def run(apps, editor):
    Link = apps.get_model("school.Enrollment")
    HERE

=== after the last one
 def run(apps, editor):
     """Doc."""
     Course = apps.get_model("school", "Course")
+    Enrollment = apps.get_model("school", "Enrollment")
     x = 1
     HERE

=== in its quotes
 def run(apps, editor):
     Course = apps.get_model('school', 'Course')
+    Enrollment = apps.get_model('school', 'Enrollment')
     for x in Course:
         HERE

=== not after a later one
 def run(apps, editor):
     Course = apps.get_model("school", "Course")
+    Enrollment = apps.get_model("school", "Enrollment")
     HERE
     Student = apps.get_model("school", "Student")

=== first statement
 def run(apps, editor):
     """Doc."""
+    Enrollment = apps.get_model("school", "Enrollment")
     HERE

=== two of them | Enrollment of apps, Course of apps
 def run(apps, editor):
+    Enrollment = apps.get_model("school", "Enrollment")
+    Course = apps.get_model("school", "Course")
     HERE
     HERE

=== a registry that comes with its block | Enrollment of old -> old.get_model("school", "Enrollment")
def run(state):
    with state as old:
        HERE

=== too long for a line | 50 columns
 def run(apps, editor):
+    Enrollment = apps.get_model(
+        "school", "Enrollment"
+    )
     HERE

=== another registry | Enrollment of old
 def run(state):
     old = state.apps
+    Enrollment = old.get_model("school", "Enrollment")
     HERE

=== an attribute of the registry's owner | Enrollment of self.apps
 def run(self):
+    Enrollment = self.apps.get_model("school", "Enrollment")
     HERE

=== of another registry is not it | Enrollment of new -> SchoolEnrollment
 def run(old, new):
     Enrollment = old.get_model("school", "Enrollment")
+    SchoolEnrollment = new.get_model("school", "Enrollment")
     HERE

=== the real model is not it -> SchoolEnrollment
 from school.models import Enrollment


 def run(apps, editor):
+    SchoolEnrollment = apps.get_model("school", "Enrollment")
     Enrollment
     HERE

=== in a branch is not there
 def run(apps, editor):
+    Enrollment = apps.get_model("school", "Enrollment")
     if editor:
         Enrollment = apps.get_model("school", "Enrollment")
     HERE

=== where the registry is
 def run(apps, editor):
+    Enrollment = apps.get_model("school", "Enrollment")
     def inner():
         HERE

=== one line -> apps.get_model("school", "Enrollment")
def run(apps, editor): HERE

=== no function -> apps.get_model("school", "Enrollment")
HERE
'''


def spell(case: Case, source: bytes, modules: Modules) -> tuple[list[str], bytes]:
    """Return what the questions of `case` are answered at each `HERE` of `source`, and what comes out."""
    tree = ast.parse(source)
    is_package = case.module.endswith(".__init__")
    name = case.module.removesuffix(".__init__")
    package = name if is_package else name.rpartition(".")[0]
    module = Module(name, package, f"{case.module.replace('.', '/')}.py", tree, is_package)
    inference = Inference(module, RELATIONS, modules)
    imports = Imports(module, source, inference, RELATIONS, modules, case.width)
    places = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == "HERE"]
    places.sort(key=lambda node: (node.lineno, node.col_offset))
    said = [ASKS[ask](imports, place) for place in places for ask in case.asked]
    return said, apply(source, imports.splices())


def check(case: Case, modules: Modules) -> None:
    said, output = spell(case, case.before.encode(), modules)
    assert output.decode() == case.after
    assert said == case.said
    assert spell(case, output, modules) == (said, output), "a second pass"


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


@pytest.mark.parametrize("case", read_cases(REUSED))
def test_reused(case: Case, modules: Modules) -> None:
    check(case, modules)


@pytest.mark.parametrize("case", read_cases(EXTENDED))
def test_extended(case: Case, modules: Modules) -> None:
    check(case, modules)


@pytest.mark.parametrize("case", read_cases(INSERTED))
def test_inserted(case: Case, modules: Modules) -> None:
    check(case, modules)


@pytest.mark.parametrize("case", read_cases(NOT_ENOUGH))
def test_what_is_there_is_not_enough(case: Case, modules: Modules) -> None:
    check(case, modules)


@pytest.mark.parametrize("case", read_cases(TAKEN))
def test_name_is_taken(case: Case, modules: Modules) -> None:
    check(case, modules)


@pytest.mark.parametrize("case", read_cases(CIRCULAR))
def test_circular(case: Case, modules: Modules) -> None:
    check(case, modules)


@pytest.mark.parametrize("case", read_cases(HISTORICAL))
def test_historical(case: Case, modules: Modules) -> None:
    asked = ["Enrollment of apps"] if case.asked == ["Enrollment"] else case.asked
    check(replace(case, asked=asked, module="school.migrations.0002_fill"), modules)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "from school.models import (\n    Course,\n)\n\n\ndef run():\n    HERE\n",
            "from school.models import (\n    Course,\n    Enrollment,\n)\n\n\ndef run():\n    HERE\n",
        ),
        ("import os\n\n\nHERE\n", "import os\n\nfrom school.models import Enrollment\n\n\nHERE\n"),
        ("HERE\n", "from school.models import Enrollment\n\nHERE\n"),
    ],
)
def test_carriage_returns(before: str, after: str, modules: Modules) -> None:
    before, after = (text.replace("\n", "\r\n") for text in (before, after))
    check(Case(before, after, ["Enrollment"], ["Enrollment"]), modules)


@pytest.mark.parametrize(
    ("before", "after", "module"),
    [
        ("def run():\n\tHERE\n", "def run():\n\tfrom school.models import Enrollment\n\n\tHERE\n", "school.services"),
        ("\x0cfrom .models import Course\nHERE\n", "\x0cfrom .models import Course, Enrollment\nHERE\n", "school.a"),
        (
            "def run(): HERE\nimport os",
            "def run(): HERE\nimport os\n\nfrom school.models import Enrollment",
            "school.a",
        ),
    ],
    ids=["tabs", "form feed", "no newline at the end"],
)
def test_odd_bytes(before: str, after: str, module: str, modules: Modules) -> None:
    check(Case(before, after, ["Enrollment"], ["Enrollment"], module), modules)


@pytest.mark.parametrize(
    ("before", "asked", "module"),
    [
        ("HERE\n\n\nclass Enrollment:\n    pass\n", "Enrollment", "school.models"),
        ("class Enrollment:\n    pass\n\n\nrun = lambda Enrollment: HERE\n", "Enrollment", "school.models"),
        ("def run():\n    HERE\n", "Local", "school.tests.test_local"),
    ],
    ids=["defined below", "shadowed in its own module", "local to another function"],
)
def test_cannot_be_spelled(before: str, asked: str, module: str, modules: Modules) -> None:
    with pytest.raises(SpellingError):
        spell(Case(before, before, [asked], [], module), before.encode(), modules)


def test_a_new_object_starts_anew(modules: Modules) -> None:
    case = read_case("two passes over one source", "import os")
    assert spell(case, case.before.encode(), modules) == spell(case, case.before.encode(), modules)


def test_what_is_read_of_a_module_does_not_keep_it() -> None:
    tree = ast.parse("from school.models import Course\n")
    gone = weakref.ref(tree)
    assert list(scope_of(tree).bindings) == ["Course"]
    del tree
    assert gone() is None


def test_what_a_module_binds_and_reads_is_the_same_before_its_functions_are_looked_into() -> None:
    source = (
        "def f(a=(Course := None), *, b: Student = [c for c in d if (e := c)]) -> Grade:\n    return a\n\n\n"
        "async def g(a=lambda h: i):\n    return a(j)\n\n\n"
        "class K:\n    def l(self, m=[n for n in o]):\n        return p\n"
    )
    whole, cut = scope_of(ast.parse(source)), scope_of(outline(source.encode()))
    assert [*cut.bindings] == [*whole.bindings] == ["f", "e", "Course", "g", "K"]
    assert {name for name in "abcdefghijklmnop" if cut.reads(name, anywhere)} == {"d"}
    assert all(scope.reads(name, anywhere) for scope in (cut, whole) for name in ("Student", "Grade", "d"))
    inner = cut.inner("", anywhere)
    assert sorted(map(ast.unparse, inner)) == sorted(map(ast.unparse, whole.inner("", anywhere)))
    assert len(inner) == 5


def anywhere(_node: ast.AST, _name: str) -> bool:
    return True
