"""What is known of models that the relation map does not have: of apps that the settings leave out, and of tests?"""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from inferred import check

LIBRARY = """
    from django.db import models
    from django.db.models import Manager
    from django.contrib.auth.models import UserManager
    from mptt.managers import TreeManager

    class Shelf(models.QuerySet):
        def full(self):
            return self.filter(full=True)

    class BookManager(models.Manager):
        def first_edition(self):
            return self.get(edition=1)

        def opaque(self):
            return somewhere()

    class Prefetching(UserManager):
        def get_queryset(self):
            return super().get_queryset().prefetch_related("readers")

    class Noted(Prefetching):
        pass

    class Opaque(TreeManager, UserManager):
        pass

    class Abstract(models.Model):
        readers = models.ManyToManyField("auth.User")

        class Meta:
            abstract = True

    class Book(Abstract):
        students = models.ManyToManyField("school.Student")
        members = models.ManyToManyField("school.Student", through="Loan")
        visitors = models.ManyToManyField("school.Student", **OPTIONS)
        friends = models.ManyToManyField("self", "friend_of", None, None, True, Loan)
        keepers = models.ManyToManyField(*ARGUMENTS)
        courses = models.ForeignKey("school.Course", on_delete=models.CASCADE)
        people = OrderedManyToManyField("school.Student")
        objects = models.Manager()
        editions = BookManager()
        plain = Manager()
        users = UserManager()
        noted = Noted()
        opaque = Opaque()
        shelved = Shelf.as_manager()

        @property
        def again(self):
            return self

    class Paper(Book):
        pass

    class NoModel:
        students = 1
    """

CASES = {
    "plain fields are none of ours": """
        book = Book.objects.create(title="x")
        book.students  # -> other
        book.readers  # -> other
        Book(title="y").students  # -> other
        Paper.objects.get(pk=1).students  # -> other
        Book.objects.create().again.students  # -> other
        for each in Book.objects.filter(title="x"):
            each.students  # -> other
        other, created = Book.objects.get_or_create(title="z")
        other.students  # -> other
        Book._default_manager.get().students  # -> other
        """,
    "managers": """
        Book.editions.create().students  # -> other
        Book.editions.first_edition().students  # -> other
        Book.plain.first().students  # -> other
        Book.users.get().students  # -> other
        Book.noted.create_user("ada").students  # -> other
        Book.noted.create_person("ada").students  # -> ?
        Book.opaque.create_user("ada").students  # -> ?
        Book.editions.create_user("ada").students  # -> ?
        Book.editions.opaque().students  # -> ?
        Book.shelved.get().students  # -> ?
        """,
    "what may have a through model stays unknown": """
        book = Book.objects.create(title="x")
        book.members  # -> ?
        book.visitors  # -> ?
        book.friends  # -> ?
        book.keepers  # -> ?
        book.people  # -> ?
        book.courses  # -> ?
        """,
    "so does what no source shows": """
        book = Book.objects.create(title="x")
        book.clubs  # -> ?
        book.student_set  # -> ?
        NoModel.objects.create().students  # -> ?
        """,
    "what is stored on one is not sure": """
        book = Book.objects.create(title="x")
        book.course = Course.objects.get()
        book.course.students  # -> ?
        """,
}


@pytest.mark.parametrize("source", CASES.values(), ids=CASES)
def test_models_of_other_apps(source: str, tmp_path: Path) -> None:
    check(
        "from school.models import Course\nfrom library.models import Book, NoModel, Paper\n" + textwrap.dedent(source),
        tmp_path,
        {"library/__init__.py": "", "library/models.py": LIBRARY},
    )


def test_a_model_of_a_test(tmp_path: Path) -> None:
    check(
        """
        from django.db import models
        from school.models import Course

        class Local(models.Model):
            students = models.ManyToManyField("school.Student")
            members = models.ManyToManyField("school.Student", through="Made")

        def test():
            Local.objects.create().students  # -> other
            Local.objects.create().members  # -> ?
            Course.objects.create().students  # -> Course.students
        """,
        tmp_path,
    )
