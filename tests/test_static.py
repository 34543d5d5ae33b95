"""Does reading the sources alone show what Django makes of them, say what it cannot know, and execute nothing?"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from command_line import through_codemod
from maps_compared import differences, static_map
from static_shapes import LINK, SHAPES, START, write_shapes

from through_codemod.maps import projects_apart
from through_codemod.relations import AttributeKind, ModelRef, Relation, RelationMap
from through_codemod.relations.live import load_relations
from through_codemod.relations.location import Interpreter, packages_of
from through_codemod.relations.static import NO_SETTINGS, RUN_TIME, Sources, read_relations
from through_codemod.relations.static.candidates import candidates
from through_codemod.relations.static.modules import Modules
from through_codemod.relations.static.settings import read_settings

MODELS = START + "\nclass Student(models.Model):\n    pass\n\nclass Course(models.Model):\n"
COURSE = MODELS + '    students = models.ManyToManyField(Student, through="Enrollment")\n'
SETTINGS = "INSTALLED_APPS = ['people', 'school', 'other']"
SCHOOL = COURSE + LINK.format(through="Enrollment", one="Course", two="Student")


@pytest.fixture(autouse=True)
def _no_project_around(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DJANGO_SETTINGS_MODULE", "DJANGO_CONFIGURATION", "VIRTUAL_ENV"):
        monkeypatch.delenv(name, raising=False)


def write(root: Path, files: dict[str, str]) -> Path:
    """Write the files, and an `__init__.py` beside each that is in a folder."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        for folder in [folder for folder in path.parents if folder != root and folder.is_relative_to(root)]:
            (folder / "__init__.py").touch()
    return root


def alone(root: Path, settings: str | None = None) -> RelationMap:
    """Return the map of a project without an environment: not even Django is there."""
    files = [str(path) for path in sorted(root.rglob("*.py"))]
    return read_relations(Sources(files, [root], (), settings))


def named(found: RelationMap) -> set[str]:
    return {f"{item.owner.name}.{item.accessor}" for item in found.relations}


def relation(found: RelationMap, name: str) -> Relation:
    return next(item for item in found.relations if f"{item.owner.name}.{item.accessor}" == name)


# What Django makes of it


@pytest.fixture(scope="module")
def shapes(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """In what the static map of all shapes differs from the live one."""
    root = write_shapes(tmp_path_factory.mktemp("shapes"))
    live = load_relations(root, "shapes_settings", sys.executable)
    return differences(live, static_map(root, "shapes_settings"))


@pytest.mark.parametrize("app", SHAPES)
def test_shapes(shapes: list[str], app: str) -> None:
    assert [line for line in shapes if app in line] == []


def test_all_else_about_the_shapes(shapes: list[str]) -> None:
    assert [line for line in shapes if not any(app in line for app in SHAPES)] == []


# Without an environment, without settings


def test_without_django(tmp_path: Path) -> None:
    root = write(
        tmp_path, {"school/models.py": SCHOOL.replace("(Student,", '("auth.User",').replace("Student,", "'auth.User',")}
    )
    found = alone(root)
    assert named(found) == {"Course.students", "User.course_set"}
    assert (found.django, found.user_model) == ("", ModelRef("django.contrib.auth.models", "User"))
    assert found.models[ModelRef("django.contrib.auth.models", "Group")].label == "auth.Group"
    assert relation(found, "Course.students").doubts == ()


def test_user_model_without_django(tmp_path: Path) -> None:
    people = """
from django.contrib.auth.models import AbstractUser
from django.db import models

class Person(AbstractUser):
    friends = models.ManyToManyField("self", through="Friend")
""" + LINK.format(through="Friend", one="Person", two="Person").replace("CASCADE)", 'CASCADE, related_name="+")')
    root = write(
        tmp_path, {"people/models.py": people, "config.py": "INSTALLED_APPS = []\nAUTH_USER_MODEL = 'people.Person'"}
    )
    found = alone(root)
    assert found.user_model == ModelRef("people.models", "Person")
    person = found.models[ModelRef("people.models", "Person")]
    assert person.default_manager == "objects"
    assert {"username", "groups", "email", "pk"} <= person.attributes.keys()
    assert person.attributes["friends"].kind is AttributeKind.ACCESSOR
    assert ModelRef("django.contrib.auth.models", "User") not in found.models


def test_apps_in_a_folder_that_is_put_on_the_path(tmp_path: Path) -> None:
    """A package lies around them, but the project calls them by their names from within."""
    courses = COURSE.replace("class Student(models.Model):\n    pass\n", "from people.models import Student")
    files = {
        "apps/__init__.py": "",
        "apps/people/models.py": START + "\nclass Student(models.Model):\n    pass\n",
        "apps/school/models.py": courses + LINK.format(through="Enrollment", one="Course", two="Student"),
        "apps/school/views.py": "from people.models import Student\nfrom school.models import Course\n",
        "config.py": "INSTALLED_APPS = [name for name in APPS]",
    }
    found = relation(alone(write(tmp_path, files)), "Course.students")
    assert (found.through, found.target.module) == (ModelRef("school.models", "Enrollment"), "people.models")
    (tmp_path / "apps/school/views.py").write_text("import apps.people.models, apps.school\n" * 2 + "import apps.a\n")
    found = relation(alone(tmp_path), "Course.students")
    assert (found.through.module, found.target.module) == ("apps.school.models", "apps.people.models")


def test_relative_imports_tell_that_a_folder_is_a_package(tmp_path: Path) -> None:
    """Where its own modules reach an app relatively, another project beside it may still have the app on its path."""
    files = {
        "tests/__init__.py": "",
        "tests/school/models.py": COURSE + LINK.format(through="Enrollment", one="Course", two="Student"),
        "tests/test_one.py": "from .school.models import Course\n",
        "tests/more/test_two.py": "def test():\n    from ..school import models\n",
        "project/urls.py": "import school.urls\n",
        "config.py": "INSTALLED_APPS = ['school']",
    }
    assert relation(alone(write(tmp_path, files)), "Course.students").through.module == "tests.school.models"
    (tmp_path / "tests/test_one.py").unlink()
    (tmp_path / "project/wsgi.py").write_text("import school.views\n")
    assert relation(alone(tmp_path), "Course.students").through.module == "school.models"


def test_models_behind_a_base_of_somebody_elses(tmp_path: Path) -> None:
    """Fields tell what they are, and those that inherit from such a class are models as well."""
    people = """from behaviors import behaviors
from django.db import models

class Person(behaviors.Timestamped):
    name = models.CharField(max_length=9)

class Student(Person):
    pass
"""
    school = SCHOOL.replace("(Student,", "('people.Student',").replace("Student,", "'people.Student',")
    found = alone(write(tmp_path, {"people/models.py": people, "school/models.py": school, "config.py": SETTINGS}))
    assert relation(found, "Course.students").target == ModelRef("people.models", "Student")
    assert relation(found, "Course.students").doubts == (
        "behaviors.behaviors.Timestamped, a base class of people.Student, was not found",
    )


def test_models_by_the_names_of_settings(tmp_path: Path) -> None:
    """https://github.com/openwisp/django-swappable-models"""
    text = SCHOOL.replace('"Enrollment"', 'get_model_name("school", "Enrollment")')
    root = write(tmp_path, {"school/models.py": "from swapper import get_model_name\n" + text, "config.py": SETTINGS})
    assert relation(alone(root), "Course.students").through_label == "school.Enrollment"
    link = LINK.format(through="Enrollment", one="'school.Course'", two="'school.Student'")
    files = {"other/models.py": START + link, "config.py": f"{SETTINGS}\nSCHOOL_ENROLLMENT_MODEL = 'other.Enrollment'"}
    assert relation(alone(write(root, files)), "Course.students").through_label == "other.Enrollment"
    swappable = "\n    class Meta:\n        swappable = swapper.swappable_setting('school', 'Enrollment')\n"
    (root / "school/models.py").write_text(f"import swapper\nfrom swapper import get_model_name\n{text}{swappable}")
    labels = {model.label for model in alone(root).models.values()}
    assert "other.Enrollment" in labels
    assert "school.Enrollment" not in labels


def test_modules_that_import_each_other_through_their_package(tmp_path: Path) -> None:
    files = {
        "school/models/__init__.py": "from .students import *\nfrom .courses import *\nfrom .enrollments import *\n",
        "school/models/students.py": START + "\nclass Student(models.Model):\n    pass\n",
        "school/models/courses.py": COURSE.replace(
            "class Student(models.Model):\n    pass\n", "from school.models import Student\n"
        ),
        "school/models/enrollments.py": "from school.models import Course, Student\n"
        + START
        + LINK.format(through="Enrollment", one="Course", two="Student"),
    }
    assert named(alone(write(tmp_path, files))) == {"Course.students", "Student.course_set"}


def test_base_that_get_user_model_returns(tmp_path: Path) -> None:
    text = """from django.contrib.auth import get_user_model

class Student(get_user_model()):
    class Meta:
        proxy = True
"""
    school = SCHOOL.replace("class Student(models.Model):\n    pass\n", text)
    found = alone(write(tmp_path, {"school/models.py": school}))
    assert relation(found, "Course.students").target == ModelRef("school.models", "Student")
    assert relation(found, "Course.students").doubts == ()


@pytest.mark.parametrize("cls", ["ParentalKey", "TreeForeignKey", "AutoOneToOneField"])
def test_keys_of_somebody_elses(tmp_path: Path, cls: str) -> None:
    text = SCHOOL.replace("one = models.ForeignKey(", f"one = {cls}(")
    found = alone(write(tmp_path, {"school/models.py": f"from others.fields import {cls}\n{text}"}))
    students = relation(found, "Course.students")
    assert students.source_key.one_to_one is (cls == "AutoOneToOneField")
    assert f"of Enrollment.one, the field class others.fields.{cls} was not found" in students.doubts


def test_field_class_that_calls_its_parent_by_name(tmp_path: Path) -> None:
    text = SCHOOL.replace("one = models.ForeignKey(", "one = Key(").replace(
        "class Student",
        "class Key(models.ForeignKey):\n"
        "    def __init__(self, *args, **kwargs):\n"
        "        models.ForeignKey.__init__(self, *args, **kwargs)\n\nclass Student",
    )
    found = relation(alone(write(tmp_path, {"school/models.py": text})), "Course.students")
    assert (found.source_key.field, found.source_key.model.name) == ("one", "Course")


def test_field_classes_with_types_in_brackets(tmp_path: Path) -> None:
    # https://github.com/typeddjango/django-stubs/tree/master/django_stubs_ext makes them generic at run time too
    text = SCHOOL.replace("ManyToManyField(", 'ManyToManyField["Student", "Enrollment"](')
    text = text.replace("one = models.ForeignKey(", 'one = models.ForeignKey["Course"](')
    found = relation(alone(write(tmp_path, {"school/models.py": text})), "Course.students")
    assert (found.source_key.field, found.target_key.field, found.doubts) == ("one", "two", ())


def test_configuration_whose_name_is_computed(tmp_path: Path) -> None:
    config = """from django.apps import AppConfig as Base

class AppConfig(Base):
    name = __name__.rpartition(".")[0]
    label = "learning"
"""
    text = SCHOOL.replace("(Student,", "('learning.Student',")
    found = alone(write(tmp_path, {"school/models.py": text, "school/apps.py": config}))
    assert relation(found, "Course.students").through_label == "learning.Enrollment"


def test_settings_that_are_each_ones_own(tmp_path: Path) -> None:
    """`manage.py` names a module that everybody is to make: what it would import from is read."""
    people = "from django.contrib.auth.models import AbstractUser\n\nclass Person(AbstractUser):\n    pass\n"
    files = {"people/models.py": people, "site/common.py": f"{SETTINGS}\nAUTH_USER_MODEL = 'people.Person'"}
    assert alone(write(tmp_path, files), "site.settings").user_model == ModelRef("people.models", "Person")


def test_field_that_is_added_to_the_user_model(tmp_path: Path) -> None:
    text = """from django.contrib.auth import get_user_model
from django.db import models

User = get_user_model()
""" + LINK.format(through="Contact", one="'auth.User'", two="'auth.User'").replace(
        "CASCADE)", 'CASCADE, related_name="+")'
    )
    text += "User.add_to_class('following', models.ManyToManyField('self', through=Contact, symmetrical=False))\n"
    found = alone(write(tmp_path, {"account/models.py": text}))
    assert named(found) == {"User.following", "User.user_set"}
    assert (
        "account.models (User.following) adds following to User at run time" in relation(found, "User.following").doubts
    )


def test_base_class_that_is_not_there(tmp_path: Path) -> None:
    text = SCHOOL.replace("class Enrollment(models.Model)", "class Enrollment(nowhere.models.Stamped)")
    root = write(tmp_path, {"school/models.py": "import nowhere.models\n" + text})
    found = relation(alone(root), "Course.students")
    assert found.doubts == ("nowhere.models.Stamped, a base class of school.Enrollment, was not found",)


@pytest.mark.parametrize(
    "name", ["nowhere.models.CourseManager", "nowhere.models.Stamped.Manager", "x.models.QuerySet"]
)
def test_managers_with_a_base_that_is_not_there_are_no_models(tmp_path: Path, name: str) -> None:
    managers = f"import nowhere.models, x.models\n\nclass Managers({name}):\n    pass\n\n"
    found = alone(write(tmp_path, {"school/models.py": SCHOOL.replace(START, START + managers)}))
    assert ModelRef("school.models", "Course") in found.models
    assert ModelRef("school.models", "Managers") not in found.models


@pytest.mark.parametrize(
    ("line", "doubt"),
    [
        ("class Enrollment(models.Model, metaclass=Meta)", "school.Enrollment has the metaclass school.models.Meta"),
        (
            "    objects = nowhere.StrangeManager()",
            "of the manager Enrollment.objects, the class nowhere.StrangeManager",
        ),
        ("    tracker = nowhere.Tracker()", "Enrollment.tracker is made by nowhere.Tracker, which was not found"),
        ("    at = nowhere.StampField()", "of Enrollment.at, the field class nowhere.StampField was not found"),
        ("    for name in 'ab': locals()[name] = models.IntegerField()", "the body of Enrollment is computed"),
        ("    at = stamp()", "of Enrollment.at, stamp() makes it"),
        ("    class Meta(nowhere.Meta): pass", "of Enrollment, its Meta inherits from nowhere.Meta"),
        ("    Meta = meta()", "of Enrollment, its Meta is computed"),
        ("    class Meta:\n        if True: managed = False", "of Enrollment, its Meta is computed"),
    ],
)
def test_doubts(tmp_path: Path, line: str, doubt: str) -> None:
    before = (
        "import nowhere\n\nclass Meta(type(models.Model)): pass\n\ndef stamp():\n    return models.IntegerField()\n"
    )
    text = SCHOOL.replace(START, START + before)
    text = text.replace("class Enrollment(models.Model)", line) if line.startswith("class") else f"{text}{line}\n"
    [found] = {
        relation(alone(write(tmp_path, {"school/models.py": text})), name).doubts for name in ("Course.students",)
    }
    assert [item for item in found if item.startswith(doubt)] == list(found)
    assert found


@pytest.mark.parametrize(
    ("line", "doubtful"),
    [
        ("text = nowhere.RichTextField()", False),
        ("text = stamp()", False),
        ("code = nowhere.CodeField(primary_key=True)", True),
        ("code = nowhere.CodeField()\n    other = nowhere.OddForeignKey('school.Course', models.CASCADE)", True),
    ],
)
def test_fields_of_the_target(tmp_path: Path, line: str, doubtful: bool) -> None:
    """What a column of the target holds makes no difference to rows that only point at it, its key's does."""
    before = "import nowhere\n\ndef stamp():\n    return models.IntegerField()\n"
    text = SCHOOL.replace(START, START + before).replace(
        "class Student(models.Model):\n    pass\n", f"class Student(models.Model):\n    {line}\n"
    )
    found = alone(write(tmp_path, {"school/models.py": text}))
    assert bool(relation(found, "Course.students").doubts) is doubtful
    assert [item for item in relation(found, "Course.students").doubts if "Student.code" in item] == (
        ["of Student.code, the field class nowhere.CodeField was not found"] if "primary_key" in line else []
    )


@pytest.mark.parametrize("manager", ["taggit.managers.TaggableManager", "Tags"])
def test_the_field_for_tags_is_no_manager(tmp_path: Path, manager: str) -> None:
    before = "import taggit.managers\n\nclass Tags(taggit.managers.TaggableManager): pass\n"
    text = SCHOOL.replace(START, START + before) + f"    tags = {manager}(blank=True)\n"
    found = alone(write(tmp_path, {"school/models.py": text}))
    enrollment = found.models[ModelRef("school.models", "Enrollment")]
    assert [item.name for item in enrollment.managers] == ["objects"] == [enrollment.default_manager]
    assert not relation(found, "Course.students").through_manager_filters
    assert relation(found, "Course.students").doubts == ()


def test_a_doubt_makes_a_site_unsafe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = SCHOOL + "    objects = nowhere.StrangeManager()\n"
    views = "from school.models import Course, Student\n\n\ndef run(course: Course, student: Student):\n"
    write(
        tmp_path,
        {"school/models.py": f"import nowhere\n{text}", "views.py": f"{views}    course.students.add(student)\n"},
    )
    monkeypatch.chdir(tmp_path)
    ended = through_codemod("check", "--static", "--output-format", "json")
    [finding] = json.loads(ended.output)["findings"]
    assert finding["applicability"] == "unsafe"
    assert "unread-source" in [caveat["name"] for caveat in finding["caveats"]]


def test_what_is_added_from_outside(tmp_path: Path) -> None:
    adding = """
from django.db import models
from school.models import Course, Student

Course.add_to_class("helpers", models.ManyToManyField(Student, through="school.Enrollment", related_name="helps"))
models.IntegerField(default=0).contribute_to_class(Course, "size")
"""
    text = SCHOOL.replace('    students = models.ManyToManyField(Student, through="Enrollment")\n', "    pass\n")
    found = alone(write(tmp_path, {"school/models.py": text, "more/adding.py": adding}))
    assert named(found) == {"Course.helpers", "Student.helps"}
    assert relation(found, "Student.helps").doubts == (
        "more.adding (Course.helpers) adds helpers to Course at run time",
        "more.adding (Course.size) adds size to Course at run time",
    )
    assert "size" in found.models[ModelRef("school.models", "Course")].attributes


ADDED = 'models.ManyToManyField(Student, through="school.Enrollment", related_name="helps")'


@pytest.mark.parametrize(
    "adding",
    [
        'Course.add_to_class(f"{KIND}ers", {})',
        'Course.add_to_class(KIND + "ers", {})',
        '{}.contribute_to_class(Course, "%sers" % KIND)',
    ],
)
def test_a_name_of_what_is_added_may_be_put_together(tmp_path: Path, adding: str) -> None:
    imports = "from django.db import models\nfrom school.models import Course, Student\n\nKIND = 'help'\n"
    text = SCHOOL.replace('    students = models.ManyToManyField(Student, through="Enrollment")\n', "    pass\n")
    files = {"school/models.py": text, "more/adding.py": imports + adding.replace("{}", ADDED)}
    assert named(alone(write(tmp_path, files))) == {"Course.helpers", "Student.helps"}


@pytest.mark.parametrize("adding", ["Course.add_to_class(name(), {})", "f().add_to_class('helpers', {})"])
def test_what_is_added_nobody_knows_where_is_told(tmp_path: Path, adding: str) -> None:
    imports = "from django.db import models\nfrom school.models import Course, Student\n\n"
    files = {"school/models.py": SCHOOL, "more/adding.py": imports + adding.replace("{}", ADDED)}
    found = alone(write(tmp_path, files))
    assert named(found) == {"Course.students", "Student.course_set"}
    assert found.doubts[-1].startswith("more.adding (")
    plain = files["more/adding.py"].replace(', through="school.Enrollment"', "")
    assert alone(write(tmp_path, {**files, "more/adding.py": plain})).doubts == (RUN_TIME, NO_SETTINGS)


@pytest.mark.parametrize(
    "setting",
    [
        'setattr(Course, "students", Descriptor())',
        "Course.students = Descriptor()",
        'try:\n    setattr(Course, "students", Descriptor())\nfinally:\n    pass',
        'class Config:\n    def ready(self):\n        setattr(Course, "students", Descriptor())',
    ],
)
def test_an_accessor_that_is_set_anew_is_not_django_s(tmp_path: Path, setting: str) -> None:
    text = f"from school.models import Course\n\nclass Descriptor:\n    pass\n\n{setting}\n"
    found = alone(write(tmp_path, {"school/models.py": SCHOOL, "more/setting.py": text}))
    assert relation(found, "Course.students").field_class == "more.setting.Descriptor"
    assert relation(found, "Student.course_set").field_class == "django.db.models.fields.related.ManyToManyField"


def test_an_accessor_that_a_function_sets_anew_may_stay_as_it_is(tmp_path: Path) -> None:
    text = "from school.models import Course\n\ndef test():\n    setattr(Course, 'students', None)\n"
    found = alone(write(tmp_path, {"school/models.py": SCHOOL, "more/setting.py": text}))
    assert relation(found, "Course.students").field_class == "django.db.models.fields.related.ManyToManyField"


@pytest.mark.parametrize(
    ("written", "doubt"),
    [
        ('"nowhere.Enrollment"', "school.Course.students: no model 'nowhere.Enrollment' was found"),
        ("make()", "school.Course.students: no model make() was found"),
        ("Student", "school.Course.students: no model school.Student with foreign keys to both sides was found"),
    ],
)
def test_a_through_model_that_is_not_found_is_told(tmp_path: Path, written: str, doubt: str) -> None:
    text = SCHOOL.replace('through="Enrollment"', f"through={written}")
    found = alone(write(tmp_path, {"school/models.py": text}))
    assert named(found) == {"Course.students", "Student.course_set"}
    line = next(number for number, line in enumerate(text.splitlines(), 1) if "through=" in line)
    missing = f"{doubt.partition(': ')[2]} for the field in school/models.py:{line}"
    assert [item.unread for item in found.relations] == [missing, missing]
    assert relation(found, "Student.course_set").target == ModelRef("school.models", "Course")
    assert RelationMap.from_json(found.to_json(), "static") == found
    assert found.doubts == (RUN_TIME, NO_SETTINGS, f"{doubt}, so that writes through it are left")


@pytest.mark.parametrize(
    ("to", "through"), [("Student", "make()"), ("Student", '"nowhere.Enrollment"'), ("make()", '"Enrollment"')]
)
def test_writes_through_a_model_that_is_not_found_are_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, to: str, through: str
) -> None:
    text = SCHOOL.replace('(Student, through="Enrollment"', f"({to}, through={through}")
    views = "from school.models import Course\n\n\ndef run(course: Course, student):\n"
    write(tmp_path, {"school/models.py": text, "views.py": f"{views}    course.students.add(student)\n"})
    monkeypatch.chdir(tmp_path)
    ended = through_codemod("check", "--static", "--output-format", "json")
    [finding] = json.loads(ended.output)["findings"]
    assert (finding["applicability"], finding["reason"]["name"]) == ("left", "unread-through")
    assert "school/models.py:" in finding["reason"]["message"]
    assert (finding["relation"], finding["receiver_model"]) == ("school.Course.students", "school.Course")


@pytest.mark.parametrize("to", ["Student", '"people.Student"', "people_models.Student"])
@pytest.mark.parametrize("key", ["Student", '"people.Student"', '"PEOPLE.student"'])
def test_a_target_that_is_not_found_has_a_model_stand_in_for_it(tmp_path: Path, to: str, key: str) -> None:
    imports = "from people.models import Student\nimport people.models as people_models\n"
    own = SCHOOL.replace("class Student(models.Model):\n    pass\n", "")
    text = own.replace("(Student, through", f"({to}, through").replace("(Student, models", f"({key}, models")
    text = imports + text
    found = alone(write(tmp_path, {"school/models.py": text}))
    students = relation(found, "Course.students")
    assert students.target == ModelRef("people.models", "Student")
    assert (students.source_key.field, students.target_key.field) == ("one", "two")
    assert students.doubts == (
        "people.models.Student was not found: its key, its managers and who hears of it are not known",
    )
    courses = relation(found, "Student.course_set")
    assert (courses.target, courses.doubts) == (ModelRef("school.models", "Course"), students.doubts)
    assert found.doubts == (RUN_TIME, NO_SETTINGS)


@pytest.mark.parametrize(
    ("to", "key", "same"),
    [
        ("hall.people", "people", True),
        ("people", "hall.people", True),
        ("hall.people", "hall.people.models.pupils", True),
        ("hall.people.models", "hall.people", True),
        ("hall.people", "yard.people.models.pupils", False),
        ("hall.people", "hall.people.pupils", False),
        ("people", "town_people", False),
    ],
)
def test_a_target_that_is_not_found_may_be_imported_by_several_paths(
    tmp_path: Path, to: str, key: str, same: bool
) -> None:
    own = SCHOOL.replace("class Student(models.Model):\n    pass\n", "")
    text = own.replace("(Student, models", "(Pupil, models")
    imports = f"from {to} import Student\nfrom {key} import Student as Pupil\n"
    found = alone(write(tmp_path, {"school/models.py": imports + text}))
    assert all(not item.unread for item in found.relations) is same
    assert relation(found, "Course.students").target == ModelRef(to, "Student")


def test_a_path_that_may_lead_to_several_models_leads_to_none(tmp_path: Path) -> None:
    own = SCHOOL.replace("class Student(models.Model):\n    pass\n", "")
    imports = (
        "from hall.people import Student\nfrom yard.people import Student as Kin\nfrom people import Student as Pupil\n"
    )
    text = imports + own.replace("(Student, models", "(Pupil, models")
    text += """
class Kinship(models.Model):
    kin = models.ForeignKey(Kin, models.CASCADE)
    hall = models.ForeignKey("Hall", models.CASCADE)
class Hall(models.Model):
    kins = models.ManyToManyField(Kin, through=Kinship)
"""
    found = alone(write(tmp_path, {"school/models.py": text}))
    assert not relation(found, "Hall.kins").unread
    assert relation(found, "Course.students").unread


@pytest.mark.parametrize("swaps", [True, False])
def test_no_model_stands_in_for_one_whose_place_another_takes(tmp_path: Path, swaps: bool) -> None:
    """A field that leads to a model which is swapped out is an error of Django's, fields.E301."""
    text = SCHOOL.replace("    pass\n", "    class Meta:\n        swappable = 'STUDENT_MODEL'\n", 1)
    text = text.replace("(Student,", "('school.Student',")
    settings = f"INSTALLED_APPS = ['school']\nSTUDENT_MODEL = 'school.{'Pupil' if swaps else 'Student'}'\n"
    found = alone(write(tmp_path, {"school/models.py": text, "config.py": settings}))
    assert "Student" in text.partition("swappable")[0]
    assert bool(relation(found, "Course.students").unread) is swaps


@pytest.mark.parametrize(
    ("to", "models"),
    [
        ('"people.Student.x"', ""),
        ("make()", ""),
        ("elsewhere.people.models.Student", "class Student(models.Model):\n    pass\n"),
    ],
)
def test_no_model_stands_in_for_what_is_no_name_or_may_be_another(tmp_path: Path, to: str, models: str) -> None:
    text = "import elsewhere\n" + SCHOOL.replace("(Student, through", f"({to}, through")
    other = {"people/__init__.py": "", "people/models.py": f"from django.db import models\n{models}"}
    found = alone(write(tmp_path, {"school/models.py": text, **other}))
    assert named(found) == {"Course.students"}
    said = to.replace('"', "'")
    assert relation(found, "Course.students").unread.startswith(f"no model {said} was found for the field in school/")
    assert found.doubts[-1] == f"school.Course.students: no model {said} was found, so that writes through it are left"


def test_composite_primary_key(tmp_path: Path) -> None:
    """Since Django 5.2."""
    text = SCHOOL + "    pk = models.CompositePrimaryKey('two', 'one_id')\n"
    found = alone(write(tmp_path, {"school/models.py": text}))
    assert relation(found, "Course.students").unique
    assert found.models[ModelRef("school.models", "Enrollment")].primary_key == "pk"


def test_user_model_that_is_computed(tmp_path: Path) -> None:
    text = SCHOOL.replace("(Student,", "('auth.User',").replace("Student, models", "settings.AUTH_USER_MODEL, models")
    files = {"school/models.py": f"from django.conf import settings\n{text}", "config.py": "INSTALLED_APPS = []\n"}
    root = write(tmp_path, files)
    assert named(alone(root)) == {"Course.students", "User.course_set"}
    (root / "config.py").write_text("INSTALLED_APPS = []\nAUTH_USER_MODEL = env('X')\n")
    found = alone(root)
    assert ([bool(item.unread) for item in found.relations], found.user_model) == ([True], None)
    assert found.doubts[1] == "the setting AUTH_USER_MODEL is computed"


TAKEN = "the setting AUTH_USER_MODEL is another one under a condition or in other settings: {} is taken"
CONDITIONS = {
    "U = 'school.One'\nif X: U = 'school.Two'": ("One", TAKEN),
    "U = 'school.One'\nif X: pass\nelse: U = 'school.Two'": ("One", TAKEN),
    "U = 'school.Two'\nif X: U = 'school.Two'": ("Two", ""),
    "if X: U = 'school.One'\nelse: U = 'school.One'": ("One", ""),
    "if X: U = 'school.One'\nelse: U = 'school.Two'": (None, "the setting AUTH_USER_MODEL is computed"),
    "if os.environ.get('X'): U = 'school.One'\nelse: U = 'school.Two'": ("Two", TAKEN),
    "if X: U = 'school.One'\nU = 'school.Two'": ("Two", TAKEN),
    "U = 'school.One'\nif X: DEBUG = True": ("One", ""),
}


@pytest.mark.parametrize(("text", "expected"), CONDITIONS.items())
def test_user_model_that_a_condition_decides_on(text: str, expected: tuple[str | None, str], tmp_path: Path) -> None:
    model, doubt = expected
    users = "".join(f"class {name}(AbstractUser):\n    pass\n" for name in ("One", "Two"))
    files = {
        "school/models.py": f"from django.contrib.auth.models import AbstractUser\n{users}",
        "config.py": f"import os\nINSTALLED_APPS = ['school']\n{text}\n".replace("U =", "AUTH_USER_MODEL ="),
    }
    found = alone(write(tmp_path, files))
    assert (found.user_model.name if found.user_model else None) == model
    assert list(found.doubts[1:2]) == ([doubt.format(f"school.{model}")] if doubt else [])


LAYOUTS = {
    "one of two, of the same base": "if X:\n    from .live import *\nelse:\n    from .local import *\n",
    "one of three": "if X:\n    from .live import *\nelif Y:\n    from .local import *\n"
    "else:\n    from .base import *\n",
    "one, or none": "if X:\n    from .local import *\nelse:\n    raise ValueError\n",
    "none, or one": "if X:\n    raise ValueError\nelse:\n    from .local import *\n",
    "where there is no other": "try:\n    from .own import *\nexcept ImportError as error:\n"
    "    if 'own' in str(error):\n        from .local import *\n    else:\n        raise\n",
}


@pytest.mark.parametrize("text", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_user_model_of_settings_in_parts(text: str, tmp_path: Path) -> None:
    files = {
        "people/models.py": "from django.contrib.auth.models import AbstractUser\nclass Person(AbstractUser): pass\n",
        "site/base.py": "INSTALLED_APPS = ['people']\nAUTH_USER_MODEL = 'people.Person'\n",
        "site/live.py": "from .base import *\n",
        "site/local.py": "from .base import *\nDEBUG = True\n",
        "site/settings.py": text,
    }
    found = alone(write(tmp_path, files), "site.settings")
    assert found.user_model == ModelRef("people.models", "Person")
    assert not found.doubts[1:]


USERS = """
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AbstractUser, User as Djangos
from django.db import models
from elsewhere import AbstractEmailUser

class Club(models.Model):
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, through="Membership", related_name="clubs")

class Membership(models.Model):
    club = models.ForeignKey(Club, models.CASCADE)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)

"""
ABSTRACT = "class Base(AbstractUser):\n    class Meta:\n        abstract = True\n"
TAKEN = "no settings name the user model: {} inherits from an abstract user, and {} taken for it"


@pytest.mark.parametrize(
    ("more", "user", "doubt"),
    [
        ("class Person(models.Model):\n    pass\n", "User", NO_SETTINGS),
        ("class Person(Djangos):\n    pass\n", "User", NO_SETTINGS),
        ("class Person(AbstractUser):\n    pass\n", "Person", TAKEN.format("people.Person", "it is")),
        ("class Person(AbstractBaseUser):\n    pass\n", "Person", TAKEN.format("people.Person", "it is")),
        ("class Person(AbstractEmailUser):\n    pass\n", "User", NO_SETTINGS),
        (f"{ABSTRACT}class Person(Base):\n    pass\n", "Person", TAKEN.format("people.Person", "it is")),
        (
            "class Person(AbstractUser):\n    class Meta:\n        app_label = 'crowd'\n"
            "class Child(Person):\n    pass\nclass Same(Person):\n    class Meta:\n        proxy = True\n",
            "Person",
            TAKEN.format("crowd.Person", "it is"),
        ),
        (
            "class Person(AbstractUser):\n    pass\nclass Robot(AbstractBaseUser):\n    pass\n",
            "User",
            TAKEN.format("people.Person, people.Robot", "auth.User is"),
        ),
    ],
)
def test_user_model_without_settings(tmp_path: Path, more: str, user: str, doubt: str) -> None:
    other = "from django.contrib.auth.models import AbstractUser\nclass Odd(AbstractUser):\n    pass\n"
    beside = {"people/migrations/0001_initial.py": other, "tests/models.py": other}
    found = alone(write(tmp_path, {"people/models.py": USERS + more, **beside}))
    assert found.user_model is not None
    assert found.user_model.name == user
    assert relation(found, "Club.members").target == found.user_model
    assert relation(found, f"{user}.clubs").owner == found.user_model
    assert found.doubts[1] == doubt


@pytest.mark.parametrize(
    "settings",
    ["INSTALLED_APPS = ['django.contrib.auth', 'people']\n", "AUTH_USER_MODEL = 'auth.User'  # INSTALLED_APPS\n"],
)
def test_user_model_that_settings_leave_as_it_is(tmp_path: Path, settings: str) -> None:
    text = USERS + "class Person(AbstractBaseUser):\n    pass\n"
    found = alone(write(tmp_path, {"people/models.py": text, "settings.py": settings}))
    assert found.user_model is not None
    assert found.user_model.name == "User"
    assert found.doubts == (RUN_TIME,)


@pytest.mark.parametrize(
    ("function", "known"),
    [
        ("def user():\n    'whose?'\n    return getattr(settings, 'AUTH_USER_MODEL', 'auth.User')", True),
        ("def user():\n    return Student", True),
        ("def user():\n    return user()", False),
        ("def user(x=1):\n    return Student", False),
        ("def user():\n    x = 1\n    return Student", False),
        ("@cache\ndef user():\n    return Student", False),
    ],
)
def test_a_model_that_a_function_names(tmp_path: Path, function: str, known: bool) -> None:
    text = SCHOOL.replace("(Student,", "(user(),").replace("\nclass Course", f"\n{function}\n\nclass Course")
    if "getattr" in function:
        text = text.replace("Student, models", "settings.AUTH_USER_MODEL, models")
    assert text.count("user()") > 1
    found = alone(write(tmp_path, {"school/models.py": f"from django.conf import settings\n{text}"}))
    assert all(not item.unread for item in found.relations) is known


def test_models_beside_others_with_a_base_that_is_not_there(tmp_path: Path) -> None:
    """What has fields of Django's is a model, in whatever file."""
    base = "from nowhere.models import Shaped\n\nclass Base(Shaped):\n    class Meta:\n        abstract = True\n\n"
    base += "class Course(Base)"
    text = SCHOOL.replace("class Course(models.Model)", base)
    assert named(alone(write(tmp_path, {"school/entities.py": text}))) == {"Course.students", "Student.course_set"}


AGAIN = f"""
class Enrollment(models.Model):
    x = 1
{LINK.format(through="Enrollment", one="Course", two="Student")}
"""


def test_a_class_of_somebody_elses_framework_is_no_model(tmp_path: Path) -> None:
    shown = "import schemas\n\nclass Lesson(schemas.Interface):\n    title = schemas.Field(str)\n\n"
    shown += "class Lecture(Course):\n    pass\n"  # by the name of its base it could be a model, so the file is read
    found = alone(write(tmp_path, {"school/api.py": shown, "school/models.py": SCHOOL}))
    assert {model.name for model in found.models if model.module.startswith("school")} == {
        *("Course", "Student", "Enrollment")
    }


def test_a_model_comes_before_what_looks_like_one_of_the_same_name(tmp_path: Path) -> None:
    like = START + "from nowhere import Stamped\n\nclass Course(Stamped):\n    title = models.TextField()\n"
    found = alone(write(tmp_path, {"school/api.py": like, "school/models.py": SCHOOL}))
    assert relation(found, "Course.students").owner.module == "school.models"
    assert relation(found, "Course.students").doubts == ()


def test_a_meta_behind_that_of_a_base_which_is_not_there(tmp_path: Path) -> None:
    base = """from nowhere import Stamped

class Titled(Stamped):
    title = models.TextField()

    class Meta(Stamped.Meta):
        abstract = True

class Student(Titled):
    class Meta(Titled.Meta):
        ordering = ["title"]
"""
    text = SCHOOL.replace("class Student(models.Model):\n    pass\n", base)
    found = alone(write(tmp_path, {"school/models.py": text}))
    assert named(found) == {"Course.students", "Student.course_set"}  # `ModelBase` has set `abstract` to False


@pytest.mark.parametrize(
    ("files", "doubt"),
    [
        (
            {"school/models.py": SCHOOL + "    third = models.ForeignKey(third(), models.CASCADE)\n"},
            "third leads to was not",
        ),
        ({"school/models.py": COURSE + AGAIN}, "school.models.Enrollment is defined more than once"),
        (
            {"school/models.py": SCHOOL, "school/more.py": SCHOOL},
            "school.more.Enrollment is called school.Enrollment as",
        ),
    ],
)
def test_models_that_may_be_others(tmp_path: Path, files: dict[str, str], doubt: str) -> None:
    doubts = relation(alone(write(tmp_path, files)), "Course.students").doubts
    assert any(doubt in found for found in doubts)


def test_a_model_that_django_imports_by_itself_comes_first(tmp_path: Path) -> None:
    """The package of an app may hold others that are not installed."""
    files = {"school/models/__init__.py": SCHOOL, "school/importing/models.py": SCHOOL.replace("students", "people")}
    files["site/common.py"] = "INSTALLED_APPS = ['school']"
    found = alone(write(tmp_path, files), "site.common")
    assert named(found) == {"Course.students", "Student.course_set"}
    assert any("school.importing.models.Course is" in doubt for doubt in relation(found, "Student.course_set").doubts)


def test_a_model_in_the_app_that_its_label_names_comes_first(tmp_path: Path) -> None:
    other = START + "\nclass Enrollment(models.Model):\n    class Meta:\n        app_label = 'school'\n"
    found = relation(alone(write(tmp_path, {"school/models.py": SCHOOL, "other/models.py": other})), "Course.students")
    assert (found.through, found.doubts) == (ModelRef("school.models", "Enrollment"), ())


def test_several_projects_in_one_place(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write(tmp_path / name, {"school/models.py": SCHOOL, "manage.py": "import os\n"})
    found = read_relations(Sources([str(path) for path in tmp_path.rglob("*.py")], [tmp_path]))
    assert named(found) == {"Course.students", "Student.course_set"}


# Settings


@pytest.mark.parametrize(
    ("settings", "databases", "routers", "doubts"),
    [
        ("DATABASES = {'default': {}, 'other': env('X')}", ("default", "other"), (), ()),
        ("DATABASES = {'default': {}}\nDATABASES['other'] = {}", ("default", "other"), (), ()),
        ("DATABASES = env.databases()", ("default",), (), ("the setting DATABASES is computed",)),
        ("DATABASE_ROUTERS = ['school.Router']", ("default",), ("school.Router",), ()),
        ("NAME = 'school'\nDATABASE_ROUTERS = [NAME + '.Router']", ("default",), ("school.Router",), ()),
        (
            "DATABASE_ROUTERS = routers()",
            ("default",),
            ("DATABASE_ROUTERS",),
            ("the setting DATABASE_ROUTERS is computed",),
        ),
        ("if x:\n    DATABASE_ROUTERS = ['a.B']\nelse:\n    pass", ("default",), ("a.B",), ()),
    ],
)
def test_settings(
    tmp_path: Path, settings: str, databases: tuple[str, ...], routers: tuple[str, ...], doubts: tuple[str, ...]
) -> None:
    found = alone(
        write(tmp_path, {"config.py": f"{settings}\nINSTALLED_APPS = []", "school/models.py": SCHOOL}), "config"
    )
    assert (found.databases, found.routers, found.doubts[1:]) == (databases, routers, doubts)


@pytest.mark.parametrize(
    "files",
    [
        {"config.py": "APPS = [['a', 'b'], {}]\nINSTALLED_APPS = APPS + ['school'] if x else APPS + ['school', 'a']"},
        {"config.py": "INSTALLED_APPS = [['a'], {}, 'school']"},
        {"config.py": "NAMES = {('a', 'b'): 1}\nNAMES['a', 'b'] = 2\nINSTALLED_APPS = ['school']"},
        {
            "config.py": "from site.base import *\nfrom site.tasks import NAME\nfrom site.base import INSTALLED_APPS\n",
            "site/base.py": "INSTALLED_APPS = ['school']\nfrom site.tasks import NAME\n",
            "site/tasks.py": "from config import NAME\n",
        },
    ],
    ids=["lists in lists", "apps that are none", "pairs as keys", "a ring of imports"],
)
def test_settings_in_odd_shapes(tmp_path: Path, files: dict[str, str]) -> None:
    found = alone(write(tmp_path, {**files, "school/models.py": SCHOOL}), "config")
    assert named(found) == {"Course.students", "Student.course_set"}


def test_settings_in_several_files(tmp_path: Path) -> None:
    """https://django-split-settings.readthedocs.io"""
    files = {
        "config/__init__.py": "from split_settings.tools import include, optional\n"
        "BASE = ['base.py', optional('no.py')]\ninclude(*BASE, f'env/{NAME}.py', optional('settings.dist.py'))\n",
        "config/base.py": "INSTALLED_APPS = ['school']\n",
        "config/env/test.py": "from config.base import INSTALLED_APPS\nINSTALLED_APPS += ['test']\n",
        "config/settings.dist.py": "DATABASES = {'default': {}, 'other': {}}\nAUTH_USER_MODEL = 'people.User'\n",
    }
    found = read_settings(Modules([write(tmp_path, files)], ()), ["config"])
    assert (found.apps, found.databases, found.user_model) == (["school", "test"], ("default", "other"), "people.User")


def test_settings_that_the_environment_chooses(tmp_path: Path) -> None:
    """Those that manage.py names install nothing: it reads a file of variables first, which name others."""
    text = SCHOOL.replace("(Student,", "(settings.AUTH_USER_MODEL,").replace("class Student(", "class Account(")
    files = {
        "school/models.py": f"from django.conf import settings\n{text.replace('Student', 'Account')}",
        "config/settings/__init__.py": "BASE_DIR = '.'\nTIME_ZONE = 'UTC'\n",
        "config/settings/base.py": "INSTALLED_APPS = ['school']\nAUTH_USER_MODEL = 'school.Account'\n",
        "config/settings/test.py": "from .base import *\nINSTALLED_APPS += ['other']\n",
    }
    found = relation(alone(write(tmp_path, files), "config.settings"), "Course.students")
    assert found.target == ModelRef("school.models", "Account")


def test_apps_that_only_a_variable_of_the_environment_installs(tmp_path: Path) -> None:
    """They are not installed: what takes another app's place while somebody tries it out is not the project's own."""
    settings = """import os
INSTALLED_APPS = ["school"]
if os.environ.get("SAMPLE", False) and TESTING:
    INSTALLED_APPS.remove("school")
    INSTALLED_APPS.append("sample")
    USER = AUTH_USER_MODEL = "sample.User"
if os.environ.get("LIVE", True):
    INSTALLED_APPS.append("other")
INSTALLED_APPS = tuple(name for name in INSTALLED_APPS if name != OFF)
"""
    found = read_settings(Modules([write(tmp_path, {"config.py": settings})], ()), ["config"])
    assert (found.apps, found.user_model) == (["school", "other"], "auth.User")


@pytest.mark.parametrize(
    ("said", "model"),
    [
        ('values.Value("school.Account")', "school.Account"),
        ('env("USERS", default="school.Account")', "school.Account"),
        ('env.str("USERS", default="school.Account")', "school.Account"),
        ('config("USERS", default="school.Account")', "school.Account"),
        ('os.environ.get("USERS", "school.Account")', "school.Account"),
        ('os.getenv("USERS", "school.Account")', "school.Account"),
        ('os.getenv("USERS")', ""),
        ('env("USERS")', ""),
        ('users("USERS", default="school.Account")', ""),
        ('env("USERS", default=None)', ""),
    ],
)
def test_what_holds_where_the_environment_sets_nothing(tmp_path: Path, said: str, model: str) -> None:
    text = f"AUTH_USER_MODEL = {said}\nINSTALLED_APPS = []\n"
    found = read_settings(Modules([write(tmp_path, {"config.py": text})], ()), ["config"])
    assert found.user_model == model


def test_apps_that_the_environment_may_change(tmp_path: Path) -> None:
    """https://django-configurations.readthedocs.io: those that are written are known, but not that they are all."""
    text = """
class Base(Configuration):
    INSTALLED_APPS = values.ListValue(["school"])
class Dev(Base):
    INSTALLED_APPS = values.ListValue(Base.INSTALLED_APPS.default + ["debug"])
"""
    found = read_settings(Modules([write(tmp_path, {"config.py": text})], ()), ["config"])
    assert (found.apps, found.more, found.whole) == (["school", "debug"], True, False)


def test_settings_in_a_folder_whose_name_is_no_identifier(tmp_path: Path) -> None:
    """`manage.py` names them and Django imports them by that text: https://docs.python.org/3/library/importlib.html."""
    text = SCHOOL.replace("(Student,", "(settings.AUTH_USER_MODEL,").replace("class Student(", "class Account(")
    files = {
        "school/models.py": f"from django.conf import settings\n{text.replace('Student', 'Account')}",
        "my-school/settings.py": "from .base import *\nINSTALLED_APPS = ['school']\n",
        "my-school/base.py": "AUTH_USER_MODEL = 'school.Account'\n",
    }
    found = alone(write(tmp_path, files), "my-school.settings")
    assert relation(found, "Course.students").target == ModelRef("school.models", "Account")
    assert found.doubts[1:] == ()


def test_an_app_of_the_environment(tmp_path: Path) -> None:
    """Its models count where the settings install it, and what it connects to all models does."""
    shop = {
        "shop/models.py": SCHOOL,
        "shop/apps.py": """
from django.apps import AppConfig
from django.db.models.signals import m2m_changed

class ShopConfig(AppConfig):
    name = "shop"
    label = "store"

    def ready(self):
        m2m_changed.connect(listen)

def listen(**kwargs): ...
""",
        "django/__init__.py": "VERSION = (5, 2, 0, 'final', 0)\n",
    }
    packages = write(tmp_path / "lib" / "site-packages", shop)
    root = write(tmp_path / "project", {"config.py": "INSTALLED_APPS = ['shop']", "school/models.py": SCHOOL})
    found = read_relations(Sources([str(path) for path in root.rglob("*.py")], [root], [packages], "config"))
    assert found.django == "5.2"
    assert {item.field for item in found.relations} == {"store.Course.students", "school.Course.students"}
    assert {item.m2m_changed for item in found.relations} == {("shop.apps.listen",)}
    assert found.places["shop.apps.listen"] == "shop/apps.py:12"


def test_receivers_whose_sender_is_not_known_may_hear_of_all(tmp_path: Path) -> None:
    signals = """
from django.db.models.signals import m2m_changed, post_save

def connect(model):
    m2m_changed.connect(listen, sender=model)

def listen(**kwargs): ...
"""
    tests = signals.replace("listen", "listen_in_test")
    found = alone(write(tmp_path, {"school/models.py": SCHOOL, "school/signals.py": signals, "school/tests.py": tests}))
    assert relation(found, "Course.students").m2m_changed == ("school.signals.listen",)


def test_objects_that_add_themselves_to_a_model_count_as_receivers(tmp_path: Path) -> None:
    history = "class History:\n    def contribute_to_class(self, cls, name): ...\n"
    text = "from school.history import History\n" + SCHOOL + "    history = History()\n"
    found = relation(
        alone(write(tmp_path, {"school/models.py": text, "school/history.py": history})), "Course.students"
    )
    assert found.save_receivers == found.delete_receivers == ("school.history.History",)
    assert found.doubts == ()


# Under which names are modules known?


@pytest.mark.parametrize("installed", ["INSTALLED_APPS = ['school']\n", "INSTALLED_APPS = apps()\n"])
@pytest.mark.parametrize(
    ("folder", "imported", "module"),
    [
        ("", "school", "school"),
        ("src", "school", "school"),
        ("a/b", "school", "school"),
        ("apps", "apps.school", "apps.school"),
    ],
)
def test_names_of_modules(tmp_path: Path, installed: str, folder: str, imported: str, module: str) -> None:
    """What imports say counts, whatever is put on `sys.path` for it."""
    if imported != "school":
        installed = installed.replace("school", imported)
    files = {"models.py": SCHOOL, "more.py": f"from {imported}.models import Course\nclass More(Course): pass\n"}
    place = tmp_path / folder / "school"
    place.mkdir(parents=True)
    for name, text in {**files, "__init__.py": ""}.items():
        (place / name).write_text(text)
    (tmp_path / "config.py").write_text(installed)
    found = alone(tmp_path)
    assert relation(found, "Course.students").owner == ModelRef(f"{module}.models", "Course")
    assert found.models[ModelRef(f"{module}.more", "More")].bases == (ModelRef(f"{module}.models", "Course"),)
    assert relation(found, "Course.students").field == "school.Course.students"


# Which files are read


def test_candidates(tmp_path: Path) -> None:
    files = {
        "models.py": "class A(models.Model): ...",
        "heirs.py": "class B(A): ...",
        "typed.py": "class T(Other):\n    a = models.ForeignKey['A'](A, models.CASCADE)",
        "heirs_of_heirs.py": "class C(\n    Mixin,\n    heirs.B[int],\n): ...",
        "users.py": "from django.contrib.auth.models import (\n    AbstractUser,\n)\nclass D(AbstractUser): ...",
        "forms.py": "from models import A\nclass E(forms.ModelForm):\n    class Meta:\n        model = A",
        "views.py": "from models import A\nclass F(View): ...",
        "signals.py": "post_save.connect(f)",
        "broken.py": "class G(models.Model:",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    found = candidates(str(tmp_path / name) for name in [*files, "missing.py"])
    stems = ["models", "heirs", "typed", "heirs_of_heirs", "users", "broken"]
    assert [Path(path).stem for path in found.models] == stems
    assert [Path(path).stem for path in found.signals] == ["signals"]


def test_files_that_cannot_be_read_are_passed_over(tmp_path: Path) -> None:
    root = write(tmp_path, {"school/models.py": SCHOOL, "broken/models.py": "class A(models.Model):\n  x = (\n"})
    (root / "broken" / "more.py").write_bytes(b"class B(models.Model): '\xff'\0")
    assert named(alone(root)) == {"Course.students", "Student.course_set"}


def test_through_models_in_a_file_that_cannot_be_parsed_are_told(tmp_path: Path) -> None:
    files = {"school/models.py": SCHOOL, "newer/models.py": f"{SCHOOL}\ntry:\n    x\nexcept A B:\n    pass\n"}
    doubts = alone(write(tmp_path, {**files, "plain/models.py": MODELS + "    x = (\n"})).doubts
    assert [doubt.partition(", so")[0] for doubt in doubts if "in this file" in doubt] == [
        f"newer/models.py:{SCHOOL.count(chr(10)) + 4}: invalid syntax"
    ]


def test_nothing_is_executed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    marker = tmp_path / "executed"
    trap = f"open({str(marker)!r}, 'w')\n"
    files = dict.fromkeys(("manage.py", "conftest.py", "setup.py", "sitecustomize.py", "school/apps.py"), trap)
    write(tmp_path, {**files, "school/models.py": trap + SCHOOL, "config.py": trap + "INSTALLED_APPS = ['school']"})
    (tmp_path / "manage.py").write_text(trap + "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'config')\n")
    monkeypatch.chdir(tmp_path)
    ended = through_codemod("relations", "--static")
    assert "Course.students" in ended.output
    assert not marker.exists()


# The environment's packages


def test_packages_of_an_environment(tmp_path: Path) -> None:
    for folder in ("env/lib/python3.9/site-packages", "usr/lib/python3.9/site-packages", "editable"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "env" / "pyvenv.cfg").write_text(f"home = {tmp_path}/usr/bin\ninclude-system-site-packages = true\n")
    site = tmp_path / "env/lib/python3.9/site-packages"
    (site / "linked.pth").write_text(f"import nothing\n{tmp_path}/editable\n{tmp_path}/missing\n")
    found = packages_of(Interpreter(str(tmp_path / "env/bin/python"), "test"))
    assert found == (site, tmp_path / "usr/lib/python3.9/site-packages", tmp_path / "editable")


# The command line


def project(root: Path) -> Path:
    """Write a project with a safe site, whose settings nobody names."""
    views = "from school.models import Course, Student\n\n\ndef run(course: Course, student: Student):\n"
    files = {"school/models.py": SCHOOL, "views.py": f"{views}    course.students.add(student)\n"}
    return write(root, {**files, "config.py": "INSTALLED_APPS = ['school']\n"})


def test_static_on_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project(tmp_path))
    ended = through_codemod("check", "--static")
    assert ended.code == 1
    assert ended.lines[0].startswith("views.py:5:5: TM101 [safe]")
    assert ended.errors == f"through-codemod: relations are read from the sources alone: {RUN_TIME}\n"
    assert (
        json.loads(through_codemod("check", "--static", "--output-format", "json").output)["relations_from"] == "static"
    )
    assert through_codemod("check", "--static", "-q").errors == ""
    assert "relations from static" in through_codemod("relations", "--static").lines[-1]


def test_a_static_map_in_a_file_stays_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project(tmp_path))
    Path("map.json").write_text(through_codemod("relations", "--static", "--output-format", "json").output)
    ended = through_codemod("check", "--map", "map.json")
    assert ended.errors == f"through-codemod: the relations in map.json were read from the sources alone: {RUN_TIME}\n"


def test_no_settings_is_nothing_to_ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project(tmp_path))
    (tmp_path / ".git").mkdir()
    ended = through_codemod("check", "-q")
    assert (ended.code, len(ended.lines)) == (1, 1)
    assert ended.errors == (
        f"through-codemod: relations are read from the sources alone as no Django settings were found for {tmp_path}: "
        f"{RUN_TIME}; name --settings or --python to ask Django, or --map\n"
    )


MANAGE = 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "config")\n'


def test_an_environment_without_django_is_nothing_to_ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(project(tmp_path), {"manage.py": MANAGE, "config.py": "INSTALLED_APPS = ['school']\n"})
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" -S "$@"\n')
    python.chmod(0o755)
    monkeypatch.delenv("PYTHONPATH", raising=False)
    monkeypatch.chdir(tmp_path)
    ended = through_codemod("check")
    assert f"read from the sources alone as {python} has no Django that can be asked" in ended.errors
    assert ended.code == 1
    ended = through_codemod("check", "--python", python)
    assert "has no Django" in ended.errors
    assert ended.code == 2


@pytest.mark.parametrize(
    ("files", "settings", "why"),
    [
        ({"config.py": "import nowhere"}, "config", f"{sys.executable} does not have nowhere, which config imports"),
        ({"config.py": "import no.where"}, "config", f"{sys.executable} does not have no, which config imports"),
        (
            {"config/__init__.py": "from .local import *"},
            "config",
            f"{sys.executable} does not have config.local, which config imports",
        ),
        (
            {"config.py": "raise ModuleNotFoundError('not here')"},
            "config",
            f"{sys.executable} does not have what config imports",
        ),
        ({}, "club", "there is no module club (named by manage.py)"),
        ({}, "club.settings", "there is no module club.settings (named by manage.py)"),
        ({"club/__init__.py": ""}, "club.settings", "there is no module club.settings (named by manage.py)"),
        ({"club.py": ""}, "club.settings", "there is no module club.settings (named by manage.py)"),
    ],
)
def test_a_project_that_is_not_installed_here_is_nothing_to_ask(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, str], settings: str, why: str
) -> None:
    write(project(tmp_path), {"manage.py": MANAGE.replace("config", settings), **files})
    monkeypatch.chdir(tmp_path)
    ended = through_codemod("check")
    assert f"read from the sources alone as {why}: " in ended.errors
    assert ended.code == 1


@pytest.mark.parametrize("how", ["--settings", "environment", "configuration", "--python"])
def test_what_is_named_and_fails_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    write(project(tmp_path), {"manage.py": MANAGE, "config.py": "import nowhere\n"})
    monkeypatch.chdir(tmp_path)
    options: tuple[str, ...] = ()
    match how:
        case "environment":
            monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "config")
        case "configuration":
            Path("pyproject.toml").write_text('[tool.through-codemod]\nsettings = "config"\n')
        case "--python":
            options = (how, sys.executable)
        case _:
            options = (how, "config")
    ended = through_codemod("check", *options)
    assert (ended.code, ended.output) == (2, "")
    assert "ModuleNotFoundError" in ended.errors
    assert how != "configuration" or f"with config (from {tmp_path}/pyproject.toml:2)" in ended.errors


@pytest.mark.parametrize("static", [(), ("--static",)])
def test_what_a_configuration_names_and_is_not_there_is_said_of_the_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, static: tuple[str, ...]
) -> None:
    monkeypatch.chdir(project(tmp_path))
    Path("pyproject.toml").write_text('[tool.through-codemod]\nsettings = "config"\npython = "/nope/python"\n')
    ended = through_codemod("check", *static)
    assert f"{tmp_path}/pyproject.toml:3: python /nope/python: does not exist; name the" in ended.errors
    ended = through_codemod("check", *static, "--python", "/no/python")
    assert "through-codemod: --python /no/python: does not exist; pass the" in ended.errors
    Path("pyproject.toml").write_text('[tool.through-codemod]\nsettings = "club.nope"\n')
    ended = through_codemod("check", *static)
    assert f"club.nope (from {tmp_path}/pyproject.toml:2)" in ended.errors
    ended = through_codemod("check", *static, "--settings", "club.no")
    assert "club.no (from --settings)" in ended.errors


def test_settings_that_fail_otherwise_are_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(project(tmp_path), {"manage.py": MANAGE, "config.py": "1 / 0\n"})
    monkeypatch.chdir(tmp_path)
    ended = through_codemod("check")
    assert ended.code == 2
    assert "--static" in ended.errors


def test_settings_that_are_named_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(project(tmp_path), {"config.py": "DATABASES = {'default': {}, 'other': {}}\nINSTALLED_APPS = []\n"})
    monkeypatch.chdir(tmp_path)
    ended = through_codemod("relations", "--static", "--settings", "config")
    assert "databases: default, other" in ended.lines
    ended = through_codemod("relations", "--static", "--settings", "nowhere")
    assert (ended.code, "nowhere (from --settings) is not in" in ended.errors) == (2, True)


def test_two_sources_of_relations_are_a_usage_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project(tmp_path))
    for command in ("check", "relations"):
        ended = through_codemod(command, "--static", "--map", "map.json")
        assert (ended.code, ended.output) == (2, "")
        assert "--static from the sources; leave one of them out" in ended.errors


# Several projects in one tree

VIEWS = """from school.models import Course, Student


def enrol(pk):
    Course.objects.get(pk=pk).students.add(Student.objects.get(pk=1))
"""
MANAGE = "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'config')\n"


def project_in(folder: str, models: str) -> dict[str, str]:
    """Return the files of a project that calls its modules by the same names as others do."""
    files = {"manage.py": MANAGE, "config.py": SETTINGS, "school/models.py": models, "school/views.py": VIEWS}
    return {f"{folder}{name}": text for name, text in files.items()}


@pytest.mark.parametrize(("one", "two"), [("one/", "two/"), ("two/", "one/"), ("", "examples/"), ("examples/", "")])
def test_projects_that_go_by_the_same_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, one: str, two: str
) -> None:
    """Each has its own models: what has a through model in one is a plain many-to-many field in the other."""
    plain = COURSE.replace(', through="Enrollment"', "")
    for name, text in {**project_in(one, SCHOOL), **project_in(two, plain)}.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    monkeypatch.chdir(tmp_path)
    for options in ([], ["--jobs", "2"]):
        ended = through_codemod("check", "--static", "-q", "--output-format", "json", *options)
        found = [
            (item["file"], item["through"], item["applicability"]) for item in json.loads(ended.output)["findings"]
        ]
        assert found == [(f"{one}school/views.py", "school.Enrollment", "safe")]


def test_projects_without_through_models_are_not_told_apart(tmp_path: Path) -> None:
    """It would be for nothing, and there may be dozens."""
    plain = COURSE.replace(', through="Enrollment"', "")
    write(tmp_path, {**project_in("one/", plain), **project_in("two/", plain)})
    files = [str(path) for path in tmp_path.rglob("*.py")]
    assert projects_apart(tmp_path, files) == []
    (tmp_path / "two/school/models.py").write_text(SCHOOL)
    assert projects_apart(tmp_path, files) != []


def test_projects_that_go_by_names_of_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no names are alike they are one tree: a project may use another's models."""
    files = {**project_in("one/", SCHOOL), "two/manage.py": MANAGE, "two/other/models.py": START}
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "two/other/views.py").write_text(VIEWS)
    monkeypatch.chdir(tmp_path)
    ended = through_codemod("check", "--static", "-q", "--output-format", "json")
    assert [item["file"] for item in json.loads(ended.output)["findings"]] == [
        "one/school/views.py",
        "two/other/views.py",
    ]


@pytest.mark.parametrize(
    ("head", "plain"),
    [
        ("class Own(models.ManyToManyField)", True),
        ("class Own(nowhere.Mixin, models.ManyToManyField)", False),
        ("class Own(models.ManyToManyField, metaclass=nowhere.Meta)", False),
    ],
)
def test_a_field_class_of_which_not_all_is_read_may_have_an_accessor_of_its_own(
    tmp_path: Path, head: str, plain: bool
) -> None:
    text = f"""
import nowhere
from django.db import models

{head}:
    description = "own"

class Student(models.Model): pass

class Course(models.Model):
    students = Own(Student, through="Enrollment")

class Enrollment(models.Model):
    course = models.ForeignKey(Course, models.CASCADE)
    student = models.ForeignKey(Student, models.CASCADE)
"""
    found = relation(alone(write(tmp_path, {"school/models.py": text})), "Course.students").field_class
    assert found.endswith(".ManyToManyField") is plain


def test_a_field_that_says_that_it_has_no_through_model_is_a_plain_one(tmp_path: Path) -> None:
    text = SCHOOL + "class Hall(models.Model):\n    guests = models.ManyToManyField(Student, through=None)\n"
    found = alone(write(tmp_path, {"school/models.py": text}))
    assert all(item.owner.name != "Hall" for item in found.relations)
