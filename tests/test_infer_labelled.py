"""Is a model known that is named by texts, through its content type or a function of the project?"""

from __future__ import annotations

from pathlib import Path

import pytest
from inferred import check

HEAD = """
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from school.models import Course
from app.named import *
"""
FILES = {
    "app/__init__.py": "",
    "app/named.py": """
        from django.apps import apps
        from django.contrib.contenttypes.models import ContentType
        def by_type(app, model):
            found = ContentType.objects.get(app_label=app, model=model)
            cls = found.model_class()
            return cls
        def by_key(model, *, app="school"):
            return ContentType.objects.get_by_natural_key("school", model).model_class()
        def by_apps(app, name=None):
            try:
                return apps.get_model(app_label=app, model_name=name)
            except LookupError:
                return None
        def whole(label):
            return apps.get_model(label)
        def changed(app, model):
            app = "other"
            return apps.get_model(app, model)
        def either(app, model):
            if app:
                return apps.get_model(app, model)
            return registry.found(app)
        @wrapped
        def decorated(label):
            return apps.get_model(label)
        def by_pk(app, pk):
            return ContentType.objects.get(pk=pk).model_class()
        def own(label):
            return registry.get_model(label)
        def none(label):
            return None
        """,
}

KNOWN = {
    "a content type": 'ContentType.objects.get(app_label="school", model="course").model_class()',
    "a content type by its key": 'ContentType.objects.get_by_natural_key("school", "course").model_class()',
    "a function": 'by_type("school", model="course")',
    "a function that has the app": 'by_key("course")',
    "a function that may find none": 'by_apps("school", name="Course")',
    "a function of the whole label": 'whole("school.Course")',
}
UNKNOWN = {
    "a text of which nothing is known": "by_type(x, model='course')",
    "no such model": "by_type('school', 'sofa')",
    "a parameter that changes": "changed('school', 'course')",
    "two ways": "either('school', 'course')",
    "a decorator": "decorated('school.course')",
    "a content type by another thing": "by_pk('school', 'course')",
    "positional conditions": "ContentType.objects.get('school', 'course').model_class()",
    "somebody's registry": "own('school.course')",
    "a default": "by_apps('school')",
    "more conditions": "ContentType.objects.get(app_label='school', model='course', pk=1).model_class()",
}


@pytest.mark.parametrize("source", KNOWN.values(), ids=KNOWN)
def test_known(source: str, tmp_path: Path) -> None:
    check(f"{HEAD}def f(x):\n    {source}.objects.get().students  # -> Course.students\n", tmp_path, FILES)


@pytest.mark.parametrize("source", UNKNOWN.values(), ids=UNKNOWN)
def test_unknown(source: str, tmp_path: Path) -> None:
    check(f"{HEAD}def f(x):\n    {source}.objects.get().students  # -> ?\n", tmp_path, FILES)
