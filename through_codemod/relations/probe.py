"""What does the running Django know about its models? Asked under the project's own interpreter, answered as JSON.

`live.py` feeds this file on stdin to the interpreter that the project runs under: `python - ANSWER DIRECTORY...`.
There, nothing of ours is installed and Python may be 3.8: standard library and Django only, no syntax newer than that.
ANSWER is the file that the JSON goes to, so that nothing the project prints can reach it; the directories go in front
of `sys.path`. The answer is what `RelationMap.from_json` reads, or
`{"error": KIND, "message": ..., "traceback": [...]}`.
"""

from __future__ import annotations

import sys

# `python -` puts the current directory in front, and PYTHONPATH may name it: a `json.py` there would be ours too.
sys.path[:] = [entry for entry in sys.path if entry and entry not in sys.argv[2:]]

import functools
import importlib
import inspect
import json
import os
import traceback
import weakref
from typing import Any, Iterable, Iterator

FORMAT = 3
HOME = os.getcwd()  # the project's directory
OLDEST = (3, 2)

# What `get_or_create` runs and the accessor's `bulk_create` does not.
# https://docs.djangoproject.com/en/stable/ref/models/querysets/#bulk-create
SAVING = ("save", "save_base", "_save_table", "_do_insert")
CREATING = ("get_or_create", "create")

# What an accessor or an explicit call in its place runs of a manager and its queryset.
CALLED = (
    *("all", "bulk_create", "create", "delete", "exclude", "exists", "filter", "get", "get_or_create"),
    *("update_or_create", "using", "values_list"),
    *("abulk_create", "acreate", "adelete", "aexists", "aget_or_create", "aupdate_or_create"),  # Django 4.1
)

# What a subclass of ManyToManyField may define without its accessors becoming others than Django's.
# https://docs.djangoproject.com/en/stable/howto/custom-model-fields/
HARMLESS = frozenset(
    [
        *("__init__", "__str__", "__repr__", "check", "clean", "deconstruct", "description", "formfield"),
        *("get_internal_type", "save_form_data", "validate", "value_from_object", "value_to_string"),
        # What Python itself puts on every class.
        *("__annotate_func__", "__annotations__", "__annotations_cache__", "__dict__", "__doc__", "__firstlineno__"),
        *("__module__", "__qualname__", "__static_attributes__", "__weakref__"),
    ]
)


class ProbeError(Exception):
    """The probe cannot answer: the kind of failure and a sentence. Its cause, if any, is shown as a traceback."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


def set_up() -> Any:
    """Return the `django` module after `django.setup()` with DJANGO_SETTINGS_MODULE.

    Raises `ProbeError` of kind "no-django", "old-django" or "settings".
    https://docs.djangoproject.com/en/stable/topics/settings/#calling-django-setup-is-required-for-standalone-django-usage
    """
    try:
        import django
    except ImportError as error:
        raise ProbeError("no-django", str(error)) from error
    if getattr(django, "VERSION", None) is None:  # a folder called django, without code
        raise ProbeError("no-django", "the module called django has no version")
    if django.VERSION[:2] < OLDEST:
        raise ProbeError("old-django", django.get_version())
    try:
        if os.environ.get("DJANGO_CONFIGURATION"):  # https://django-configurations.readthedocs.io
            importlib.import_module("configurations").setup()
        else:
            django.setup()
    except SystemExit as error:
        raise ProbeError("settings", f"it called sys.exit({error.code!r})") from error
    except BaseException as error:
        raise ProbeError("settings", f"{type(error).__name__}: {error}") from error
    return django


def dotted(thing: Any) -> str:
    """Return the dotted name of a class, function, method or `functools.partial`; of its class for another object."""
    thing = getattr(thing, "__func__", thing)
    while not hasattr(thing, "__qualname__") and hasattr(thing, "func"):
        thing = thing.func
    if not hasattr(thing, "__qualname__"):
        thing = type(thing)
    return f"{thing.__module__}.{thing.__qualname__}"


def vars_of(thing: Any) -> dict[str, Any]:
    """Return an object's own attributes; reading them by name could run the project's code."""
    return getattr(thing, "__dict__", None) or {}


def from_django(name: str) -> bool:
    """Whether a dotted name is Django's own."""
    return name.split(".")[0] == "django"


def place_of(thing: Any) -> str | None:
    """Return where a function, method, `functools.partial` or callable object is defined: `"school/signals.py:9"`.

    The file is told from the project's directory, or from the one that it is imported from. None where there is none.
    """
    thing = getattr(thing, "__func__", thing)
    while isinstance(thing, functools.partial):
        thing = thing.func
    if not hasattr(thing, "__code__") and not hasattr(thing, "__wrapped__"):
        thing = vars(type(thing)).get("__call__")
    try:
        code = inspect.unwrap(thing).__code__
    except (AttributeError, ValueError):
        return None
    if not os.path.isfile(code.co_filename):
        return None
    path = os.path.realpath(code.co_filename)
    for entry in [HOME, *sorted(sys.path, key=len, reverse=True)]:
        directory = os.path.join(os.path.realpath(entry), "")
        if path.startswith(directory):
            return f"{path[len(directory) :].replace(os.sep, '/')}:{code.co_firstlineno}"
    return None


def places(module: Any) -> list[str]:
    """The folders of a package, or the file of a module."""
    return [os.path.abspath(path) for path in getattr(module, "__path__", None) or [module.__file__ or ""]]


def importable(cls: Any) -> Any:
    """Return the first class behind `cls`, itself included, that can be imported by its name.

    `Base.from_queryset(Rows)()` is of a class that has no name anywhere.
    """
    for candidate in cls.__mro__:
        found: Any = sys.modules.get(candidate.__module__)
        for name in candidate.__qualname__.split("."):
            found = getattr(found, name, None)
        if found is candidate:
            return candidate
    return cls


class Reader:
    """Reads the loaded app registry; every method gives plain JSON values."""

    def __init__(self) -> None:
        from django.apps import apps
        from django.db import models
        from django.db.models import signals
        from django.db.models.fields import related, related_descriptors
        from django.db.models.fields.proxy import OrderWrt
        from django.db.models.manager import BaseManager

        self.models = models
        self.signals = signals
        self.related = related
        self.descriptors = related_descriptors
        self.automatic = (models.AutoField, models.BigAutoField, models.SmallAutoField, OrderWrt)
        self.base_get_queryset = BaseManager.get_queryset
        self.places: dict[str, str] = {}
        # Without models that Django created for plain many-to-many fields, and without swapped-out ones.
        self.installed: list[Any] = list(apps.get_models())
        known: dict[Any, None] = {}
        for model in self.installed:
            known[model] = None
            known.update(dict.fromkeys(self.bases(model)))
        self.known = [model for model in known if model._meta.abstract or not model._meta.swapped]
        self.refs: dict[Any, str] = {}
        by_place: dict[str, list[Any]] = {}
        for model in self.known:
            by_place.setdefault(f"{model.__module__}:{model.__qualname__}", []).append(model)
        for place, found in by_place.items():
            for number, model in enumerate(found):
                # Classes that one function makes several times share their place; no source can name them.
                self.refs[model] = place if len(found) == 1 else f"{place}#{self.label(model) or number}"

    def ref(self, model: Any) -> str:
        if isinstance(model, str):
            raise ValueError(f"it refers to {model!r}, and no such model is installed")
        return self.refs.get(model) or f"{model.__module__}:{model.__qualname__}"

    def label(self, model: Any) -> str:
        """`"school.Course"`; `""` for an abstract model outside of an installed app."""
        return f"{model._meta.app_label}.{model._meta.object_name}" if model._meta.app_label else ""

    def bases(self, model: Any) -> list[Any]:
        """The model classes behind `model`, nearest first, without itself and `Model`."""
        return [
            base
            for base in model.__mro__[1:]
            if isinstance(base, self.models.base.ModelBase) and hasattr(base, "_meta")
        ]

    # Models

    def model(self, model: Any) -> dict[str, Any]:
        meta = model._meta
        default = meta.default_manager
        return {
            "ref": self.ref(model),
            "label": self.label(model),
            "abstract": bool(meta.abstract),
            "proxy": bool(meta.proxy),
            "bases": [self.ref(base) for base in self.bases(model)],
            "primary_key": "" if meta.abstract else meta.pk.name,
            "default_manager": default.name if default is not None else "",
            "managers": [self.manager(manager) for manager in meta.managers],
            "attributes": {} if meta.abstract else self.attributes(model),
        }

    def manager(self, manager: Any) -> dict[str, Any]:
        queryset = getattr(type(manager), "_queryset_class", self.models.QuerySet)
        cls, rows = importable(type(manager)), importable(queryset)
        # Some of the queryset's methods are copied to the manager's class, as ways to call them.
        of_queryset = self.overrides(queryset, CALLED)
        return {
            "name": manager.name,
            "cls": f"{cls.__module__}:{cls.__qualname__}",
            "queryset": f"{rows.__module__}:{rows.__qualname__}",
            "filters": self.filters(manager),
            "overrides": [name for name in self.overrides(type(manager), CALLED) if name not in of_queryset],
            "queryset_overrides": of_queryset,
        }

    def overrides(self, cls: Any, names: Iterable[str]) -> list[str]:
        """Which of the methods `names` of a manager's or queryset's class are the project's own, by dotted name."""
        found = []
        for name in names:
            method = getattr(cls, name, None)
            if method is not None and not from_django(dotted(method)):
                found.append(self.named(method))
        return found

    def named(self, thing: Any, name: str = "") -> str:
        """Return the dotted name of what the project runs, or the given `name`, and remember where it is defined."""
        name = name or dotted(thing)
        place = place_of(thing)
        if place is not None:
            self.places[name] = place
        return name

    def filters(self, manager: Any) -> bool:
        """Whether `get_queryset()` is not Django's own, so that it may hide rows.

        https://docs.djangoproject.com/en/stable/topics/db/managers/#modifying-a-manager-s-initial-queryset
        """
        return type(manager).get_queryset is not self.base_get_queryset or "get_queryset" in vars(manager)

    def class_attributes(self, model: Any) -> dict[str, Any]:
        """What the class has under each name, as it lies there: descriptors are not called."""
        found: dict[str, Any] = {}
        for cls in reversed(model.__mro__):
            found.update(vars(cls))
        return found

    def attributes(self, model: Any) -> dict[str, Any]:
        own = self.ref(model)
        found: dict[str, Any] = {}
        for field in model._meta.concrete_fields:
            if field.is_relation and field.remote_field:
                found[field.attname] = ["key", self.ref(field.remote_field.model), field.target_field.attname]
            elif field.unique:
                found[field.attname] = ["key", own, field.attname]
            else:
                found[field.attname] = ["value", None, None]
        for name, value in self.class_attributes(model).items():
            attribute = self.relation_attribute(value)
            if attribute is not None:
                found[name] = attribute
        found["pk"] = ["key", own, model._meta.pk.attname]
        return {name: found[name] for name in sorted(found)}

    def relation_attribute(self, value: Any) -> list[Any] | None:
        descriptors = self.descriptors
        if isinstance(value, descriptors.ForwardManyToOneDescriptor):
            return ["instance", self.ref(value.field.remote_field.model), None]
        if isinstance(value, descriptors.ReverseOneToOneDescriptor):
            return ["instance", self.ref(value.related.related_model), None]
        if isinstance(value, descriptors.ManyToManyDescriptor):
            target = value.rel.related_model if value.reverse else value.rel.model
            if self.custom_through(value):
                return ["accessor", self.ref(target), None]
            return ["manager", self.ref(target), f"{value.field.model._meta.label}.{value.field.name}"]
        if isinstance(value, descriptors.ReverseManyToOneDescriptor):
            # `contenttypes` may not be installed, and then its fields must not be imported.
            generic = sys.modules.get("django.contrib.contenttypes.fields")
            if generic is not None and isinstance(value, generic.ReverseGenericManyToOneDescriptor):
                return ["manager", self.ref(value.rel.model), None]
            return ["manager", self.ref(value.rel.related_model), None]
        return None

    # Relations

    def custom_through(self, descriptor: Any) -> bool:
        through = descriptor.rel.through
        if isinstance(through, str):
            raise ValueError(f"{descriptor.field} goes through {through!r}, and no such model is installed")
        return through is not None and not through._meta.auto_created

    def relations(self, model: Any) -> Iterator[dict[str, Any]]:
        """The relation of every accessor that lies on this very class; `RelationMap.find` looks at its bases."""
        for name, value in vars(model).items():
            if isinstance(value, self.descriptors.ManyToManyDescriptor) and self.custom_through(value):
                yield self.relation(model, name, value)
        for name, value in self.declared(model):
            present = type(vars(model).get(name, value))
            anew = not from_django(dotted(present)) and not issubclass(present, self.descriptors.ManyToManyDescriptor)
            if anew and self.custom_through(value):  # something else was set in its place: `Course.students = Roll()`
                yield {**self.relation(model, name, value), "field_class": self.named(present)}

    def declared(self, model: Any) -> Iterator[tuple[str, Any]]:
        """The accessors that many-to-many fields have put on this very class, as Django makes them."""
        for field in model._meta.local_many_to_many:
            if isinstance(field, self.related.ManyToManyField):
                yield field.name, self.descriptors.ManyToManyDescriptor(field.remote_field)
        for rel in model._meta.related_objects:
            if rel.model is model and isinstance(rel, self.related.ManyToManyRel):
                yield rel.get_accessor_name() or "", self.descriptors.ManyToManyDescriptor(rel, reverse=True)

    def relation(self, owner: Any, accessor: str, descriptor: Any) -> dict[str, Any]:
        field = descriptor.field
        through = descriptor.rel.through
        target = descriptor.rel.related_model if descriptor.reverse else descriptor.rel.model
        # The names that the related manager itself uses, `through_fields` respected.
        pair = [field.m2m_field_name(), field.m2m_reverse_field_name()]
        source_name, target_name = reversed(pair) if descriptor.reverse else pair
        field_class = self.related.ManyToManyField if self.plain(type(field)) else type(field)
        stock = field_class is self.related.ManyToManyField
        if stock and type(descriptor) is not self.descriptors.ManyToManyDescriptor:
            field_class = type(descriptor)
        for name in pair:
            key = through._meta.get_field(name)
            if not isinstance(key, self.related.ForeignKey):
                field_class = type(key)  # ForeignObject, over several columns: not a field that the tool can rewrite
        through_manager = through._meta.default_manager
        target_manager = target._meta.default_manager
        signals = self.signals
        return {
            "owner": self.ref(owner),
            "accessor": accessor,
            "field": f"{field.model._meta.label}.{field.name}",
            "direction": "reverse" if descriptor.reverse else "forward",
            "target": self.ref(target),
            "through": self.ref(through),
            "through_label": through._meta.label,
            "source_key": self.through_key(through, source_name),
            "target_key": self.through_key(through, target_name),
            "symmetrical": bool(field.remote_field.symmetrical),
            "unique": self.pair_unique(through, pair),
            "required": self.required(through, pair),
            "through_manager": through_manager.name,
            "through_manager_filters": self.filters(through_manager),
            "target_manager": target_manager.name,
            "target_manager_filters": self.filters(target_manager),
            "m2m_changed": self.receivers(through, signals.m2m_changed),
            "save_receivers": self.receivers(through, signals.pre_save, signals.post_save),
            "delete_receivers": self.receivers(through, signals.pre_delete, signals.post_delete),
            "custom_save": self.custom_save(through),
            "through_parents": any(
                parent._meta.concrete_model is not through._meta.concrete_model
                for parent in through._meta.get_parent_list()
            ),
            "order_with_respect_to": any(
                cls._meta.order_with_respect_to for cls in [through, *self.bases(through)] if not cls._meta.abstract
            ),
            "field_class": dotted(field_class),
            "target_children_keys": self.target_children_keys(target),
            "target_save": self.target_save(target),
            "through_keywords": self.keywords(through),
            "doubts": [],
            "implicit": False,
        }

    def plain(self, field_class: Any) -> bool:
        """Whether a ManyToManyField is Django's own or does the same with its accessors."""
        return all(from_django(dotted(cls)) or HARMLESS.issuperset(vars(cls)) for cls in field_class.__mro__[:-1])

    def through_key(self, through: Any, name: str) -> dict[str, Any]:
        field = through._meta.get_field(name)
        model = field.remote_field.model
        reverse = None
        if field.remote_field.related_model is through:
            for attribute, value in self.class_attributes(model).items():
                # The descriptor of a foreign key keeps it in `rel`, the one of a one-to-one field in `related`.
                if field.remote_field in (vars_of(value).get("rel"), vars_of(value).get("related")):
                    reverse = attribute
        column = field.target_field if isinstance(field, self.related.ForeignKey) else None
        return {
            "field": field.name,
            "attname": field.attname,
            "model": self.ref(model),
            "target": column.attname if column is not None else "",
            "primary_key": column is not None and bool(column.primary_key),
            "null": bool(field.null),
            "one_to_one": bool(field.one_to_one),
            "reverse": reverse,
        }

    def pair_unique(self, through: Any, pair: list[str]) -> bool:
        """Whether the database itself refuses a second row of a pair, whatever its other columns hold.

        A constraint that is conditional, has expressions or is deferrable does not count, nor one that not every
        database creates (`include`, `nulls_distinct`).
        https://docs.djangoproject.com/en/stable/ref/models/constraints/#uniqueconstraint
        """
        names = set(pair)
        if any(through._meta.get_field(name).unique for name in pair):
            return True

        def within(cls: Any, columns: Any) -> bool:
            # A constraint may say `course_id` for `course`.
            return bool(columns) and {cls._meta.get_field(column).name for column in columns} <= names

        for cls in [through, *self.bases(through)]:
            if cls._meta.abstract or cls._meta.proxy:
                continue  # their tables are others'
            if any(within(cls, columns) for columns in cls._meta.unique_together):
                return True
            for constraint in cls._meta.constraints:
                plain = isinstance(constraint, self.models.UniqueConstraint) and not any(
                    # Three of these came after Django 3.2.
                    getattr(constraint, option, None) not in (None, ())
                    for option in ("condition", "expressions", "deferrable", "include", "nulls_distinct")
                )
                if plain and within(cls, constraint.fields):
                    return True
            # A composite primary key, since Django 5.2.
            if within(cls, getattr(cls._meta.pk, "field_names", ())):
                return True
        return False

    def required(self, through: Any, pair: list[str]) -> list[str]:
        """The fields beside the pair that a bare row leaves without a value of the project's choosing."""
        return [
            field.name
            for field in through._meta.concrete_fields
            if field.name not in pair and not self.fills_itself(field)
        ]

    def fills_itself(self, field: Any) -> bool:
        not_provided = self.models.fields.NOT_PROVIDED
        return bool(
            field.null
            or field.has_default()
            or getattr(field, "db_default", not_provided) is not not_provided  # Django 5.0
            or getattr(field, "generated", False)  # Django 5.0
            or field.auto_created  # the implicit primary key, the link to a parent
            or isinstance(field, self.automatic)
            or getattr(field, "auto_now", False)
            or getattr(field, "auto_now_add", False)
            or getattr(getattr(field, "remote_field", None), "parent_link", False)
            or (field.blank and field.empty_strings_allowed)
        )

    def receivers(self, sender: Any, *signals: Any) -> list[str]:
        """The dotted names of the live receivers that `sender` reaches, sender-less ones too, without Django's own.

        https://docs.djangoproject.com/en/stable/topics/signals/#connecting-to-signals-sent-by-specific-senders
        """
        names = set()
        for signal in signals:
            for entry in signal.receivers:
                # ((receiver or dispatch_uid, id of the sender), receiver[, sender's weakref][, is it async?])
                if entry[0][1] not in (id(sender), id(None)):
                    continue
                if any(isinstance(item, weakref.ReferenceType) and item() is None for item in entry[1:]):
                    continue
                receiver = entry[1]() if isinstance(entry[1], weakref.ReferenceType) else entry[1]
                if not from_django(dotted(receiver)):
                    names.add(self.named(receiver))
        return sorted(names)

    def custom_save(self, through: Any) -> str | None:
        """What `get_or_create` would run that is the project's own and that the accessor does not run."""
        return next(iter([*self.saving(through), *self.creating(through)]), None)

    def target_save(self, target: Any) -> list[str]:
        """What runs when a new target is saved, and is the project's own: it may have linked it already."""
        receivers = self.receivers(target, self.signals.pre_save, self.signals.post_save)
        return list(dict.fromkeys([*self.saving(target), *self.creating(target), *receivers]))

    def saving(self, model: Any) -> list[str]:
        """The project's own methods that saving an instance of `model` runs."""
        return [
            self.named(vars(cls)[name], f"{dotted(cls)}.{name}")
            for cls in model.__mro__[: model.__mro__.index(self.models.Model)]
            if not from_django(dotted(cls))
            for name in SAVING
            if name in vars(cls)
        ]

    def creating(self, model: Any) -> list[str]:
        """The project's own methods that the default manager of `model` and its queryset make instances with."""
        manager = type(model._meta.default_manager)
        queryset = getattr(manager, "_queryset_class", self.models.QuerySet)
        return [*self.overrides(manager, CREATING), *self.overrides(queryset, CREATING)]

    def keywords(self, model: Any) -> list[str]:
        """The names that the constructor of `model` takes by keyword; none where it is not Django's.

        https://docs.djangoproject.com/en/stable/ref/models/instances/#creating-objects
        """
        meta = model._meta
        if model.__init__ is not self.models.Model.__init__ or not hasattr(meta, "_property_names"):
            return []
        fields = [*meta.concrete_fields, *meta.private_fields]
        names = {name for field in fields for name in (field.name, getattr(field, "attname", None)) if name}
        return sorted({"pk", *names, *meta._property_names})

    def target_children_keys(self, target: Any) -> bool:
        """Whether an instance of a child of `target` may have a `pk` that is not the one of its `target` row.

        https://docs.djangoproject.com/en/stable/topics/db/models/#specifying-the-parent-link-field
        """
        concrete = target._meta.concrete_model
        for model in self.installed:
            if not issubclass(model, target):
                continue
            model = model._meta.concrete_model
            while model is not concrete:
                link = model._meta.pk.remote_field
                if link is None or not link.parent_link:
                    return True
                model = link.model._meta.concrete_model
        return False


def answer(django: Any) -> dict[str, Any]:
    """Return the body of the relation map; raises `ProbeError` of kind "model", naming one that cannot be read."""
    from django.apps import apps
    from django.conf import settings
    from django.db import connections

    reader = Reader()
    models: list[dict[str, Any]] = []
    relations: list[dict[str, Any]] = []
    for model in reader.known:
        try:
            models.append(reader.model(model))
            if not model._meta.abstract:
                relations.extend(reader.relations(model))
        except Exception as error:
            name = reader.label(model) or dotted(model)
            raise ProbeError("model", f"{name}: {type(error).__name__}: {error}") from error
    user_model = None
    for model in reader.installed:
        if model._meta.label_lower == str(settings.AUTH_USER_MODEL).lower():
            user_model = reader.ref(model)
    return {
        "format": FORMAT,
        "django": django.get_version(),
        "user_model": user_model,
        "databases": list(connections),
        "routers": [router if isinstance(router, str) else dotted(router) for router in settings.DATABASE_ROUTERS],
        "places": reader.places,
        "doubts": [],
        "sources": {},
        "apps": {config.name: places(config.module) for config in apps.get_app_configs()},
        "models": sorted(models, key=lambda item: tuple(item["ref"].split(":"))),
        "relations": sorted(relations, key=lambda item: (item["field"], item["direction"], item["owner"])),
    }


def shown(error: BaseException | None) -> list[str]:
    """The lines of a traceback, without this file's frames and the import system's."""
    if error is None:
        return []
    report = traceback.TracebackException(type(error), error, error.__traceback__)
    part: Any = report
    while part is not None:
        part.stack = traceback.StackSummary.from_list(
            [
                frame
                for frame in part.stack
                if not frame.filename.startswith(("<stdin>", "<frozen ", importlib.__file__))
            ]
        )
        part = part.__cause__ or part.__context__
    return "".join(report.format()).rstrip().split("\n")


def main(path: str, directories: list[str]) -> None:
    """Write the answer to `path` and end the process, whatever threads and exit handlers the project has left."""
    # Nobody reads what the project prints; it goes where its errors go. Nor does it get to ask questions.
    os.dup2(2, 1)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    sys.path[:0] = directories
    # Some settings look at the command; this one never serves, tests or migrates.
    sys.argv[:] = ["manage.py", "check"]
    try:
        body = answer(set_up())
    except ProbeError as error:
        body = {"error": error.kind, "message": str(error), "traceback": shown(error.__cause__)}
    except BaseException as error:
        body = {"error": "probe", "message": f"{type(error).__name__}: {error}", "traceback": shown(error)}
    with open(path, "w", encoding="utf-8") as file:
        json.dump(body, file)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
