"""Does the relation map answer by inheritance, survive its JSON form, and print as a table?"""

import json
import pickle

import pytest

from through_codemod.relations import (
    Attribute,
    AttributeKind,
    Direction,
    Manager,
    MapError,
    Model,
    ModelRef,
    Relation,
    RelationMap,
    ThroughKey,
)
from through_codemod.report.relations import relations_table

PERSON = ModelRef("school.models", "Person")
STUDENT = ModelRef("school.models", "Student")
COURSE = ModelRef("school.models", "Course")
ENROLLMENT = ModelRef("school.models", "Enrollment")
EVENT = ModelRef("school.bases", "Event")
OBJECTS = Manager(
    "objects", ModelRef("django.db.models.manager", "Manager"), ModelRef("django.db.models.query", "QuerySet"), False
)


def model(ref: ModelRef, *bases: ModelRef, abstract: bool = False, accessors: tuple[str, ...] = ()) -> Model:
    inherited = {name: Attribute(AttributeKind.ACCESSOR, COURSE) for name in accessors}
    return Model(
        ref=ref,
        label=f"school.{ref.name}",
        abstract=abstract,
        proxy=False,
        bases=bases,
        primary_key="" if abstract else "id",
        default_manager="objects",
        managers=(OBJECTS,),
        attributes={} if abstract else {"pk": Attribute(AttributeKind.KEY, ref, "id"), **inherited},
    )


def key(name: str, ref: ModelRef, **changes: object) -> ThroughKey:
    values: dict[str, object] = {
        "field": name,
        "attname": f"{name}_id",
        "model": ref,
        "target": "id",
        "primary_key": True,
        "null": False,
        "one_to_one": False,
        "reverse": "enrollment_set",
    }
    return ThroughKey(**{**values, **changes})  # type: ignore[arg-type]


def relation(**changes: object) -> Relation:
    values: dict[str, object] = {
        "owner": COURSE,
        "accessor": "people",
        "field": "school.Course.people",
        "direction": Direction.FORWARD,
        "target": PERSON,
        "through": ENROLLMENT,
        "through_label": "school.Enrollment",
        "source_key": key("course", COURSE),
        "target_key": key("person", PERSON),
        "symmetrical": False,
        "unique": True,
        "required": (),
        "through_manager": "objects",
        "through_manager_filters": False,
        "target_manager": "objects",
        "target_manager_filters": False,
        "m2m_changed": (),
        "save_receivers": (),
        "delete_receivers": (),
        "custom_save": None,
        "through_parents": False,
        "order_with_respect_to": False,
        "field_class": "django.db.models.fields.related.ManyToManyField",
        "target_children_keys": False,
    }
    return Relation(**{**values, **changes})  # type: ignore[arg-type]


FORWARD = relation()
REVERSE = relation(
    owner=PERSON,
    accessor="course_set",
    direction=Direction.REVERSE,
    target=COURSE,
    source_key=FORWARD.target_key,
    target_key=FORWARD.source_key,
)


def relation_map(*relations: Relation, **changes: object) -> RelationMap:
    models = [
        model(PERSON),
        model(STUDENT, PERSON, accessors=("course_set",)),
        model(EVENT, abstract=True),
        model(COURSE, EVENT),
        model(ENROLLMENT),
    ]
    values: dict[str, object] = {
        "django": "5.2.1",
        "relations_from": "live",
        "relations": relations,
        "models": {item.ref: item for item in models},
        "user_model": PERSON,
    }
    return RelationMap(**{**values, **changes})  # type: ignore[arg-type]


MAP = relation_map(FORWARD, REVERSE)


def test_model_ref_and_its_text() -> None:
    assert str(ModelRef("school.models", "Outer.Inner")) == "school.models:Outer.Inner"
    assert ModelRef.parse("school.models:Outer.Inner") == ModelRef("school.models", "Outer.Inner")


def test_find() -> None:
    assert MAP.find(COURSE, "people") == FORWARD
    assert MAP.find(COURSE, "course_set") is None
    assert MAP.find(PERSON, "course_set") == REVERSE


def test_find_looks_at_bases() -> None:
    assert MAP.find(STUDENT, "course_set") == REVERSE


def test_find_where_a_model_has_something_else_by_the_name() -> None:
    overriding = model(STUDENT, PERSON)
    assert (
        relation_map(FORWARD, REVERSE, models={**MAP.models, STUDENT: overriding}).find(STUDENT, "course_set") is None
    )


def test_find_for_an_unknown_model() -> None:
    assert MAP.find(ModelRef("elsewhere", "Course"), "people") is None


def test_accessors() -> None:
    assert MAP.accessors == {"people", "course_set"}


def test_by_label_in_any_case() -> None:
    assert MAP.by_label("school.course") == COURSE
    assert MAP.by_label("School.Course") == COURSE
    assert MAP.by_label("school.Event") is None


def test_concrete() -> None:
    assert MAP.concrete(EVENT) == (COURSE,)
    assert MAP.concrete(PERSON) == (PERSON,)
    assert MAP.concrete(ModelRef("elsewhere", "Event")) == ()


def test_is_a() -> None:
    assert MAP.is_a(STUDENT, PERSON)
    assert MAP.is_a(PERSON, PERSON)
    assert not MAP.is_a(PERSON, STUDENT)


def test_manager() -> None:
    assert MAP.models[COURSE].manager("objects") == OBJECTS
    assert MAP.models[COURSE].manager("nothing") is None


@pytest.mark.parametrize(
    "original",
    [
        MAP,
        relation_map(),
        relation_map(
            relation(
                required=("grade",),
                m2m_changed=("school.signals.on_change",),
                custom_save="school.models.Enrollment.save",
                target_save=("school.models.Person.save",),
                through_keywords=("course", "grade"),
                target_key=key("person", PERSON, target="email", primary_key=False, null=True, reverse=None),
            ),
            user_model=None,
            databases=("default", "replica"),
            routers=("school.routing.Replica",),
            places={"school.signals.on_change": "school/signals.py:9"},
        ),
    ],
    ids=["two-directions", "empty", "every-kind-of-value"],
)
def test_json_form_gives_the_map_back(original: RelationMap) -> None:
    assert RelationMap.from_json(original.to_json(), "live") == original
    assert RelationMap.from_json(original.to_json().encode(), "live") == original


def test_a_map_from_a_file_says_so() -> None:
    assert RelationMap.from_json(MAP.to_json(), "relations.json").relations_from == "relations.json"


def test_a_map_travels_between_processes() -> None:
    assert pickle.loads(pickle.dumps(MAP)) == MAP


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "relations.json: not JSON"),
        ("[]", "no relation map; `relations --output-format json -o FILE` makes one"),
        ('{"format": "1"}', "no relation map"),
        (
            '{"format": 1}',
            "an earlier version of through-codemod made this map .format 1; 3 is needed.; `relations --out",
        ),
        ('{"format": 99}', "a later version of through-codemod made this map .format 99; this one reads 3.; install"),
        ('{"format": 3}', "incomplete relation map"),
        (
            json.dumps({**json.loads(MAP.to_json()), "relations": [{"owner": "school.models:Course"}]}),
            "incomplete relation map",
        ),
        (json.dumps({**json.loads(MAP.to_json()), "models": [1]}), "incomplete relation map"),
        (json.dumps({**json.loads(MAP.to_json()), "apps": ["shop"]}), "incomplete relation map"),
        (json.dumps({**json.loads(MAP.to_json()), "apps": {"shop": 1}}), "incomplete relation map"),
    ],
)
def test_text_that_is_no_map(text: str, message: str) -> None:
    with pytest.raises(MapError, match=message):
        RelationMap.from_json(text, "relations.json")


# As a table


def test_table() -> None:
    assert relations_table(MAP).splitlines() == [
        "accessor                  direction  target         through            pair    notes",
        "school.Course.people      forward    school.Person  school.Enrollment  unique",
        "school.Person.course_set  reverse    school.Course  school.Enrollment  unique",
        "",
        "2 accessors of 1 ManyToManyField through 1 custom model (5 models, Django 5.2.1, relations from live)",
    ]


def test_table_of_nothing() -> None:
    assert relations_table(relation_map()) == (
        "No ManyToManyField here has a custom through model, so there is nothing to rewrite "
        "(5 models, Django 5.2.1, relations from live)."
    )


@pytest.mark.parametrize(
    ("changes", "note"),
    [
        ({"m2m_changed": ("school.signals.a", "school.signals.b")}, "m2m_changed: school.signals.a, school.signals.b"),
        ({"save_receivers": ("school.signals.a",)}, "save signals: school.signals.a"),
        ({"delete_receivers": ("school.signals.a",)}, "delete signals: school.signals.a"),
        ({"custom_save": "school.models.Enrollment.save"}, "runs on save: school.models.Enrollment.save"),
        ({"target_save": ("school.models.Person.save",)}, "runs when a target is saved: school.models.Person.save"),
        ({"through_manager": "links"}, "through manager: links"),
        ({"through_manager_filters": True}, "the through model's default manager filters"),
        ({"target_manager_filters": True}, "the target's default manager filters"),
        ({"target_key": key("person", PERSON, null=True)}, "person is nullable"),
        (
            {"target_key": key("person", PERSON, target="email", primary_key=False)},
            "person holds Person.email",
        ),
        ({"required": ("grade", "term")}, "required: grade, term"),
        ({"symmetrical": True}, "symmetrical"),
        ({"through_parents": True}, "the through model is a multi-table child"),
        ({"order_with_respect_to": True}, "order_with_respect_to"),
        ({"target_children_keys": True}, "children of the target have keys of their own"),
        ({"field_class": "sorted.SortedField"}, "field: sorted.SortedField"),
        ({"unique": False}, "not unique"),
    ],
)
def test_notes(changes: dict[str, object], note: str) -> None:
    row = relations_table(relation_map(relation(**changes))).splitlines()[1]
    assert row.endswith("  " + note)


def test_table_names_databases_and_routers() -> None:
    lines = relations_table(
        relation_map(FORWARD, databases=("default", "replica"), routers=("school.routing.Replica",))
    ).splitlines()
    assert lines[-3:-1] == ["databases: default, replica", "routers: school.routing.Replica"]
