"""A relation map made by hand, for tests that need one without asking Django."""

from __future__ import annotations

from collections.abc import Mapping

from through_codemod.relations import (
    Attribute,
    AttributeKind,
    Direction,
    Manager,
    Model,
    ModelRef,
    Relation,
    RelationMap,
    ThroughKey,
)

MANAGER = ModelRef("django.db.models.manager", "Manager")
QUERYSET = ModelRef("django.db.models.query", "QuerySet")


def ref(text: str) -> ModelRef:
    """Return `ModelRef("school.models", "Course")` for `"Course"` or for `"school.models:Course"`."""
    return ModelRef.parse(text) if ":" in text else ModelRef("school.models", text)


def model(
    name: str,
    fields: Mapping[str, str],
    bases: tuple[str, ...] = (),
    abstract: bool = False,
    managers: Mapping[str, tuple[str, str]] | None = None,
) -> Model:
    """Return a model. `fields` says what each attribute is.

    `"-> Course"` a foreign key, `"* Course"` a manager, `"through"` an accessor, `"="` a plain column.
    """
    own = ref(name)
    attributes: dict[str, Attribute] = {"id": Attribute(AttributeKind.KEY, own, "id")}
    for field, text in fields.items():
        kind, _, target = text.partition(" ")
        match kind:
            case "->":
                attributes[field] = Attribute(AttributeKind.INSTANCE, ref(target))
                attributes[f"{field}_id"] = Attribute(AttributeKind.KEY, ref(target), "id")
            case "*":
                attributes[field] = Attribute(AttributeKind.MANAGER, ref(target))
            case "through":
                attributes[field] = Attribute(AttributeKind.ACCESSOR)
            case _:
                attributes[field] = Attribute(AttributeKind.VALUE)
    named = {"objects": (str(MANAGER), str(QUERYSET))} if managers is None else managers
    return Model(
        ref=own,
        label=f"{own.module.split('.')[-2] if '.' in own.module else own.module}.{own.name}",
        abstract=abstract,
        proxy=False,
        bases=tuple(ref(base) for base in bases),
        primary_key="" if abstract else "id",
        default_manager=next(iter(named), ""),
        managers=tuple(
            Manager(manager, ModelRef.parse(cls), ModelRef.parse(queryset), False)
            for manager, (cls, queryset) in named.items()
        ),
        attributes=attributes,
    )


def relation(owner: str, accessor: str, target: str, through: str, source: str, to: str) -> Relation:
    """Return one direction of a relation; `source` and `to` are the through model's two foreign keys."""

    def key(field: str, to: str) -> ThroughKey:
        return ThroughKey(field, f"{field}_id", ref(to), "id", True, False, False, f"{ref(through).name.lower()}_set")

    return Relation(
        owner=ref(owner),
        accessor=accessor,
        field=f"school.{owner}.{accessor}",
        direction=Direction.FORWARD,
        target=ref(target),
        through=ref(through),
        through_label=f"school.{ref(through).name}",
        source_key=key(source, owner),
        target_key=key(to, target),
        symmetrical=False,
        unique=True,
        required=(),
        through_manager="objects",
        through_manager_filters=False,
        target_manager="objects",
        target_manager_filters=False,
        m2m_changed=(),
        save_receivers=(),
        delete_receivers=(),
        custom_save=None,
        through_parents=False,
        order_with_respect_to=False,
        field_class="django.db.models.fields.related.ManyToManyField",
        target_children_keys=False,
    )


def make_map(models: list[Model], relations: list[Relation], user: str | None = None) -> RelationMap:
    """Return a map of them."""
    return RelationMap(
        django="5.2",
        relations_from="hand",
        relations=tuple(relations),
        models={item.ref: item for item in models},
        user_model=ref(user) if user else None,
    )


COURSE_MANAGER = ("school.models:CourseManager", "school.querysets:CourseQuerySet")

SCHOOL = make_map(
    [
        model(
            "Course",
            {"students": "through", "teacher": "-> Teacher", "enrollment_set": "* Enrollment", "name": "="},
            managers={"objects": COURSE_MANAGER, "plain": (str(MANAGER), str(QUERYSET))},
        ),
        model("Seminar", {"students": "through", "teacher": "-> Teacher", "room": "="}, bases=("Course",)),
        model("Student", {"courses": "through", "clubs": "* Club", "enrollment_set": "* Enrollment", "name": "="}),
        model("Enrollment", {"course": "-> Course", "student": "-> Student", "grade": "="}),
        model("Teacher", {"course_set": "* Course", "students": "* Student", "user": "-> User"}),
        model("Club", {"members": "through", "students": "* Student"}),
        model("ClubMember", {"club": "-> Club", "student": "-> Student"}),
        model("User", {"friends": "through", "teacher": "-> Teacher"}),
        model("Friendship", {"first": "-> User", "second": "-> User"}),
        model("Base", {}, abstract=True, managers={}),
        model("Choir", {"singers": "through"}, bases=("Base",)),
        model("Band", {"singers": "through"}, bases=("Base",)),
        model("Singing", {"choir": "-> Choir", "student": "-> Student"}),
        model("Playing", {"band": "-> Band", "student": "-> Student"}),
        model("other.models:Course", {"students": "* Student"}),
    ],
    [
        relation("Course", "students", "Student", "Enrollment", "course", "student"),
        relation("Student", "courses", "Course", "Enrollment", "student", "course"),
        relation("Club", "members", "Student", "ClubMember", "club", "student"),
        relation("User", "friends", "User", "Friendship", "first", "second"),
        relation("Choir", "singers", "Student", "Singing", "choir", "student"),
        relation("Band", "singers", "Student", "Playing", "band", "student"),
    ],
    user="User",
)
