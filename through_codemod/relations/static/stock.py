"""What is known of Django without reading it: where its names are at home, which fields fill themselves, its users."""

from __future__ import annotations

from collections.abc import Mapping

MODEL = "django.db.models.base.Model"
METACLASS = "django.db.models.base.ModelBase"
BASE_MANAGER = "django.db.models.manager.BaseManager"
MANAGER = "django.db.models.manager.Manager"
QUERYSET = "django.db.models.query.QuerySet"
UNIQUE_CONSTRAINT = "django.db.models.constraints.UniqueConstraint"
SIGNALS = "django.db.models.signals."
FOREIGN_KEY = "django.db.models.fields.related.ForeignKey"
ONE_TO_ONE = "django.db.models.fields.related.OneToOneField"
FOREIGN_OBJECT = "django.db.models.fields.related.ForeignObject"
MANY_TO_MANY = "django.db.models.fields.related.ManyToManyField"
GENERIC_KEY = "django.contrib.contenttypes.fields.GenericForeignKey"
GENERIC_RELATION = "django.contrib.contenttypes.fields.GenericRelation"
COMPOSITE = "django.db.models.fields.composite.CompositePrimaryKey"
# What a subclass of ManyToManyField may define without its accessors becoming others than Django's.
# https://docs.djangoproject.com/en/stable/howto/custom-model-fields/
HARMLESS = frozenset(
    (
        *("__init__", "__str__", "__repr__", "check", "clean", "deconstruct", "description", "formfield"),
        *("get_internal_type", "save_form_data", "validate", "value_from_object", "value_to_string"),
    )
)
AUTOMATIC = frozenset(f"django.db.models.fields.{name}" for name in ("AutoField", "BigAutoField", "SmallAutoField"))

# https://docs.djangoproject.com/en/stable/topics/db/models/ has them all under `django.db.models`.
_HOMES = {
    **{path.rpartition(".")[2]: path for path in (MODEL, METACLASS, BASE_MANAGER, MANAGER, QUERYSET)},
    **{path.rpartition(".")[2]: path for path in (FOREIGN_KEY, ONE_TO_ONE, FOREIGN_OBJECT, MANY_TO_MANY)},
    **{path.rpartition(".")[2]: path for path in (UNIQUE_CONSTRAINT, COMPOSITE)},
}
_MODELS = ("django.db.models.", "django.contrib.gis.db.models.")

# https://docs.djangoproject.com/en/stable/ref/models/fields/: those that may hold an empty text by themselves.
_EMPTY = frozenset(
    (
        *("Field", "CharField", "CommaSeparatedIntegerField", "EmailField", "FilePathField", "SlugField", "TextField"),
        *("URLField", "BinaryField", "FileField", "ImageField", "GeneratedField", "CompositePrimaryKey"),
        *("CICharField", "CIEmailField", "CITextField", "SearchVectorField", "ExtentField"),
    )
)
_FIELDS = ("django.db.models.fields.", "django.contrib.postgres.", "django.contrib.gis.db.models.")


def canonical(name: str) -> str:
    """Return the dotted name of the place where Django defines what `name` leads to; any other name as it is."""
    if not name.startswith("django."):
        return name
    last = name.rpartition(".")[2]
    if name.startswith(_MODELS):
        if last in _HOMES:
            return _HOMES[last]
        if last == "signals":
            return SIGNALS.rstrip(".")
        if last == "Field" or (last.endswith("Field") and "gis" not in name):
            return f"django.db.models.fields.{last}"
    return name


def is_field(name: str) -> bool:
    """Whether a canonical name is that of a field class of Django's."""
    last = name.rpartition(".")[2]
    if name in (FOREIGN_KEY, ONE_TO_ONE, FOREIGN_OBJECT, MANY_TO_MANY, GENERIC_KEY, GENERIC_RELATION, COMPOSITE):
        return True
    return name.startswith(_FIELDS) and last.endswith("Field")


def holds_empty_text(name: str) -> bool:
    """Whether a field class of Django's takes an empty text where no value is given."""
    return name.rpartition(".")[2] in _EMPTY


def is_taggable(name: str) -> bool:
    """Whether a class that is not read is django-taggit's field for tags, or one made of it: no manager, by its name.

    https://django-taggit.readthedocs.io/en/stable/api.html#taggablemanager
    """
    return name.endswith("TaggableManager")


# What a project without its environment still has: enough of Django's own apps for keys, accessors and managers.
BUILT_IN: Mapping[str, str] = {
    "django.contrib.contenttypes.models": """
from django.db import models

class ContentTypeManager(models.Manager):
    pass

class ContentType(models.Model):
    app_label = models.CharField(max_length=100)
    model = models.CharField(max_length=100)
    objects = ContentTypeManager()

    class Meta:
        unique_together = [["app_label", "model"]]

    @property
    def name(self): ...

    @property
    def app_labeled_name(self): ...
""",
    "django.contrib.auth.base_user": """
from django.db import models

class BaseUserManager(models.Manager):
    pass

class AbstractBaseUser(models.Model):
    password = models.CharField(max_length=128)
    last_login = models.DateTimeField(blank=True, null=True)

    class Meta:
        abstract = True

    def save(self, *args, **kwargs): ...

    @property
    def is_anonymous(self): ...

    @property
    def is_authenticated(self): ...
""",
    "django.contrib.auth.models": """
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.contenttypes.models import ContentType
from django.db import models

class PermissionManager(models.Manager):
    pass

class Permission(models.Model):
    name = models.CharField(max_length=255)
    content_type = models.ForeignKey(ContentType, models.CASCADE)
    codename = models.CharField(max_length=100)
    objects = PermissionManager()

    class Meta:
        unique_together = [["content_type", "codename"]]

class GroupManager(models.Manager):
    pass

class Group(models.Model):
    name = models.CharField(max_length=150, unique=True)
    permissions = models.ManyToManyField(Permission, blank=True)
    objects = GroupManager()

class UserManager(BaseUserManager):
    pass

class PermissionsMixin(models.Model):
    is_superuser = models.BooleanField(default=False)
    groups = models.ManyToManyField(Group, blank=True, related_name="user_set", related_query_name="user")
    user_permissions = models.ManyToManyField(
        Permission, blank=True, related_name="user_set", related_query_name="user"
    )

    class Meta:
        abstract = True

class AbstractUser(AbstractBaseUser, PermissionsMixin):
    username = models.CharField(max_length=150, unique=True)
    first_name = models.CharField(max_length=150, blank=True)
    last_name = models.CharField(max_length=150, blank=True)
    email = models.EmailField(blank=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=None)
    objects = UserManager()

    class Meta:
        abstract = True

class User(AbstractUser):
    class Meta(AbstractUser.Meta):
        swappable = "AUTH_USER_MODEL"
""",
}
