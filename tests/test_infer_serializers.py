"""Does the inference know what a serializer of REST framework has validated?"""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from inferred import check

HEAD = """
from rest_framework import generics, serializers, viewsets
from school.models import Club, Course, Enrollment, Student, User
"""

ENROL = """
        class EnrolSerializer(serializers.Serializer):
            course = serializers.PrimaryKeyRelatedField(queryset=Course.objects.all())
            club = serializers.SlugRelatedField(slug_field="name", queryset=Club.objects, allow_null=True)
            students = serializers.PrimaryKeyRelatedField(queryset=Student.objects.all(), many=True)
"""

KNOWN = {
    "of a view's serializer": ENROL
    + """
            teacher_id = serializers.PrimaryKeyRelatedField(source="teacher", queryset=User.objects.all())
            ids = serializers.ListField(child=serializers.IntegerField())
            clubs = serializers.ListField(child=serializers.PrimaryKeyRelatedField(queryset=Club.objects.all()))
            user = serializers.HiddenField(default=serializers.CurrentUserDefault())
            active = serializers.BooleanField()
            shown = serializers.PrimaryKeyRelatedField(read_only=True)
        class Enrol(viewsets.ModelViewSet):
            serializer_class = EnrolSerializer
            def perform_create(self, serializer):
                serializer.validated_data["course"].students  # -> Course.students
                serializer.validated_data.get("course").students  # -> Course.students
                serializer.validated_data["club"]  # -> Club | None
                serializer.validated_data["students"]  # -> list[Student]
                serializer.validated_data["teacher"].friends  # -> User.friends
                serializer.validated_data["ids"]  # -> list[literal]
                serializer.validated_data["clubs"]  # -> list[Club]
                serializer.validated_data["user"].friends  # -> User.friends
                serializer.validated_data["active"]  # -> other
                serializer.validated_data["shown"]  # -> ?
                serializer.validated_data["teacher_id"]  # -> ?
                data = serializer.validated_data
                for student in data.pop("students"):
                    student.courses  # -> Student.courses
            def post(self, request):
                made = EnrolSerializer(data=request.data)
                made.validated_data["course"].students  # -> Course.students
        """,
    "what may be there before something is put there": """
        class OneSerializer(serializers.Serializer):
            name = serializers.CharField()
            def create(self, validated_data):
                if not validated_data.get("course"):
                    validated_data["course"] = Course.objects.get()
                    validated_data["course"]  # -> Course
                validated_data["course"]  # -> ? | Course
                with opened():
                    validated_data["club"] = Club.objects.get()
                validated_data["club"].members  # -> Club.members
            def update(self, instance, validated_data):
                validated_data["course"]  # -> ? | Club
                validated_data.update(course=Club.objects.get())
                validated_data["course"].members  # -> Club.members
                def later():
                    validated_data["course"].members  # -> Club.members
            def save(self):
                data = self.validated_data
                try:
                    data["third"] = Club.objects.get()
                except Club.DoesNotExist:
                    data["third"]  # -> ? | Club
                else:
                    data["third"]  # -> ? | Club
                for one in self.clubs:
                    data["fourth"] = one
                    data["third"]  # -> ? | Club
                data["fourth"]  # -> ?
        class TwoSerializer(serializers.Serializer):
            def save(self):
                self.validated_data["course"]  # -> ? | Club
                self.validated_data["third"].members  # -> Club.members
            def is_valid(self):
                self.validated_data["third"] = Club.objects.get()
                if super().is_valid():
                    self.validated_data["course"] = Club.objects.get()
            def run(self, other):
                other.validated_data["fifth"] = Club.objects.get()
                self.validated_data["fifth"]  # -> ? | Club
        class ThreeSerializer(serializers.Serializer):
            def save(self):
                self.validated_data["third"]  # -> ? | Club
        """,
    "a field whose class says its rows": """
        class ClubField(serializers.PrimaryKeyRelatedField):
            def get_queryset(self):
                return Club.objects.all()
        class FieldSerializer(serializers.Serializer):
            course = ClubField(queryset=Course.objects.all())
            def create(self, validated_data):
                validated_data["course"].members  # -> Club.members
        """,
    "what methods of a model's serializer give back": """
        class CourseSerializer(serializers.ModelSerializer):
            class Meta:
                model = Course
                fields = "__all__"
            def create(self, validated_data):
                return Course.objects.create(**validated_data)
        class ClubSerializer(CourseSerializer):
            def update(self, instance, validated_data):
                return Club.objects.get()
        def run(request):
            CourseSerializer(data=request.data).save()  # -> Course
            ClubSerializer(data=request.data).save()  # -> Club | Course
            made = ClubSerializer(Course(), data=request.data)
            made.instance  # -> Club | Course
        """,
    "what is passed to its methods": ENROL
    + """
            def to_internal_value(self, data):
                found = super().to_internal_value(data)
                found["third"] = Course.objects.get(code=data["code"])
                return found
            def validate_course(self, value):
                value.students  # -> Course.students
                return value
            def validate_students(self, value):
                return [student for student in value if student.active]
            def validate(self, attrs):
                attrs["course"].students  # -> Course.students
                attrs["third"].students  # -> Course.students
                attrs["first"] = attrs["students"][0]
                return super().validate(attrs)
            def create(self, validated_data):
                validated_data.pop("students")  # -> list[Student]
                validated_data["first"].courses  # -> Student.courses
                self._join(**validated_data)
            def update(self, instance, validated_data):
                validated_data["course"].students  # -> Course.students
            def save(self):
                self.validated_data["course"].students  # -> Course.students
            def _join(self, course, **other):
                course.students  # -> Course.students
        """,
    "of a model's serializer": """
        class EnrollmentSerializer(serializers.ModelSerializer):
            class Meta:
                model = Enrollment
                fields = ["course", "student"]
            def validate(self, attrs):
                attrs["course"].students  # -> Course.students
                attrs["nothing"]  # -> ?
                return attrs
            def create(self, validated_data):
                validated_data["course"]  # -> Course | None
        class StudentSerializer(serializers.ModelSerializer):
            class Meta:
                model = Student
                fields = "__all__"
            def create(self, validated_data):
                validated_data.pop("clubs")  # -> list[Club]
                validated_data["courses"]  # -> ?
        """,
    "of serializers in one": """
        class SeatSerializer(serializers.Serializer):
            student = serializers.PrimaryKeyRelatedField(queryset=Student.objects.all())
        class PlanSerializer(serializers.Serializer):
            first = SeatSerializer()
            seats = SeatSerializer(many=True, required=False, default=list)
            def create(self, validated_data):
                validated_data["first"]["student"].courses  # -> Student.courses
                for seat in validated_data.pop("seats", []):
                    seat["student"].courses  # -> Student.courses
        """,
    "by a field of one's own": """
        class CourseField(serializers.PrimaryKeyRelatedField):
            def get_queryset(self):
                return Course.objects.filter(owner=self.context["request"].user)
        class ClubField(serializers.PrimaryKeyRelatedField):
            queryset = Club.objects.all()
        class EnrolSerializer(serializers.Serializer):
            course = CourseField()
            club = ClubField()
            def create(self, validated_data):
                validated_data["course"].students  # -> Course.students
                validated_data["club"].members  # -> Club.members
        """,
}

UNKNOWN = {
    "what save is given": ENROL
    + """
            def create(self, validated_data):
                validated_data["course"]  # -> ?
                validated_data["students"]  # -> list[Student]
        def view(request, serializer):
            serializer.save(by=get(1, tuple(map(str, (len(":("), 2)))), course=unheard_of())
        """,
    "fields set anew": ENROL
    + """
            def __init__(self, *args, **kwargs):
                super().__init__(*args, **kwargs)
                self.fields["course"] = unheard_of()
                self.fields["students"].child_relation.queryset = Club.objects.all()
                self.fields["club"].queryset = unheard_of()
            def create(self, validated_data):
                validated_data["course"]  # -> ?
                validated_data["students"]  # -> list[Club | Student]
                validated_data["club"]  # -> ? | Club | None
        class Any(serializers.Serializer):
            course = serializers.PrimaryKeyRelatedField(queryset=Course.objects.all())
            def get_fields(self):
                fields = super().get_fields()
                for name in self.names:
                    fields[name] = unheard_of()
                return fields
            def create(self, validated_data):
                validated_data["course"]  # -> ?
        """,
    "data made anew": ENROL
    + """
            def validate_course(self, value):
                return unheard_of(value)
            def validate(self, attrs):
                attrs["club"] = unheard_of()
                return attrs
            def create(self, validated_data):
                validated_data["course"]  # -> ?
                validated_data["club"]  # -> ? | Club | None
                validated_data["students"]  # -> list[Student]
        """,
    "data made anew as a whole": ENROL
    + """
            def create(self, validated_data):
                validated_data["course"]  # -> ?
        class Internal(EnrolSerializer):
            def to_internal_value(self, data):
                return unheard_of(data)
        class Returned(EnrolSerializer):
            def validate(self, attrs):
                return {"course": unheard_of()}
        class Ran(EnrolSerializer):
            def run_validation(self, data):
                return unheard_of(data)
        def view(request):
            Internal(data=request.data).validated_data["students"]  # -> ?
            Returned(data=request.data).validated_data["students"]  # -> ?
            Ran(data=request.data).validated_data["students"]  # -> ?
        """,
    "fields of one's own, and of a model that says more": """
        class Odd(serializers.PrimaryKeyRelatedField):
            def to_internal_value(self, data):
                return unheard_of(data)
        class OddSerializer(serializers.ModelSerializer):
            course = Odd(queryset=Course.objects.all())
            student = serializers.PrimaryKeyRelatedField(queryset=unheard_of())
            both = serializers.PrimaryKeyRelatedField(queryset=Club.objects.all(), source="club.of")
            class Meta:
                model = Enrollment
            def create(self, validated_data):
                validated_data["course"]  # -> ?
                validated_data["student"]  # -> ?
                validated_data["club"]  # -> ?
                validated_data["both"]  # -> ?
        class Starred(serializers.Serializer):
            course = serializers.PrimaryKeyRelatedField(queryset=Course.objects.all())
            other = Odd(source="*")
            def create(self, validated_data):
                validated_data["course"]  # -> ?
        class Named(serializers.ModelSerializer):
            class Meta:
                model = Enrollment
                extra_kwargs = {"course": {"source": "student"}}
            def create(self, validated_data):
                validated_data["course"]  # -> ?
        class Mixin:
            course = serializers.PrimaryKeyRelatedField(queryset=Club.objects.all())
        class Mixed(Mixin, serializers.ModelSerializer):
            class Meta:
                model = Enrollment
            def create(self, validated_data):
                validated_data["course"]  # -> Course | None
        class NoSerializer:
            course = serializers.PrimaryKeyRelatedField(queryset=Club.objects.all())
            def create(self, validated_data):
                validated_data["course"]  # -> ?
        """,
}


@pytest.mark.parametrize("case", [*KNOWN, *UNKNOWN])
def test_validated(case: str, tmp_path: Path) -> None:
    """Fields say what they give; what may be made anew of it, or be added to it, is unknown."""
    check(HEAD + textwrap.dedent((KNOWN | UNKNOWN)[case]), tmp_path)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("EnrolSerializer._declared_fields['course'].queryset = Club.objects.all()", "?"),
        ("EnrolSerializer()\nserializer = EnrolSerializer()\nserializer.fields['course'] = other", "?"),
        ("def f(serializer):\n    serializer.fields['course'].queryset = Club.objects.all()", "?"),
        ("EnrolSerializer._declared_fields['course'].queryset = Course.objects.none()", "Course.students"),
        ("EnrolSerializer._declared_fields['students'].queryset = Club.objects.all()", "Course.students"),
    ],
)
def test_fields_that_another_file_sets_anew(line: str, expected: str, tmp_path: Path) -> None:
    form = f"{HEAD}{textwrap.dedent(ENROL)}"
    view = f"""{HEAD}
from app.serializers import EnrolSerializer
class Enrol(viewsets.ModelViewSet):
    serializer_class = EnrolSerializer
    def perform_create(self, serializer):
        serializer.validated_data["course"].students  # -> {expected}
"""
    more = f"{HEAD}from app.serializers import EnrolSerializer\n{line}\n"
    check(view, tmp_path, {"app/__init__.py": "", "app/serializers.py": form, "app/more.py": more})


def test_many_of_a_field_that_are_set_anew(tmp_path: Path) -> None:
    source = f"""{HEAD}{textwrap.dedent(ENROL)}
def view(request):
    serializer = EnrolSerializer(data=request.data)
    serializer.fields["students"].child_relation.queryset = {{}}
    serializer.validated_data["students"]  # -> {{}}
"""
    check(source.format("Club.objects.all()", "?"), tmp_path)
    check(source.format("Student.objects.all()", "list[Student]"), tmp_path)


@pytest.mark.parametrize(("line", "expected"), [("pass", "Course.students"), ("self.fields['course'] = other", "?")])
def test_what_is_validated_of_a_field_that_is_set_anew(line: str, expected: str, tmp_path: Path) -> None:
    source = f"""{HEAD}{textwrap.dedent(ENROL)}
    def __init__(self, *args):
        super().__init__(*args)
        {line}
    def validate_course(self, value):
        value.students  # -> {expected}
"""
    check(source, tmp_path)


PUT = {
    "under a key": 'def view(serializer):\n    serializer.validated_data["course"] = Club()',
    "under any key": "def view(serializer, name):\n    serializer.validated_data[name] = Club()",
    "by a call": "def view(serializer):\n    serializer.validated_data.update(course=Club())",
    "as a whole": 'def view(serializer):\n    serializer._validated_data = {"course": Club()}',
    "by another name": 'def view(serializer):\n    data = serializer.validated_data\n    data["course"] = Club()',
    "by another name and a call": "def view(it):\n    data = it.validated_data\n    data.update(course=Club())",
}


@pytest.mark.parametrize("put", PUT.values(), ids=PUT)
def test_what_code_elsewhere_puts_into_the_data_is_not_known(put: str, tmp_path: Path) -> None:
    source = (
        textwrap.dedent(HEAD)
        + textwrap.dedent(ENROL)
        + """
    def create(self, validated_data):
        validated_data["course"]  # -> ?
        self.validated_data["course"]  # -> ?
"""
    )
    check(source, tmp_path, {"app/more.py": put})


HANDED = {
    "to what puts": ("def view(it):\n    fill(it.validated_data)", "pass", "? | Course"),
    "to what reads": ("def view(it):\n    show(it.validated_data)", "pass", "Course"),
    "to a builtin": ("def view(it):\n    print(it.validated_data)", "pass", "Course"),
    "by a third name": (
        "def view(it):\n    a = it.validated_data\n    b = a\n    b['course'] = 1",
        "pass",
        "Course | literal",
    ),
    "by itself": ("def view():\n    pass", "fill(self.validated_data)", "? | Course"),
}


@pytest.mark.parametrize(("code", "method", "expected"), HANDED.values(), ids=HANDED)
def test_validated_data_that_is_handed_on(code: str, method: str, expected: str, tmp_path: Path) -> None:
    source = f"""{HEAD}{textwrap.dedent(ENROL)}
    def create(self, validated_data):
        validated_data["course"]  # -> {expected}
    def other(self):
        self.validated_data["course"]  # -> {expected}
        {method}
def fill(data):
    data["course"] = Club()
def show(data):
    return data["course"]
"""
    imports = f"{HEAD}from app.views import EnrolSerializer, fill, show\n"
    check(source, tmp_path, {"app/more.py": imports + code})


SAVED = {
    "in a view": ({"app/more.py": "def view(my_serializer, more):\n    my_serializer.save(**more)\n"}, ""),
    "by itself": ({}, "def save(self, **more):\n        made = {'course': 1}\n        return super().save(**made)"),
    "more than it is given": ({}, "def save(self, **more):\n        more['course'] = 1\n        super().save(**more)"),
}


@pytest.mark.parametrize(("files", "method"), SAVED.values(), ids=SAVED)
def test_keywords_for_save_that_are_not_told(files: dict[str, str], method: str, tmp_path: Path) -> None:
    source = (
        textwrap.dedent(HEAD)
        + textwrap.dedent(ENROL)
        + f"""
    def create(self, validated_data):
        validated_data["course"]  # -> ?
    {method}
"""
    )
    check(source, tmp_path, files)


OTHERS = """
        from rest_framework import generics, serializers
        from app.views import EnrolSerializer
        class OtherSerializer(serializers.Serializer):
            pass
        class Heir(EnrolSerializer):
            pass
"""
SPREAD = {
    "of another serializer": (
        "def view(more):\n    serializer = OtherSerializer()\n    serializer.save(**more)",
        "Course",
    ),
    "of this one": ("def view(more):\n    serializer = EnrolSerializer()\n    serializer.save(**more)", "?"),
    "of an heir": ("def view(more):\n    serializer = Heir()\n    serializer.save(**more)", "?"),
    "of a maker": ("def view(more):\n    a_serializer = make()\n    a_serializer.save(**more)", "?"),
    "of one of two": ("def view(s):\n    serial = OtherSerializer() if s else make()\n    serial.save(**s)", "?"),
    "under other names": ("def view(serial):\n    more = {}\n    more['by'] = 1\n    serial.save(**more)", "Course"),
    "under its name": (
        "def view(serial):\n    more = dict(by=1)\n    more['course'] = 1\n    serial.save(**more)",
        "?",
    ),
    "under any name": ("def view(serial, key):\n    more = {}\n    more[key] = 1\n    serial.save(**more)", "?"),
    "of one whose name says nothing": ("def view(more):\n    one = EnrolSerializer()\n    one.save(**more)", "?"),
    "later": ("def view():\n    one = EnrolSerializer()\n    save = one.save\n    save(course=1)", "?"),
    "later, and others": ("def view():\n    one = EnrolSerializer()\n    save = one.save\n    save(by=1)", "Course"),
    "later, by another serializer": ("save = OtherSerializer().save\nsave(course=1)", "Course"),
    "later, wherever": ("def view(self):\n    self.save_it = EnrolSerializer().save", "?"),
    "handed on": ("def view(run):\n    save = EnrolSerializer().save\n    run(save)", "?"),
    "in a thread": ("async def view(a):\n    await a.sync_to_async(EnrolSerializer().save)(course=1)", "?"),
    "by a partial": ("def view(partial):\n    return partial(EnrolSerializer().save, course=1)", "?"),
    "by a partial, and others": (
        "def view(partial, on_commit):\n    on_commit(partial(EnrolSerializer().save, by=1))",
        "Course",
    ),
    "by a partial that is kept": (
        "def view(partial):\n    run = partial(EnrolSerializer().save)\n    run(course=1)",
        "?",
    ),
    "by a partial that takes its name": (
        "def view(partial):\n    save = EnrolSerializer().save\n    save = partial(save, by=1)\n    save()",
        "Course",
    ),
    "looked at": ("def view():\n    EnrolSerializer().save.assert_called()", "Course"),
    "as others make it": ("def view(serial):\n    serial.save(**extra())\ndef extra():\n    return {'by': 1}", "?"),
    "in a view": (
        "class V(generics.CreateAPIView):\n    serializer_class = OtherSerializer\n"
        "    def perform_create(self, serializer):\n        serializer.save(**self.extra())",
        "Course",
    ),
}


@pytest.mark.parametrize(("code", "expected"), SPREAD.values(), ids=SPREAD)
def test_keywords_that_are_spread_where_something_is_saved(code: str, expected: str, tmp_path: Path) -> None:
    enrol = textwrap.dedent(HEAD) + textwrap.dedent(ENROL)
    source = (
        enrol
        + f"""
    def create(self, validated_data):
        validated_data["course"]  # -> {expected}
"""
    )
    check(source, tmp_path, {"app/more.py": textwrap.dedent(OTHERS) + code, "app/views.py": enrol})


FIELDS = {
    "as they are given": ("def save(self, **more):\n        super().save(**more)", "Course"),
    "a mapping of its own": ("def get_fields(self):\n        return {'course': unheard_of()}", "?"),
    "by another name": (
        "def get_fields(self):\n        f = super().get_fields()\n        f['course'] = unheard_of()\n        return f",
        "?",
    ),
    "of another name": (
        "def __init__(self):\n        self.fields['x'] = serializers.SlugRelatedField('name', source='course')",
        "?",
    ),
    "of a name that is not told": (
        "def __init__(self):\n        self.fields['x'] = serializers.SlugRelatedField('name', source=made())",
        "?",
    ),
    "another field": (
        "def get_fields(self):\n        fields = super().get_fields()\n        fields['x'] = 1\n        return fields",
        "Course",
    ),
    "what validators do": ("def run_validators(self, value):\n        value['course'] = unheard_of()", "?"),
}


@pytest.mark.parametrize(("method", "expected"), FIELDS.values(), ids=FIELDS)
def test_fields_that_methods_set(method: str, expected: str, tmp_path: Path) -> None:
    source = (
        textwrap.dedent(HEAD)
        + textwrap.dedent(ENROL)
        + f"""
    def create(self, validated_data):
        validated_data["course"]  # -> {expected}
    {method}
"""
    )
    check(source, tmp_path)


def test_an_instance_that_a_view_sets(tmp_path: Path) -> None:
    serializer = """
class CourseSerializer(serializers.ModelSerializer):
    class Meta:
        model = Course
    def update(self, instance, validated_data):
        instance.students  # -> {0}
    def at_once(self):
        self.save().students  # -> {0}
"""
    view = f"{HEAD}from app.ours import CourseSerializer\nmade = CourseSerializer()\nmade.instance = {{}}()\n"
    for model, expected in (("Course", "Course.students"), ("Club", "Course.students | manager Student")):
        files = {"app/__init__.py": "", "app/views.py": view.format(model)}
        check(HEAD + serializer.format(expected), tmp_path / model, files, "app/ours.py")
