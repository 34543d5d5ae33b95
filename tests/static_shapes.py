"""Apps that say the same in other words: by each, a way of writing models that only Django's metaclass makes plain."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

SETTINGS = """
from shapes_base import *

INSTALLED_APPS = COMMON + ["sites_app.apps.Config"]
INSTALLED_APPS += {apps!r}
INSTALLED_APPS.append("django.contrib.sites")
AUTH_USER_MODEL = "people.Person"
DATABASES = {{"default": {{"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}}}
"""
BASE = """
SECRET_KEY = "x"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
COMMON = ["django.contrib.contenttypes", "django.contrib.auth", "django.contrib.sessions", "django.contrib.admin"]
"""
LINK = """
class {through}(models.Model):
    one = models.ForeignKey({one}, models.CASCADE)
    two = models.ForeignKey({two}, models.CASCADE)
"""
START = "from django.db import models\n"

# Each app by name: a text is its models.py, a mapping its files.
SHAPES: Mapping[str, str | Mapping[str, str]] = {
    "people": {
        "models.py": """
from django.contrib.auth.models import AbstractUser
from django.db import models

class Person(AbstractUser):
    nick = models.CharField(max_length=10, unique=True)
""",
    },
    "sites_app": {
        "apps.py": """
from django.apps import AppConfig

LABEL = "labelled"

class Config(AppConfig):
    name = "sites_app"
    label = LABEL
""",
        "models.py": """
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models

User = get_user_model()

class Tag(models.Model):
    pass

class Page(models.Model):
    authors = models.ManyToManyField(User, through="Authorship", related_name="%(app_label)s_%(class)s_pages")
    tags = models.ManyToManyField("labelled.tag", through="labelled.Tagged")

class Authorship(models.Model):
    page = models.ForeignKey(Page, models.CASCADE)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, to_field="nick", related_name="+")

class Tagged(models.Model):
    page = models.ForeignKey("Page", on_delete=models.CASCADE)
    tag = models.OneToOneField(Tag, models.CASCADE, related_name="tagged_as")
""",
    },
    "package": {
        "models/__init__.py": "from .groups import *\nfrom .members import Member, Joined as Joined\n",
        "models/groups.py": """
import django.db.models as m
from django.db.models import ForeignKey as FK, ManyToManyField as M2M

__all__ = ["Group"]

class Group(m.Model):
    members = M2M("package.Member", "groups", through="package.Joined")
    parent = FK("self", m.SET_NULL, null=True, related_name="children")
""",
        "models/members.py": """
from django.db import models
from .groups import Group

class Member(models.Model):
    groups_led: "models.Manager" = models.ManyToManyField(Group, related_name="leaders")

class Joined(models.Model):
    group = models.ForeignKey(Group, models.CASCADE, db_column="g")
    member = models.ForeignKey(Member, models.CASCADE)
    role, note = models.CharField(max_length=5), models.TextField(blank=True)
""",
    },
    "abstracts": {
        "base.py": """
from django.db import models

class Mixin:
    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)

class Named(models.Model):
    name = models.CharField(max_length=10)
    hidden = models.IntegerField()
    owner = models.ForeignKey("people.Person", models.CASCADE, related_name="%(app_label)s_%(class)ss_owned")
    rows = models.Manager()

    class Meta:
        abstract = True
        default_manager_name = "rows"
        unique_together = ("name", "owner")
        default_related_name = "%(model_name)s_all"

class Linking(Mixin, models.Model):
    one = models.ForeignKey("One", models.CASCADE)

    class Meta(Named.Meta):
        abstract = True
        default_manager_name = None
        unique_together = [["one", "two"]]

    @property
    def label(self):
        return ""
""",
        "models.py": """
from django.db import models
from .base import Linking, Named

class Two(models.Model):
    pass

class One(Named):
    hidden = None
    twos = models.ManyToManyField(Two, through="Link")

class Other(Named):
    class Meta(Named.Meta):
        app_label = "abstracts"
        default_related_name = "others_again"

    owner = models.OneToOneField("people.Person", models.CASCADE, primary_key=True)

class Link(Linking):
    two = models.ForeignKey(Two, models.CASCADE)
    rank = models.PositiveSmallIntegerField()

    class Meta(Linking.Meta):
        verbose_name = "link"
""",
    },
    "inheritance": START
    + """
class Place(models.Model):
    name = models.CharField(max_length=10)

class Restaurant(Place):
    stars = models.IntegerField(default=0)
    cooks = models.ManyToManyField("people.Person", through="Cooking")

class Bar(Restaurant):
    place = models.OneToOneField(Restaurant, models.CASCADE, parent_link=True, related_name="as_bar")
    code = models.SlugField(primary_key=True)

class Pub(Bar):
    pass

class Diner(Restaurant):
    class Meta:
        proxy = True

class Event(models.Model):
    made = models.DateTimeField(auto_now_add=True)

class Cooking(Event):
    restaurant = models.ForeignKey(Restaurant, models.CASCADE)
    cook = models.ForeignKey("people.Person", models.CASCADE)
    wage = models.DecimalField(max_digits=4, decimal_places=2)

class Menu(models.Model):
    diners = models.ManyToManyField(Diner, through="Offered")

class Offered(models.Model):
    menu = models.ForeignKey(Menu, models.CASCADE)
    diner = models.ForeignKey(Diner, models.CASCADE)

    class Meta:
        order_with_respect_to = "menu"
""",
    "uniqueness": START
    + "".join(
        f"\nclass T{number}(models.Model):\n    pass\n"
        f"\nclass S{number}(models.Model):\n    ts = models.ManyToManyField(T{number}, through='L{number}')\n"
        f"\nclass L{number}(models.Model):\n    s = models.ForeignKey(S{number}, models.CASCADE)\n"
        f"    t = models.ForeignKey(T{number}, models.CASCADE)\n    n = models.IntegerField(default=1)\n"
        f"\n    class Meta:\n        {meta}\n"
        for number, meta in enumerate(
            (
                "unique_together = ('s', 't')",
                "unique_together = {('s', 't')}",
                "unique_together = [('s', 't', 'n')]",
                "unique_together = [('n',), ('t', 's')]",
                "constraints = [models.UniqueConstraint(fields=('s', 't_id'), name='u4')]",
                "constraints = [models.UniqueConstraint('s', 't', name='u5')]",
                "constraints = [models.UniqueConstraint(fields=['s', 't'], name='u6', condition=models.Q(n=1))]",
                "constraints = [models.UniqueConstraint(fields=['s', 't'], name='u7', include=['n'])]",
                "constraints = [models.CheckConstraint(condition=models.Q(n=1), name='c8')]",
                "constraints = [models.UniqueConstraint(fields=['s', 't'], name='u9', deferrable=None)]",
                "indexes = [models.Index(fields=['s', 't'])]",
            )
        )
    ),
    "managing": {
        "rows.py": """
from django.db import models

class Rows(models.QuerySet):
    def delete(self):
        return super().delete()

    def visible(self):
        return self.filter(n=1)

class Base(models.Manager):
    use_in_migrations = True

    def create(self, **kwargs):
        return super().create(**kwargs)

class Filtering(Base.from_queryset(Rows)):
    def get_queryset(self):
        return super().get_queryset().filter(n=1)

Made = models.Manager.from_queryset(Rows)
Again = Base
Again = Again.from_queryset(Rows, "Again")
""",
        "models.py": """
from django.db import models
from django.db.models import Manager
from . import rows
from .rows import Again, Base, Filtering, Made, Rows

class Target(models.Model):
    objects = Rows.as_manager()
    later = Filtering()

class Hiding(models.Model):
    later = models.Manager()
    objects = Filtering()

    class Meta:
        default_manager_name = "objects"

class Both(Hiding):
    targets = models.ManyToManyField(Target, through="Between")

class Between(models.Model):
    both = models.ForeignKey(Both, models.CASCADE)
    target = models.ForeignKey(Target, models.CASCADE)
    links = Base()

class Third(models.Model):
    made = Made()
    again = Again()
    dotted = rows.Base.from_queryset(rows.Rows)()
    plain = Manager["Third"]()
    betweens = models.ManyToManyField(Between, through="Far")

class Far(models.Model):
    third = models.ForeignKey(Third, models.CASCADE)
    between = models.ForeignKey(Between, models.CASCADE)
    objects = Made()
""",
    },
    "fielding": {
        "fields.py": """
from functools import partial

from django.conf import settings
from django.db import models

try:
    from nowhere import Unheard
except ImportError:
    Unheard = None

class UserKey(models.ForeignKey):
    def __init__(self, *args, **kwargs):
        kwargs.setdefault("to", settings.AUTH_USER_MODEL)
        kwargs["on_delete"] = models.CASCADE
        kwargs["null"] = True
        super().__init__(*args, **kwargs)

class Ordered(models.ManyToManyField):
    def contribute_to_class(self, cls, name, **kwargs):
        super().contribute_to_class(cls, name, **kwargs)

class Checked(models.ManyToManyField):
    description = "checked"

    def check(self, **kwargs):
        return []

class Titled(models.CharField):
    def __init__(self, max_length=20, blank=True, **kwargs):
        super().__init__(max_length=max_length, blank=blank, **kwargs)

Required = partial(models.ForeignKey, on_delete=models.CASCADE)
NAME = "fielding." + "Box"
""",
        "models.py": """
from django.db import models

from .fields import NAME, Checked, Ordered, Required, Titled, UserKey

class Box(models.Model):
    pass

class Shelf(models.Model):
    boxes = Ordered(NAME, through="Stored")
    checked = Checked(NAME, through="Stored", related_name="+")
    users = models.ManyToManyField("people.Person", through="Using", through_fields=("shelf", "user"))

class Stored(models.Model):
    shelf = Required(Shelf)
    box = Required(to=Box, related_name="stored_%(class)s")
    title = Titled()
    number = models.AutoField(primary_key=True)
    size = models.FloatField()
    at = models.DateField(auto_now=True)
    text = models.CharField(max_length=4, blank=True)
    day = models.DateField(blank=True)
    data = models.JSONField(default=dict)

class Using(models.Model):
    maker = UserKey(related_name="+")
    shelf = models.ForeignKey(Shelf, models.CASCADE)
    user = UserKey()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
""",
    },
    "selves": START
    + """
class Node(models.Model):
    friends = models.ManyToManyField("self", through="Friend")
    follows = models.ManyToManyField("self", symmetrical=False, through="Follow", related_name="followers")
    liked = models.ManyToManyField("selves.Node", through="Like", related_name="liked_by")
    near = models.ManyToManyField("self")

class Friend(models.Model):
    a = models.ForeignKey(Node, models.CASCADE, related_name="+")
    b = models.ForeignKey(Node, models.CASCADE, related_name="friend_of+")

class Follow(models.Model):
    a = models.ForeignKey(Node, models.CASCADE, related_name="following")
    b = models.ForeignKey(Node, models.CASCADE, related_name="followed")

class Like(models.Model):
    a = models.ForeignKey(Node, models.CASCADE, related_name="liking")
    b = models.ForeignKey(Node, models.CASCADE, related_name="like_of")
""",
    "generic": START
    + """
from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.contrib.contenttypes.models import ContentType

class Note(models.Model):
    kind = models.ForeignKey(ContentType, models.CASCADE)
    number = models.PositiveIntegerField()
    of = GenericForeignKey("kind", "number")

class Noted(models.Model):
    notes = GenericRelation(Note, "number", "kind", related_query_name="noted")
    others = models.ManyToManyField("sites.Site", through="NotedSite")

class NotedSite(models.Model):
    noted = models.ForeignKey(Noted, models.CASCADE)
    site = models.ForeignKey("sites.Site", models.CASCADE)
    kind = models.ForeignKey(ContentType, models.CASCADE)
    number = models.PositiveIntegerField()
    of = GenericForeignKey("kind", "number")
    notes = GenericRelation(Note, "number", "kind")
""",
    "several_columns": START
    + """
from django.db.models.fields.related import ForeignObject

class City(models.Model):
    country = models.IntegerField()
    code = models.IntegerField()
    twins = models.ManyToManyField("Club", through="Hosting")

    class Meta:
        unique_together = [("country", "code")]

class Club(models.Model):
    shown = models.IntegerField(name="hidden")

    class Inner(models.Model):
        club = models.ForeignKey("Club", models.CASCADE)

class Hosting(models.Model):
    country = models.IntegerField()
    code = models.IntegerField()
    city = ForeignObject(City, models.CASCADE, from_fields=["country", "code"], to_fields=["country", "code"])
    club = models.ForeignKey(Club, models.CASCADE)
""",
    "swapped": START
    + """
class Old(models.Model):
    class Meta:
        swappable = "AUTH_USER_MODEL"

class Kept(models.Model):
    people = models.ManyToManyField("people.Person", through="Keeping")

    class Meta:
        managed = False
        swappable = "KEPT_MODEL"
"""
    + LINK.format(through="Keeping", one="Kept", two='"people.Person"'),
    "hearing": {
        "apps.py": """
from django.apps import AppConfig

class HearingConfig(AppConfig):
    name = "hearing"

    def ready(self):
        from django.db.models import signals
        from . import receivers
        from .models import Band, Playing

        for model in (Band, Playing):
            signals.pre_delete.connect(receivers.gone, sender=model)
        signals.m2m_changed.connect(self.changed, Band.players.through)
        signals.post_save.connect(receiver=receivers.saved, sender="hearing.Playing", dispatch_uid="x")

    def changed(self, **kwargs):
        pass
""",
        "receivers.py": """
from django import dispatch
from django.db.models import signals
from django.db.models.signals import post_delete, pre_save
from django.dispatch import receiver

from .models import Band, Playing

def gone(**kwargs):
    pass

def saved(**kwargs):
    pass

@receiver([pre_save, post_delete], sender=Playing)
@receiver(pre_save, sender=Band)
def several(**kwargs):
    pass

@dispatch.receiver(signals.m2m_changed, sender=Band.fans.through)
def of_a_plain_one(**kwargs):
    pass
""",
        "models.py": """
from django.db import models

class Band(models.Model):
    players = models.ManyToManyField("people.Person", through="Playing")
    fans = models.ManyToManyField("people.Person", related_name="fan_of")

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
"""
        + LINK.format(through="Playing", one="Band", two='"people.Person"')
        + """
    def save_base(self, *args, **kwargs):
        super().save_base(*args, **kwargs)
""",
    },
    "conditional": START
    + """
import sys
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from nowhere import Unheard

if sys.version_info > (3, 0):
    class Real(models.Model):
        links = models.ManyToManyField("people.Person", through="conditional.Linked")
        if TYPE_CHECKING:
            linked_set: "models.Manager"
"""
    + LINK.format(through="Linked", one="Real", two="settings.AUTH_USER_MODEL")
    + """
    class Meta:
        proxy = "nowhere" in settings.INSTALLED_APPS
""",
}


def write_shapes(root: Path) -> Path:
    """Write the project with all shapes, whose settings are `shapes_settings`."""
    for app, files in SHAPES.items():
        for name, text in ({"models.py": files} if isinstance(files, str) else files).items():
            file = root / app / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        (root / app / "__init__.py").touch()
    apps = [app for app in SHAPES if app != "sites_app"]
    (root / "shapes_base.py").write_text(BASE)
    (root / "shapes_settings.py").write_text(SETTINGS.format(apps=apps))
    return root
