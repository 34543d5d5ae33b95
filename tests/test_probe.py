"""Does the probe report what Django has, for every shape of relation, on every Django at hand?

Other interpreters than the one that runs the tests are named in THROUGH_CODEMOD_PYTHONS, separated as on PATH:
each has a Django of its own.
"""

import ast
import os
import sys
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest

from through_codemod.relations import (
    Attribute,
    AttributeKind,
    Direction,
    Model,
    ModelRef,
    Relation,
    RelationMap,
    ThroughKey,
)
from through_codemod.relations.live import load_relations

OTHERS = [path for path in os.environ.get("THROUGH_CODEMOD_PYTHONS", "").split(os.pathsep) if path]

FILES = {
    "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "zoo.settings")\n',
    "zoo/settings.py": """
        SECRET_KEY = "x"
        INSTALLED_APPS = [
            "django.contrib.contenttypes", "django.contrib.auth", "django.contrib.sites", "people", "zoo", "generic",
        ]
        AUTH_USER_MODEL = "people.User"
        DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
        USE_TZ = True
        SITE_ID = 1
        DATABASES = {
            "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"},
            "replica": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"},
        }

        class Router:
            pass

        DATABASE_ROUTERS = ["zoo.routing.Replica", Router()]
    """,
    "zoo/__init__.py": "",
    "zoo/routing.py": "class Replica:\n    pass\n",
    "shared/bases.py": """
        from django.db import models

        class Stamped(models.Model):
            created = models.DateTimeField(auto_now_add=True)

            class Meta:
                abstract = True
    """,
    "people/__init__.py": "",
    "people/models.py": """
        from django.contrib.auth.models import AbstractUser
        from django.db import models

        class User(AbstractUser):
            pass

        class Club(models.Model):
            members = models.ManyToManyField("people.User", through="people.Membership", related_name="clubs")

        class Membership(models.Model):
            club = models.ForeignKey(Club, models.CASCADE)
            user = models.ForeignKey(User, models.CASCADE)
    """,
    "generic/__init__.py": "",
    "generic/models.py": """
        from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
        from django.contrib.contenttypes.models import ContentType
        from django.db import models

        class Note(models.Model):
            content_type = models.ForeignKey(ContentType, models.CASCADE)
            object_id = models.PositiveIntegerField()
            thing = GenericForeignKey("content_type", "object_id")

        class Noted(models.Model):
            notes = GenericRelation(Note)
    """,
    "zoo/apps.py": """
        from django.apps import AppConfig

        class ZooConfig(AppConfig):
            name = "zoo"

            def ready(self):
                from zoo import receivers
    """,
    "zoo/receivers.py": """
        import functools

        from django.contrib.sites.models import clear_site_cache
        from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save

        from zoo import models
        from zoo.models import Book, Hearing, Loan

        def on_change(sender, **kwargs):
            pass

        m2m_changed.connect(on_change, sender=Loan)
        m2m_changed.connect(on_change, sender="zoo.Hearing", dispatch_uid="once")

        def gone(sender, **kwargs):
            pass

        m2m_changed.connect(gone, sender=Loan)
        del gone

        class Ledger:
            def on_save(self, sender, **kwargs):
                pass

            def __call__(self, sender, **kwargs):
                pass

        ledger = Ledger()
        pre_save.connect(ledger.on_save, sender=Loan)
        post_save.connect(ledger, sender=Hearing)
        counted = functools.partial(on_change, extra=1)
        post_save.connect(counted, sender=Loan)
        pre_delete.connect(on_change, sender=Loan)

        # Django's own is nobody's business.
        pre_save.connect(clear_site_cache, sender=Loan)

        # Another sender's is not ours.
        post_delete.connect(on_change, sender=Book)

        if models.ASYNC:
            from zoo import asynchronous
    """,
    "zoo/asynchronous.py": """
        from django.db.models.signals import post_delete

        from zoo.models import Loan

        async def later(sender, **kwargs):
            pass

        post_delete.connect(later, sender=Loan)
    """,
    "zoo/models.py": """
        import uuid

        import django
        from django.conf import settings
        from django.db import models

        from shared.bases import Stamped

        ASYNC = django.VERSION >= (5, 0)

        class Person(models.Model):
            name = models.CharField(max_length=20)
            email = models.EmailField(unique=True)

        class Author(Person):  # multi-table child
            pen_name = models.CharField(max_length=20)

        class Reader(Person):
            class Meta:
                proxy = True

        # Default names, uniqueness by unique_together, receivers

        class Book(models.Model):
            readers = models.ManyToManyField(Person, through="Loan")
            plain = models.ManyToManyField(Person, related_name="plain_books")
            owner = models.ForeignKey(Person, models.CASCADE, related_name="owned", null=True)
            cover = models.OneToOneField("Cover", models.CASCADE, null=True)
            isbn = models.CharField(max_length=13, unique=True)
            title = models.CharField(max_length=20)

        class Cover(models.Model):
            pass

        class Loan(models.Model):
            book = models.ForeignKey(Book, models.CASCADE)
            person = models.ForeignKey(Person, models.CASCADE)
            since = models.DateField(auto_now_add=True)
            seen = models.DateField(auto_now=True)
            note = models.CharField(max_length=20, blank=True)
            count = models.IntegerField(default=0)
            until = models.DateField(null=True)
            place = models.CharField(max_length=20)
            fee = models.IntegerField()
            weight = models.IntegerField(blank=True)
            if django.VERSION >= (5, 0):
                code = models.IntegerField(db_default=1)
                double = models.GeneratedField(
                    expression=models.F("count") * 2, output_field=models.IntegerField(), db_persist=True
                )

            class Meta:
                unique_together = [("book", "person")]

        # Names: related_name, "+", hidden, templates

        class Named(models.Model):
            people = models.ManyToManyField(Person, through="NamedLink", related_name="nameds")

        class NamedLink(models.Model):
            named = models.ForeignKey(Named, models.CASCADE, related_name="links")
            person = models.ForeignKey(Person, models.CASCADE, related_name="+")

            class Meta:
                constraints = [models.UniqueConstraint(fields=["person", "named"], name="named_pair")]

        class Hidden(models.Model):
            people = models.ManyToManyField(Person, through="HiddenLink", related_name="+")
            more = models.ManyToManyField(Person, through="HiddenMore", related_name="more_+")

        class HiddenLink(models.Model):
            hidden = models.ForeignKey(Hidden, models.CASCADE)
            person = models.ForeignKey(Person, models.CASCADE)

        class HiddenMore(models.Model):
            hidden = models.ForeignKey(Hidden, models.CASCADE)
            person = models.ForeignKey(Person, models.CASCADE)

        class Performance(Stamped):
            people = models.ManyToManyField(
                Person,
                through="Hearing",
                related_name="%(app_label)s_%(class)s_set",
                through_fields=("performance", "person"),
            )

            class Meta:
                abstract = True

        class Performed(Performance):
            pass

        class Hearing(models.Model):
            performance = models.ForeignKey(Performed, models.CASCADE)
            person = models.ForeignKey(Person, models.CASCADE, related_name="hearings")
            usher = models.ForeignKey(Person, models.CASCADE, related_name="+", null=True)
            other = models.ForeignKey(Performed, models.CASCADE, related_name="+", null=True)

        # Self relations

        class Animal(models.Model):
            friends = models.ManyToManyField("self", through="Friendship")
            preys = models.ManyToManyField(
                "self", through="Hunt", symmetrical=False, through_fields=("hunter", "prey"), related_name="hunters"
            )

        class Lion(Animal):
            pass

        class Friendship(models.Model):
            one = models.ForeignKey(Animal, models.CASCADE, related_name="+")
            two = models.ForeignKey(Animal, models.CASCADE, related_name="+")

        class Hunt(models.Model):
            hunter = models.ForeignKey(Animal, models.CASCADE, related_name="hunts")
            prey = models.ForeignKey(Animal, models.CASCADE, related_name="hunted")

        # Proxies and children as ends

        class Shelf(models.Model):
            readers = models.ManyToManyField(Reader, through="ShelfReader")
            authors = models.ManyToManyField(Author, through="ShelfAuthor")

        class ShelfReader(models.Model):
            shelf = models.ForeignKey(Shelf, models.CASCADE)
            reader = models.ForeignKey(Reader, models.CASCADE)

        class ShelfAuthor(models.Model):
            shelf = models.ForeignKey(Shelf, models.CASCADE)
            author = models.ForeignKey(Author, models.CASCADE)

        class Staff(models.Model):
            users = models.ManyToManyField(settings.AUTH_USER_MODEL, through="Job")

        class Job(models.Model):
            staff = models.ForeignKey(Staff, models.CASCADE)
            user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)

        # Keys: to_field, null, one-to-one, primary keys

        class Country(models.Model):
            code = models.CharField(max_length=2, unique=True)

        class Ticket(models.Model):
            uuid = models.UUIDField(primary_key=True, default=uuid.uuid4)

        class Trip(models.Model):
            countries = models.ManyToManyField(Country, through="Stop")
            tickets = models.ManyToManyField(Ticket, through="TripTicket")

        class Stop(models.Model):
            trip = models.ForeignKey(Trip, models.CASCADE)
            country = models.ForeignKey(Country, models.CASCADE, to_field="code", null=True)

        class TripTicket(models.Model):
            trip = models.ForeignKey(Trip, models.CASCADE)
            ticket = models.OneToOneField(Ticket, models.CASCADE, primary_key=True)

        # Uniqueness that is none

        class Soft(models.Model):
            conditional = models.ManyToManyField(Person, through="Conditional", related_name="+")
            wider = models.ManyToManyField(Person, through="Wider", related_name="+")
            deferred = models.ManyToManyField(Person, through="Deferred", related_name="+")
            including = models.ManyToManyField(Person, through="Including", related_name="+")
            single = models.ManyToManyField(Person, through="Single", related_name="+")

        class Pair(models.Model):
            soft = models.ForeignKey(Soft, models.CASCADE)
            person = models.ForeignKey(Person, models.CASCADE)

            class Meta:
                abstract = True

        class Conditional(Pair):
            class Meta:
                constraints = [
                    models.UniqueConstraint(
                        fields=["soft", "person"], condition=models.Q(soft__gt=0), name="conditional"
                    )
                ]

        class Wider(Pair):
            role = models.CharField(max_length=5)

            class Meta:
                unique_together = [("soft", "person", "role")]

        class Deferred(Pair):
            class Meta:
                constraints = [
                    models.UniqueConstraint(
                        fields=["soft", "person"], deferrable=models.Deferrable.DEFERRED, name="deferred"
                    )
                ]

        class Including(Pair):
            extra = models.IntegerField(default=0)

            class Meta:
                constraints = [models.UniqueConstraint(fields=["soft", "person"], include=["extra"], name="including")]

        class Single(Pair):
            class Meta:
                constraints = [models.UniqueConstraint(fields=["person_id"], name="single")]

        if django.VERSION >= (5, 2):

            class Composite(models.Model):
                people = models.ManyToManyField(Person, through="CompositeLink", related_name="composites")

            class CompositeLink(models.Model):
                pk = models.CompositePrimaryKey("composite_id", "person_id")
                composite = models.ForeignKey(Composite, models.CASCADE)
                person = models.ForeignKey(Person, models.CASCADE)

        # Managers and saving

        class Visible(models.Manager):
            def get_queryset(self):
                return super().get_queryset().filter(hidden=False)

        class LinkQuerySet(models.QuerySet):
            def visible(self):
                return self.filter(hidden=False)

        class CreatingQuerySet(models.QuerySet):
            def create(self, **kwargs):
                return super().create(**kwargs)

        class Tag(models.Model):
            hidden = models.BooleanField(default=False)

            visible = Visible()
            objects = models.Manager()

        class Post(models.Model):
            tags = models.ManyToManyField(Tag, through="Tagging")
            stars = models.ManyToManyField(Tag, through="Starring", related_name="starred")
            marks = models.ManyToManyField(Tag, through="Marking", related_name="marked")
            plain = models.ManyToManyField(Tag, through="PlainSaving", related_name="plain")

        class SavesItself:
            def save(self, *args, **kwargs):
                super().save(*args, **kwargs)

        class Tagging(SavesItself, models.Model):
            post = models.ForeignKey(Post, models.CASCADE)
            tag = models.ForeignKey(Tag, models.CASCADE)
            hidden = models.BooleanField(default=False)

            objects = models.Manager()
            shown = Visible.from_queryset(LinkQuerySet)()

            class Meta:
                default_manager_name = "shown"

        class Starring(models.Model):
            post = models.ForeignKey(Post, models.CASCADE)
            tag = models.ForeignKey(Tag, models.CASCADE)

            rows = LinkQuerySet.as_manager()
            links = models.Manager.from_queryset(LinkQuerySet)()

        class Marking(models.Model):
            post = models.ForeignKey(Post, models.CASCADE)
            tag = models.ForeignKey(Tag, models.CASCADE)

            objects = CreatingQuerySet.as_manager()

        class SavesAfterModel:
            def save(self):
                pass

        class PlainSaving(models.Model, SavesAfterModel):  # Model.save comes first
            post = models.ForeignKey(Post, models.CASCADE)
            tag = models.ForeignKey(Tag, models.CASCADE)

        # Through models of unusual make

        class Concert(models.Model):
            guests = models.ManyToManyField(Person, through="SeatedEntry")
            ordered = models.ManyToManyField(Person, through="OrderedEntry", related_name="ordered")

        class Entry(models.Model):
            concert = models.ForeignKey(Concert, models.CASCADE)
            person = models.ForeignKey(Person, models.CASCADE)

            class Meta:
                unique_together = [("concert", "person")]

        class SeatedEntry(Entry):
            seat = models.IntegerField(null=True)

        class OrderedEntry(models.Model):
            concert = models.ForeignKey(Concert, models.CASCADE)
            person = models.ForeignKey(Person, models.CASCADE)

            class Meta:
                order_with_respect_to = "concert"

        class SortedField(models.ManyToManyField):
            def m2m_field_name(self):
                return super().m2m_field_name()

        class NamedField(models.ManyToManyField):
            description = "people by name"

            def __init__(self, *args, **kwargs):
                kwargs["through"] = "MenuLink"
                super().__init__(*args, **kwargs)

        class Menu(models.Model):
            people = SortedField(Person, through="MenuLink")
            named = NamedField(Person, related_name="+")

        class MenuLink(models.Model):
            menu = models.ForeignKey(Menu, models.CASCADE)
            person = models.ForeignKey(Person, models.CASCADE)

        # A target whose child has a key of its own

        class Vehicle(models.Model):
            pass

        class Bus(Vehicle):
            link = models.OneToOneField(Vehicle, models.CASCADE, parent_link=True)
            plate = models.CharField(max_length=9, primary_key=True)

        class Depot(models.Model):
            vehicles = models.ManyToManyField(Vehicle, through="Parking")

        class Parking(models.Model):
            depot = models.ForeignKey(Depot, models.CASCADE)
            vehicle = models.ForeignKey(Vehicle, models.CASCADE)

        # One place in the source, two classes

        def copy_for(label):
            class Copy(models.Model):
                class Meta:
                    app_label = label

            return Copy

        copies = [copy_for("zoo"), copy_for("generic")]
    """,
}

# What runs on saving, and where it stands: with receivers that hear of every model.
DESK = {
    "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")\n',
    "settings.py": """
        SECRET_KEY = "x"
        INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "desk"]
        AUTH_USER_MODEL = "desk.User"
        DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
        DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
    """,
    "desk/__init__.py": "",
    "desk/apps.py": """
        from django.apps import AppConfig

        class DeskConfig(AppConfig):
            name = "desk"

            def ready(self):
                from desk import receivers
    """,
    "desk/receivers.py": """
        import functools

        from django.db.models.signals import post_save, pre_save

        from desk.models import Person

        def on_any(sender, **kwargs):
            pass

        def logged(function):
            @functools.wraps(function)
            def call(**kwargs):
                return function(**kwargs)

            return call

        @logged
        def on_person(sender, **kwargs):
            pass

        post_save.connect(on_any)
        pre_save.connect(on_person, sender=Person)
        pre_save.connect(print, sender=Person)
    """,
    "desk/models.py": """
        from django.conf import settings
        from django.contrib.auth.models import AbstractUser
        from django.db import models

        class Saves:
            def save(self, *args, **kwargs):
                super().save(*args, **kwargs)

        class Person(Saves, models.Model):
            pass

        class Child(Person):
            pass

        class User(AbstractUser):
            pass

        class Rows(models.QuerySet):
            def create(self, **kwargs):
                return super().create(**kwargs)

            def delete(self):
                return super().delete()

        class Rare(models.Manager):
            def filter(self, *args, **kwargs):
                return super().filter(*args, **kwargs)

        class Tag(models.Model):
            objects = Rare.from_queryset(Rows)()

        class Group(models.Model):
            people = models.ManyToManyField(Person, through="GroupPerson")
            children = models.ManyToManyField(Child, through="GroupChild", related_name="child_groups")
            users = models.ManyToManyField(settings.AUTH_USER_MODEL, through="GroupUser", related_name="own_groups")
            tags = models.ManyToManyField(Tag, through="GroupTag")

        class Base(models.Model):
            group = models.ForeignKey(Group, models.CASCADE)

            class Meta:
                abstract = True

        class GroupPerson(Base):
            person = models.ForeignKey(Person, models.CASCADE)
            note = models.CharField(max_length=9, default="")

            @property
            def remark(self):
                return self.note

        class GroupChild(Base):
            child = models.ForeignKey(Child, models.CASCADE)

            def __init__(self, *args, remark=None, **kwargs):
                super().__init__(*args, **kwargs)

        class GroupUser(Base):
            user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)

        class GroupTag(Base):
            tag = models.ForeignKey(Tag, models.CASCADE)
    """,
}


def written(directory: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = text.strip("\n").split("\n")
        margin = len(lines[0]) - len(lines[0].lstrip())
        path.write_text("\n".join(line[margin:] for line in lines).rstrip() + "\n")
    return directory


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("project"), FILES)


@pytest.fixture(scope="module")
def desk_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("desk"), DESK)


def interpreters() -> Iterator[object]:
    yield pytest.param(sys.executable, id="this-interpreter")
    for path in OTHERS:
        yield pytest.param(path, id=path.removeprefix("/"))
    if not OTHERS:
        yield pytest.param(
            None, id="other-interpreters", marks=pytest.mark.skip(reason="THROUGH_CODEMOD_PYTHONS names none")
        )


@pytest.fixture(scope="module", params=interpreters())
def found(project: Path, request: pytest.FixtureRequest) -> RelationMap:
    return asked(project, request.param)


@pytest.fixture(scope="module", params=interpreters())
def desk(desk_project: Path, request: pytest.FixtureRequest) -> RelationMap:
    return asked(desk_project, request.param)


def asked(directory: Path, python: str) -> RelationMap:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("DJANGO_SETTINGS_MODULE", "DJANGO_CONFIGURATION", "VIRTUAL_ENV"):
            patch.delenv(name, raising=False)
        return load_relations(directory, python=python)


def ref(text: str) -> ModelRef:
    """`Book` and `people.User` for short."""
    app, _, name = text.rpartition(".")
    return ModelRef(f"{app or 'zoo'}.models", name)


def relation(found: RelationMap, text: str) -> Relation:
    owner, _, accessor = text.rpartition(".")
    match [item for item in found.relations if (item.owner, item.accessor) == (ref(owner), accessor)]:
        case [one]:
            return one
        case other:
            raise AssertionError(f"{text}: {other}")


def model(found: RelationMap, text: str) -> Model:
    return found.models[ref(text)]


def version(found: RelationMap) -> tuple[int, ...]:
    return tuple(int(part) for part in found.django.split(".")[:2])


def test_probe_is_python_3_8() -> None:
    source = resources.files("through_codemod.relations").joinpath("probe.py").read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 8))


def test_probe_needs_the_standard_library_and_django_only() -> None:
    source = resources.files("through_codemod.relations").joinpath("probe.py").read_text(encoding="utf-8")
    imported = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                imported |= {name.name.split(".")[0] for name in names}
            case ast.ImportFrom(module=str(module)):
                imported.add(module.split(".")[0])
    assert imported - set(sys.stdlib_module_names) == {"django"}


def test_json_form_gives_the_map_back(found: RelationMap) -> None:
    assert RelationMap.from_json(found.to_json(), "live") == found


def test_every_accessor_and_no_other(found: RelationMap) -> None:
    expected = {
        "people.Club.members",
        "people.User.clubs",
        "people.User.staff_set",
        "Staff.users",
        "Book.readers",
        "Person.book_set",
        "Named.people",
        "Person.nameds",
        "Hidden.people",
        "Hidden.more",
        "Performed.people",
        "Person.zoo_performed_set",
        "Animal.friends",
        "Animal.preys",
        "Animal.hunters",
        "Shelf.readers",
        "Shelf.authors",
        "Reader.shelf_set",
        "Author.shelf_set",
        "Trip.countries",
        "Country.trip_set",
        "Trip.tickets",
        "Ticket.trip_set",
        "Soft.conditional",
        "Soft.wider",
        "Soft.deferred",
        "Soft.including",
        "Soft.single",
        "Post.tags",
        "Tag.post_set",
        "Post.stars",
        "Tag.starred",
        "Post.marks",
        "Tag.marked",
        "Post.plain",
        "Tag.plain",
        "Concert.guests",
        "Person.concert_set",
        "Concert.ordered",
        "Person.ordered",
        "Menu.people",
        "Menu.named",
        "Person.menu_set",
        "Depot.vehicles",
        "Vehicle.depot_set",
    }
    if version(found) >= (5, 2):
        expected |= {"Composite.people", "Person.composites"}
    assert {(item.owner, item.accessor) for item in found.relations} == {
        (ref(text.rpartition(".")[0]), text.rpartition(".")[2]) for text in expected
    }


def test_both_directions_of_one_field(found: RelationMap) -> None:
    forward = relation(found, "Book.readers")
    reverse = relation(found, "Person.book_set")
    assert (forward.field, reverse.field) == ("zoo.Book.readers", "zoo.Book.readers")
    assert (forward.direction, reverse.direction) == (Direction.FORWARD, Direction.REVERSE)
    assert (forward.target, reverse.target) == (ref("Person"), ref("Book"))
    assert (forward.through, forward.through_label) == (ref("Loan"), "zoo.Loan")
    book = ThroughKey("book", "book_id", ref("Book"), "id", True, False, False, "loan_set")
    person = ThroughKey("person", "person_id", ref("Person"), "id", True, False, False, "loan_set")
    assert (forward.source_key, forward.target_key) == (book, person)
    assert (reverse.source_key, reverse.target_key) == (person, book)


def test_names_of_the_way_back_to_the_through_model(found: RelationMap) -> None:
    named = relation(found, "Named.people")
    assert (named.source_key.reverse, named.target_key.reverse) == ("links", None)
    # The foreign keys are the parent's, and its manager gives the parent's rows.
    assert relation(found, "Concert.guests").source_key.reverse is None
    assert relation(found, "Trip.tickets").target_key.reverse == "tripticket"


def test_through_fields_choose_among_foreign_keys(found: RelationMap) -> None:
    performed = relation(found, "Performed.people")
    assert (performed.source_key.field, performed.target_key.field) == ("performance", "person")
    assert performed.field == "zoo.Performed.people"  # of the concrete model, not of its abstract base
    hunters = relation(found, "Animal.hunters")
    assert (hunters.source_key.field, hunters.target_key.field) == ("prey", "hunter")


def test_symmetrical(found: RelationMap) -> None:
    friends = relation(found, "Animal.friends")
    assert friends.symmetrical
    assert (friends.source_key.field, friends.target_key.field) == ("one", "two")
    assert not relation(found, "Animal.preys").symmetrical
    assert found.find(ref("Lion"), "friends") == friends


def test_relations_of_proxies_lie_on_the_proxy(found: RelationMap) -> None:
    assert relation(found, "Reader.shelf_set").source_key.model == ref("Reader")
    assert found.find(ref("Person"), "shelf_set") is None
    assert found.find(ref("Reader"), "book_set") == relation(found, "Person.book_set")
    assert "shelf_set" not in model(found, "Person").attributes
    assert model(found, "Reader").attributes["shelf_set"].kind is AttributeKind.ACCESSOR


def test_multi_table_children_are_keyed_by_their_parent_link(found: RelationMap) -> None:
    assert relation(found, "Shelf.authors").target_key.target == "person_ptr_id"
    assert relation(found, "Shelf.authors").target_key.primary_key


def test_swapped_user_model(found: RelationMap) -> None:
    assert found.user_model == ref("people.User")
    assert found.by_label("auth.User") is None
    assert relation(found, "people.Club.members").target == ref("people.User")
    assert ModelRef("django.contrib.auth.models", "AbstractUser") in model(found, "people.User").bases


def test_keys_by_another_field(found: RelationMap) -> None:
    country = relation(found, "Trip.countries").target_key
    assert (country.target, country.primary_key, country.null) == ("code", False, True)
    ticket = relation(found, "Trip.tickets").target_key
    assert (ticket.target, ticket.primary_key, ticket.one_to_one) == ("uuid", True, True)


def test_pair_unique(found: RelationMap) -> None:
    unique = {item.field for item in found.relations if item.unique}
    expected = {
        "zoo.Book.readers",  # unique_together
        "zoo.Named.people",  # UniqueConstraint
        "zoo.Trip.tickets",  # a one-to-one field in the pair
        "zoo.Soft.single",  # one column of the pair, by its attname
        "zoo.Concert.guests",  # on the through model's parent
    }
    if version(found) >= (5, 2):
        expected.add("zoo.Composite.people")  # a composite primary key
    assert unique == expected


def test_required_fields(found: RelationMap) -> None:
    assert relation(found, "Book.readers").required == ("place", "fee", "weight")
    assert {item.field for item in found.relations if item.required} == {"zoo.Book.readers", "zoo.Soft.wider"}


def test_managers(found: RelationMap) -> None:
    tags = relation(found, "Post.tags")
    assert (tags.through_manager, tags.through_manager_filters) == ("shown", True)
    assert (tags.target_manager, tags.target_manager_filters) == ("visible", True)
    stars = relation(found, "Post.stars")
    assert (stars.through_manager, stars.through_manager_filters) == ("rows", False)
    starring = model(found, "Starring")
    assert [(manager.name, manager.queryset.name, manager.filters) for manager in starring.managers] == [
        ("rows", "LinkQuerySet", False),
        ("links", "LinkQuerySet", False),
    ]
    tagging = model(found, "Tagging")
    shown = tagging.manager("shown")
    assert tagging.default_manager == "shown"
    assert shown is not None
    assert (shown.filters, shown.queryset) == (True, ref("LinkQuerySet"))
    assert model(found, "Tag").default_manager == "visible"
    assert model(found, "people.User").managers[0].cls == ModelRef("django.contrib.auth.models", "UserManager")


def test_custom_save(found: RelationMap) -> None:
    saves = {item.field: item.custom_save for item in found.relations if item.custom_save}
    assert saves == {
        "zoo.Post.tags": "zoo.models.SavesItself.save",
        "zoo.Post.marks": "zoo.models.CreatingQuerySet.create",
    }


def test_receivers(found: RelationMap) -> None:
    loan = relation(found, "Book.readers")
    assert loan.m2m_changed == ("zoo.receivers.on_change",)
    assert loan.save_receivers == ("zoo.receivers.Ledger.on_save", "zoo.receivers.on_change")
    later = ("zoo.asynchronous.later",) if version(found) >= (5, 0) else ()
    assert loan.delete_receivers == (*later, "zoo.receivers.on_change")
    hearing = relation(found, "Performed.people")
    assert hearing.m2m_changed == ("zoo.receivers.on_change",)
    assert hearing.save_receivers == ("zoo.receivers.Ledger",)
    named = relation(found, "Named.people")
    assert (named.m2m_changed, named.save_receivers, named.delete_receivers) == ((), (), ())


def test_what_runs_when_a_target_is_saved(found: RelationMap, desk: RelationMap) -> None:
    target_save = {item.accessor: item.target_save for item in desk.relations if item.owner.name == "Group"}
    assert target_save == {
        "people": ("desk.models.Saves.save", "builtins.print", "desk.receivers.on_any", "desk.receivers.on_person"),
        "children": ("desk.models.Saves.save", "desk.receivers.on_any"),  # its parent's save(), not its signals
        "users": ("desk.receivers.on_any",),  # AbstractBaseUser.save() is Django's own
        "tags": ("desk.models.Rows.create", "desk.receivers.on_any"),
    }
    assert {item.save_receivers for item in desk.relations} == {("desk.receivers.on_any",)}
    assert {item.field: item.target_save for item in found.relations if item.target_save} == {}


def test_places_are_told_from_the_project_s_directory(desk: RelationMap) -> None:
    lines = {
        name: next(number for number, line in enumerate(desk_lines(name), 1) if line.strip().startswith(start))
        for name, start in {
            "desk.models.Saves.save": "def save",
            "desk.models.Rows.create": "def create",
            "desk.models.Rows.delete": "def delete",
            "desk.models.Rare.filter": "def filter",
            "desk.receivers.on_any": "def on_any",
            "desk.receivers.on_person": "@logged",
        }.items()
    }
    assert desk.places == {name: f"{'/'.join(name.split('.')[:2])}.py:{line}" for name, line in lines.items()}


def desk_lines(name: str) -> list[str]:
    return DESK["/".join(name.split(".")[:2]) + ".py"].strip("\n").split("\n")


def test_a_manager_s_own_methods(desk: RelationMap) -> None:
    tag = desk.models[ModelRef("desk.models", "Tag")].manager("objects")
    assert tag is not None
    # The class that from_queryset() made has no name that it could be imported by.
    assert (tag.cls, tag.queryset) == (ModelRef("desk.models", "Rare"), ModelRef("desk.models", "Rows"))
    assert tag.overrides == ("desk.models.Rare.filter",)
    assert tag.queryset_overrides == ("desk.models.Rows.create", "desk.models.Rows.delete")
    user = desk.models[ModelRef("desk.models", "User")].manager("objects")
    assert user is not None
    assert (user.overrides, user.queryset_overrides) == ((), ())


def test_what_the_through_model_s_constructor_takes(desk: RelationMap) -> None:
    keywords = {item.accessor: item.through_keywords for item in desk.relations if item.owner.name == "Group"}
    assert keywords["people"] == ("group", "group_id", "id", "note", "person", "person_id", "pk", "remark")
    assert keywords["children"] == ()


def test_through_models_of_unusual_make(found: RelationMap) -> None:
    assert {item.field for item in found.relations if item.through_parents} == {"zoo.Concert.guests"}
    assert {item.field for item in found.relations if item.order_with_respect_to} == {"zoo.Concert.ordered"}
    assert relation(found, "Menu.people").field_class == "zoo.models.SortedField"
    assert relation(found, "Menu.named").field_class == "django.db.models.fields.related.ManyToManyField"
    assert relation(found, "Book.readers").field_class == "django.db.models.fields.related.ManyToManyField"


def test_targets_whose_children_have_other_keys(found: RelationMap) -> None:
    assert {(item.owner, item.accessor) for item in found.relations if item.target_children_keys} == {
        (ref("Depot"), "vehicles")
    }


def test_databases_and_routers(found: RelationMap) -> None:
    assert found.databases == ("default", "replica")
    assert found.routers == ("zoo.routing.Replica", "zoo.settings.Router")


def test_attributes(found: RelationMap) -> None:
    person, book = ref("Person"), ref("Book")
    kinds = AttributeKind
    assert model(found, "Book").attributes == {
        "cover": Attribute(kinds.INSTANCE, ref("Cover")),
        "cover_id": Attribute(kinds.KEY, ref("Cover"), "id"),
        "id": Attribute(kinds.KEY, book, "id"),
        "isbn": Attribute(kinds.KEY, book, "isbn"),
        "loan_set": Attribute(kinds.MANAGER, ref("Loan")),
        "owner": Attribute(kinds.INSTANCE, person),
        "owner_id": Attribute(kinds.KEY, person, "id"),
        "pk": Attribute(kinds.KEY, book, "id"),
        "plain": Attribute(kinds.MANAGER, person, "zoo.Book.plain"),
        "readers": Attribute(kinds.ACCESSOR, person),
        "title": Attribute(kinds.VALUE),
    }
    of_person = model(found, "Person").attributes
    assert of_person["owned"] == Attribute(kinds.MANAGER, book)
    assert of_person["plain_books"] == Attribute(kinds.MANAGER, book, "zoo.Book.plain")
    assert of_person["book_set"] == Attribute(kinds.ACCESSOR, book)
    assert of_person["author"] == Attribute(kinds.INSTANCE, ref("Author"))
    assert of_person["email"] == Attribute(kinds.KEY, person, "email")
    assert not [name for name in of_person if name.endswith("+")]
    assert model(found, "Cover").attributes["book"] == Attribute(kinds.INSTANCE, book)
    assert model(found, "Stop").attributes["country_id"] == Attribute(kinds.KEY, ref("Country"), "code")
    assert model(found, "Country").attributes["code"] == Attribute(kinds.KEY, ref("Country"), "code")


def test_attributes_are_inherited(found: RelationMap) -> None:
    author = model(found, "Author").attributes
    assert author["book_set"] == Attribute(AttributeKind.ACCESSOR, ref("Book"))
    assert author["owned"] == Attribute(AttributeKind.MANAGER, ref("Book"))
    assert author["name"] == Attribute(AttributeKind.VALUE)
    assert author["person_ptr"] == Attribute(AttributeKind.INSTANCE, ref("Person"))
    assert author["pk"] == Attribute(AttributeKind.KEY, ref("Author"), "person_ptr_id")
    assert model(found, "Performed").attributes["created"] == Attribute(AttributeKind.VALUE)
    reader = model(found, "Reader")
    assert reader.proxy
    assert reader.attributes["owned"] == Attribute(AttributeKind.MANAGER, ref("Book"))


def test_generic_relations(found: RelationMap) -> None:
    assert model(found, "generic.Noted").attributes["notes"] == Attribute(AttributeKind.MANAGER, ref("generic.Note"))
    note = model(found, "generic.Note").attributes
    assert "thing" not in note
    assert note["object_id"] == Attribute(AttributeKind.VALUE)


def test_models(found: RelationMap) -> None:
    assert model(found, "Book").label == "zoo.Book"
    assert model(found, "Book").primary_key == "id"
    assert model(found, "Performed").bases == (ref("Performance"), ModelRef("shared.bases", "Stamped"))
    performance = model(found, "Performance")
    assert (performance.abstract, performance.label, performance.primary_key) == (True, "zoo.Performance", "")
    assert found.models[ModelRef("shared.bases", "Stamped")].label == ""
    assert found.concrete(ref("Performance")) == (ref("Performed"),)
    assert not [item for item in found.models if item.name.startswith("Book_")]  # Django's own through models


def test_classes_of_one_place_are_kept_apart(found: RelationMap) -> None:
    copies = {item.label for ref_, item in found.models.items() if "Copy" in ref_.name}
    assert copies == {"zoo.Copy", "generic.Copy"}
    assert ModelRef("zoo.models", "copy_for.<locals>.Copy") not in found.models


def test_composite_key(found: RelationMap) -> None:
    if version(found) < (5, 2):
        pytest.skip("composite primary keys came with Django 5.2")
    assert model(found, "CompositeLink").attributes["pk"] == Attribute(AttributeKind.KEY, ref("CompositeLink"), "pk")


ANEW = {
    "manage.py": FILES["manage.py"],
    "zoo/settings.py": 'SECRET_KEY = "x"\nINSTALLED_APPS = ["zoo.start.Config"]\n',
    "zoo/__init__.py": "",
    "zoo/start.py": """
        from django.apps import AppConfig

        class Roll:
            pass

        class Config(AppConfig):
            name = "zoo"

            def ready(self):
                from zoo.models import Keeper, Pen
                Pen.animals = Roll()
                setattr(Keeper, "pens", property(lambda self: None))
                Pen.others = Pen.more
    """,
    "zoo/models.py": """
        from django.db import models
        from django.db.models.fields.related_descriptors import ManyToManyDescriptor

        class Descriptor(ManyToManyDescriptor):
            pass

        class Animal(models.Model):
            pass

        class Keeper(models.Model):
            pass

        class Pen(models.Model):
            animals = models.ManyToManyField(Animal, through="Kept")
            keepers = models.ManyToManyField(Keeper, through="Cared", related_name="pens")
            plain = models.ManyToManyField(Animal, related_name="plain")
            more = models.ManyToManyField(Animal, related_name="+", through="Kept")
            others = models.ManyToManyField(Animal, related_name="+", through="Kept")
            gone = models.ManyToManyField(Animal, related_name="+", through="Kept")

        del Pen.gone
        Pen.plain = Descriptor(Pen.plain.rel)

        class Kept(models.Model):
            pen = models.ForeignKey(Pen, models.CASCADE)
            animal = models.ForeignKey(Animal, models.CASCADE)

        class Cared(models.Model):
            pen = models.ForeignKey(Pen, models.CASCADE)
            keeper = models.ForeignKey(Keeper, models.CASCADE)
    """,
}


@pytest.mark.parametrize("python", list(interpreters()))
def test_accessors_in_whose_place_something_else_was_set(python: str, tmp_path: Path) -> None:
    found = asked(written(tmp_path, ANEW), python)
    stock = "django.db.models.fields.related.ManyToManyField"
    assert {(item.owner.name, item.accessor): item.field_class for item in found.relations} == {
        ("Animal", "pen_set"): stock,
        ("Keeper", "pens"): "builtins.property",
        ("Pen", "animals"): "zoo.start.Roll",
        ("Pen", "keepers"): stock,
        ("Pen", "more"): stock,
        ("Pen", "others"): stock,
    }
    assert relation(found, "Keeper.pens").direction == Direction.REVERSE
