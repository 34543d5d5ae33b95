"""Are the callers of a method asked where a framework's class is behind it, and is no name missing that it calls?"""

from __future__ import annotations

import ast
from importlib.util import find_spec
from pathlib import Path

import pytest
from inferred import check

from through_codemod.infer.called import is_left_alone

BASES = {
    "from django.core.management.base import BaseCommand": "BaseCommand",
    "from django.core.management import LabelCommand": "LabelCommand",
    "from django.views import View": "View",
    "from django.views.generic import UpdateView": "UpdateView",
    "from django.views.generic.detail import SingleObjectMixin": "SingleObjectMixin",
    "from django.contrib.auth.mixins import LoginRequiredMixin": "LoginRequiredMixin",
    "from django.contrib.auth.models import AbstractUser": "AbstractUser",
    "from django.contrib.auth.models import PermissionsMixin": "PermissionsMixin",
    "from django.contrib.auth.base_user import AbstractBaseUser": "AbstractBaseUser",
    "from django import forms": "forms.ModelForm",
    "from django.forms import BaseModelFormSet": "BaseModelFormSet",
    "from django.contrib import admin": "admin.ModelAdmin",
    "from rest_framework.views import APIView": "APIView",
    "from rest_framework import viewsets": "viewsets.ModelViewSet",
    "from rest_framework import serializers": "serializers.ModelSerializer",
}
SOURCES = {  # the files whose classes have the methods, and those that the project's classes inherit from
    "django": {
        "django.core.management.base.BaseCommand": ["core/management/base.py"],
        "django.views.generic.UpdateView": ["views/generic/*.py", "contrib/auth/mixins.py"],
        "django.forms.ModelForm": ["forms/forms.py", "forms/models.py", "forms/formsets.py", "forms/utils.py"],
        "django.contrib.admin.ModelAdmin": ["contrib/admin/options.py"],
        "django.contrib.auth.models.AbstractUser": ["contrib/auth/models.py", "contrib/auth/base_user.py"],
    },
    "rest_framework": {
        "rest_framework.viewsets.ModelViewSet": ["views.py", "generics.py", "mixins.py", "viewsets.py"],
        "rest_framework.serializers.ModelSerializer": ["serializers.py", "fields.py"],
    },
}


@pytest.mark.parametrize(("line", "base"), BASES.items())
def test_methods_of_framework_classes(line: str, base: str, tmp_path: Path) -> None:
    source = f"""
from school.models import Course
{line}
class Mine({base}):
    def enrol(self, course):
        course.students  # -> Course.students
    def get_enrolled(self, course):
        course.students  # -> ?
    def clean_it(self, course):
        course.students  # -> ?
    def validate_it(self, course):
        course.students  # -> ?
    def save(self, course):
        course.students  # -> ?
    def run(self):
        for course in Course.objects.all():
            self.enrol(course)
            self.get_enrolled(course)
            self.clean_it(course)
            self.validate_it(course)
            self.save(course)
"""
    check(source, tmp_path, {"app/views.py": source})


def test_methods_of_tests(tmp_path: Path) -> None:
    source = """
        from django.test import TestCase
        from school.models import Course
        class CourseTests(TestCase):
            def get_enrolled(self, course):
                course.students  # -> Course.students
            def test_it(self):
                self.get_enrolled(Course.objects.create())
    """
    check(source, tmp_path)


@pytest.mark.parametrize(
    "base",
    [
        "library.View",
        "django.contrib.admin.widgets.AdminSplit",
        "rest_framework.Field",
        "library.Mixin, django.views.View",
    ],
)
def test_methods_of_other_classes(base: str, tmp_path: Path) -> None:
    source = f"""
from school.models import Course
import django, library, rest_framework
class Mine({base}):
    def enrol(self, course):
        course.students  # -> ?
Mine().enrol(Course())
"""
    check(source, tmp_path, {"app/views.py": source})


@pytest.mark.parametrize("package", SOURCES)
def test_no_method_of_theirs_is_missing(package: str) -> None:
    """Every method of theirs that is given something and has no leading underscore."""
    found = find_spec(package)
    if found is None or not found.submodule_search_locations:
        pytest.skip(f"{package} is not installed")
    root = Path(found.submodule_search_locations[0])
    methods = {
        (base, method)
        for base, patterns in SOURCES[package].items()
        for pattern in patterns
        for file in root.glob(pattern)
        for method in _methods(file)
    }
    assert len(methods) > 50
    assert not [(base, method) for base, method in sorted(methods) if is_left_alone(method, [base])]


def _methods(file: Path) -> set[str]:
    classes = [node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.ClassDef)]
    methods = [item for cls in classes for item in cls.body if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef)]
    return {
        item.name
        for item in methods
        if not item.name.startswith(("_", "test")) and (len(item.args.args) > 1 or item.args.vararg)
    }
