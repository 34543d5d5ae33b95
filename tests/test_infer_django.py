"""Does the inference know Django's idioms: managers, querysets, foreign keys, views, forms, migrations?"""

from __future__ import annotations

import ast
import textwrap
from pathlib import Path

import pytest
from inferred import check, inference, shown

HEAD = "from school.models import Course, Student, Teacher, Club, User, Enrollment, Base, Choir, Seminar\n"

CASES = {
    "instances": """
        def f():
            Course(name="x")  # -> Course
            Course.objects.create(name="x")  # -> Course
            Course.objects.get(pk=1)  # -> Course
            Course.objects.first()  # -> Course
            Course.objects.filter(name="x").order_by("pk").last()  # -> Course
            Course.objects.latest("pk")  # -> Course
            Course._default_manager.get(pk=1)  # -> Course
            Course.plain.using("other").earliest("pk")  # -> Course
            Course.objects.all()[0]  # -> Course
            Course.objects.all()[0:3][0]  # -> Course
            list(Course.objects.all())[-1]  # -> Course
            next(iter(Course.objects.all()), None)  # -> Course | None
            Base()  # -> Band | Choir
            Course.nothing.get()  # -> ?
        """,
    "pairs": """
        def f():
            course, created = Course.objects.get_or_create(name="x")
            course.students  # -> Course.students
            created  # -> other
            Course.objects.update_or_create(name="x")[0].students  # -> Course.students
            (course, _), extra = Course.objects.get_or_create(), 1
            course  # -> Course
        """,
    "rows": """
        def f(x):
            Course.objects  # -> manager Course
            Course.objects.all()  # -> rows Course
            Course.objects.exclude(a=1).select_related("teacher").prefetch_related("students")  # -> rows Course
            Course.objects.annotate(n=1).distinct().using("x").none().reverse().defer("a").only("b")  # -> rows Course
            Course.objects.select_for_update().union(Course.objects.all())  # -> rows Course
            Course.objects.all() | Course.objects.none()  # -> rows Course
            Course.objects.all()[:5]  # -> rows Course
            Course.objects.db_manager("x")  # -> manager Course
            Course.objects.iterator()  # -> iterator[Course]
            Course.objects.all().iterator()  # -> iterator[Course]
            Course.objects.count()  # -> other
            Course.objects.values()  # -> queryset[other]
            Course.objects.in_bulk()  # -> dict[key Course.id: Course]
            Course.objects.bulk_create([Course()])  # -> list[Course]
            Course.objects.raw("select 1")[0]  # -> Course
            Course.objects.raw("select 1")[:2]  # -> list[Course]
            Course.objects.values_list("pk", flat=True)[:2]  # -> queryset[key Course.id]
            Course.objects.all()[::2]  # -> list[Course]
            Course.objects.unheard_of()  # -> ?
        """,
    "async": """
        async def f(x):
            (await Course.objects.aget(pk=1)).students  # -> Course.students
            (await Course.objects.acreate(pk=1)).students  # -> Course.students
            course, _ = await Course.objects.aget_or_create(pk=1)
            course.students  # -> Course.students
            Course.objects.aget(pk=1).students  # -> ?
            async for course in Course.objects.all():
                course.students  # -> Course.students
            async for course in Course.objects.filter(pk=1).aiterator():
                course.students  # -> Course.students
            [c.students async for c in Course.objects.all()]  # c.students -> Course.students
            student = await course.students.acreate(name="x")
            student.courses  # -> Student.courses
            await x  # -> ?
        """,
    "keys": """
        def f(request):
            Student.objects.values_list("pk", flat=True)  # -> queryset[key Student.id]
            Student.objects.values_list("pk", flat=True).filter(a=1).distinct()  # -> queryset[key Student.id]
            Enrollment.objects.values_list("student_id", flat=True)  # -> queryset[key Student.id]
            Enrollment.objects.values_list("student", flat=True)  # -> queryset[key Student.id]
            Enrollment.objects.values_list("course__teacher__pk", flat=True)  # -> queryset[key Teacher.id]
            Enrollment.objects.values_list("student", "grade")  # -> queryset[tuple(key Student.id, other)]
            Enrollment.objects.values_list("student__odd", flat=True)  # -> queryset[?]
            Student.objects.values_list(*request)  # -> queryset[?]
            Student.objects.get().pk  # -> key Student.id
            Student.objects.get().id  # -> key Student.id
            Enrollment.objects.get().student_id  # -> key Student.id
            str(Student.objects.get().pk)  # -> key Student.id
            [s.pk for s in Student.objects.all()]  # -> list[key Student.id]
            7  # -> literal
            f"{request}"  # -> literal
            request.POST.getlist("students")  # -> list[literal]
            request.POST.get("student", None)  # -> None | literal
            request.GET.get("student", Student())  # -> Student | literal
            request.GET.get("student", default=request.other)  # -> ? | literal
        """,
    "foreign keys": """
        def f(e: Enrollment):
            e.course.students  # -> Course.students
            e.course.teacher.user.friends  # -> User.friends
            e.course.teacher.course_set.get().students  # -> Course.students
            e.course.teacher.course_set.filter(pk=1).first().students  # -> Course.students
            for other in e.student.enrollment_set.all():
                other.course.students  # -> Course.students
            e.grade  # -> other
            e.nothing.students  # -> ?
            e.course.enrollment_set.create(student=1).student.courses  # -> Student.courses
            e.student.clubs  # -> manager Club
            e.course.students.students  # -> ?
        """,
    "accessors": """
        def f(course: Course, student: Student):
            course.students.all()  # -> rows Student
            course.students.filter(pk=1).first().courses  # -> Student.courses
            course.students.create(name="x")  # -> Student
            course.students.get_or_create(name="x")  # -> tuple(Student, other)
            course.students.add(student)  # -> None
            course.students.add  # -> verb Course.students.add
            course.students.through  # -> type Enrollment
            course.students.through.objects.get().course.students  # -> Course.students
            Course.students.through.objects.all()  # -> rows Enrollment
            course.students(manager="plain")  # -> Course.students, configured
            course.students.db_manager("other")  # -> Course.students, configured
            course.students.using("other")  # -> rows Student
            course.students.model.objects.get().courses  # -> Student.courses
            course.students.instance  # -> Course
            members = course.students
            members  # -> Course.students
            getattr(course, "students")  # -> Course.students
            getattr(course, student)  # -> ?
            for s in course.students.all():
                s.courses  # -> Student.courses
            course.students.values_list("pk", flat=True)  # -> queryset[key Student.id]
            [m for m in (course.students, student.courses)]  # -> list[Course.students | Student.courses]
        """,
    "inherited": """
        def f(base: Base):
            Seminar().students  # -> Seminar.students
            base.singers  # -> Band.singers | Choir.singers
            Choir.objects.get().singers  # -> Choir.singers
        """,
    "same class name in another app": """
        from other.models import Course as OtherCourse
        import other.models
        def f():
            OtherCourse().students  # -> manager Student
            other.models.Course.objects.get().students  # -> manager Student
        """,
    "shortcuts": """
        from django.shortcuts import get_object_or_404, get_list_or_404
        from django import shortcuts
        from django.contrib.auth import get_user_model
        from django.apps import apps
        import django.contrib.auth as auth
        import copy, swapper
        def f(x):
            get_object_or_404(Course, pk=1).students  # -> Course.students
            shortcuts.get_object_or_404(Course.objects.filter(a=1), pk=1)  # -> Course
            get_object_or_404(x.courses, pk=1)  # -> ?
            get_object_or_404(Student.objects.get().courses, pk=1)  # -> Course
            get_list_or_404(Course)[0].students  # -> Course.students
            get_user_model().objects.get().friends  # -> User.friends
            auth.get_user_model()().friends  # -> User.friends
            apps.get_model("school", "Course").objects.get().students  # -> Course.students
            apps.get_model("school.course")().students  # -> Course.students
            apps.get_model(app_label="school", model_name="Course")().students  # -> Course.students
            apps.get_model("school", x)  # -> ?
            swapper.load_model("school", "Course")().students  # -> Course.students
            copy.copy(Course())  # -> Course
            copy.deepcopy(Course()).students  # -> Course.students
        """,
    "migrations": """
        def forwards(apps, schema_editor):
            Course = apps.get_model("school", "Course")
            Course  # -> type Course@apps
            Course.objects.create().students  # -> Course.students@apps
            for c in Course.objects.filter(a=1):
                c.students.all()  # -> rows Student@apps
                c.teacher.user.friends  # -> User.friends@apps
            Course.objects.open()  # -> ?
            Course().describe()  # -> ?
            apps.get_model("school", "Gone")  # -> type Gone@apps
            apps.get_model("school", "Gone").objects.get().students  # -> ?
            apps.get_model("school", "Gone")().students  # -> ?
        """,
    "models by names and by the setting of users": """
        from django.apps import apps as registered
        from django.conf import settings
        APP = "school"
        def forwards(apps, schema_editor):
            apps.get_model(APP, "Course")().students  # -> Course.students@apps
            for name in ("Course", "Student"):
                apps.get_model(APP, name)  # -> type Course@apps | type Student@apps
            apps.get_model(settings.AUTH_USER_MODEL)().friends  # -> User.friends@apps
            apps.get_model(*settings.AUTH_USER_MODEL.split("."))().friends  # -> User.friends@apps
            app, name = settings.AUTH_USER_MODEL.split(".")
            apps.get_model(app, name)().friends  # -> User.friends@apps
            first, _, last = getattr(settings, "AUTH_USER_MODEL", "auth.User").rpartition(".")
            apps.get_model(app_label=first, model_name=last)().friends  # -> User.friends@apps
            label = settings.AUTH_USER_MODEL
            registered.get_model(label)().friends  # -> User.friends
            apps.get_model(APP, last)  # -> ?
            apps.get_model(settings.OTHER_MODEL)  # -> ?
            apps.get_model(APP, editor)  # -> ?
            apps.get_model()  # -> ?
        """,
    "migrations whose functions stand in the class": """
        from django.db import migrations
        class Migration(migrations.Migration):
            def forwards(registry, editor):
                registry.get_model("school", "Course").objects.get().students  # -> Course.students@registry
            def other(registry, editor):
                registry.get_model("school", "Course").objects.get().students  # -> ?
            operations = [migrations.RunPython(forwards)]
        class Other:
            def forwards(registry, editor):
                registry.get_model("school", "Course").objects.get().students  # -> ?
        """,
    "requests": """
        def view(request, pk):
            request.user.friends  # -> User.friends
            request.course.students  # -> ?
        class View:
            def get(self, request):
                request.user.friends  # -> User.friends
                self.request.user.friends  # -> User.friends
            def other(self, pk, course, request):
                request.user.friends  # -> ?
        def helper():
            request = make()
            request.user.friends  # -> ?
        """,
    "text, numbers and containers have no accessors": """
        def view(request):
            course = request.POST.get("course", None)
            if course.isdigit():
                course = Course.objects.get(pk=course)
            course.students  # -> Course.students
            course.title  # -> ?
            for one in ([], {}, 7, request.GET["x"], Course()):
                one.students  # -> Course.students
                one.copy  # -> ?
            "x".students  # -> ?
            for one in (request.other, Course()):
                one.students  # -> ? | Course.students
        """,
    "requests of graphene": """
        class Join:
            def mutate(self, info, course):
                info.context.user.friends  # -> User.friends
                user = info.context.user
                user.friends  # -> User.friends
                info.user.friends  # -> ?
                info.context.course.students  # -> ?
            @classmethod
            def mutate_and_get_payload(cls, root, info, **given):
                info.context.user.friends  # -> User.friends
            def other(self, pk, course, info):
                info.context.user.friends  # -> ?
        def helper(info):
            info = make()
            info.context.user.friends  # -> ?
        """,
    "requests of graphene whose user is set": """
        def test(info):
            info.context.user = Student()
            info.context.user.friends  # -> ?
        """,
    "adapters of django-allauth": """
        from allauth.account.adapter import DefaultAccountAdapter
        from allauth.socialaccount import adapter
        class Account(DefaultAccountAdapter):
            def save_user(self, request, user, form, commit=True):
                user.friends  # -> User.friends
                saved = super().save_user(request, user, form, commit)
                saved.friends  # -> User.friends
                return saved
        class Social(adapter.DefaultSocialAccountAdapter):
            def save_user(self, request, sociallogin, form=None):
                sociallogin.friends  # -> ?
                super().save_user(request, sociallogin, form).friends  # -> User.friends
                super().populate_user(request, sociallogin, {}).friends  # -> User.friends
        class Neither:
            def save_user(self, request, user):
                user.friends  # -> ?
                super().save_user(request, user).friends  # -> ?
        """,
    "forms to sign up with of django-allauth": """
        from allauth.account.forms import SignupForm
        from allauth.socialaccount import forms
        class Account(SignupForm):
            def save(self, request):
                user = super().save(request)
                user.friends  # -> User.friends
                request.friends  # -> ?
                return user
            def custom_signup(self, request, user):
                user.friends  # -> User.friends
        class Social(forms.SignupForm):
            def signup(self, request, user):
                user.friends  # -> User.friends
        class Neither(Form):
            def save(self, request):
                super().save(request).friends  # -> ?
            def custom_signup(self, request, user):
                user.friends  # -> ?
        def f(request):
            Account(request.POST).save(request).friends  # -> User.friends
        """,
    "users of mozilla-django-oidc and guardian": """
        from guardian.utils import get_anonymous_user
        from mozilla_django_oidc.auth import OIDCAuthenticationBackend
        class Backend(OIDCAuthenticationBackend):
            def create_user(self, claims):
                user = super().create_user(claims)
                user.friends  # -> User.friends
                return user
            def update_user(self, user, claims):
                user.friends  # -> User.friends
                claims.friends  # -> ?
            def set_roles(self, user, roles):
                user.friends  # -> User.friends
                self.UserModel.objects.get(email=roles).friends  # -> User.friends
            def verify_claims(self, claims):
                claims.friends  # -> ?
            def authenticate(self, request, **kwargs):
                self.set_roles(super().create_user(kwargs), [])
        class Neither:
            def update_user(self, user, claims):
                user.friends  # -> ?
                super().create_user(claims).friends  # -> ?
        def f():
            get_anonymous_user().friends  # -> User.friends
        """,
    "requests whose user is set to one": """
        def view(request, pk):
            request.user = User.objects.get(pk=pk)
            request.user.friends  # -> User.friends
        def other(request):
            request.user.friends  # -> User.friends
        """,
    "requests whose user is set to one and to more": """
        def view(request, pk):
            request.user = User.objects.get(pk=pk)
            request.user.friends  # -> ?
        def other(request):
            request.user, other = User.objects.all()
        """,
    "requests whose user is set": """
        def view(request, x):
            request.user = x
            request.user.friends  # -> ?
        """,
    "requests that tests make": """
        from django.contrib.auth.models import AnonymousUser
        from django.http import HttpRequest
        from django.test import RequestFactory
        class Tests:
            def setUp(self):
                self.factory = RequestFactory()
            def test(self):
                request = self.factory.get("/")
                request.user = User.objects.get()
                request.user.friends  # -> User.friends
                request.course.students  # -> ?
            def test_other(self):
                request = HttpRequest()
                request.user = AnonymousUser()
                request.user.friends  # -> User.friends
            def test_more(self, x):
                request = x.get("/")
                request.user.friends  # -> ?
        """,
    "requests that tests make, with another user": """
        from django.test import RequestFactory
        def test(student: Student):
            req = RequestFactory().get("/")
            req.user = student
            req.user.friends  # -> ?
        class Tests:
            def setUp(self):
                self.user = 7
                self.asked = RequestFactory().get("/")
            def test(self):
                request = RequestFactory().post("/")
                request.user.friends  # -> User.friends
                self.request.user.friends  # -> User.friends
        """,
    "views": """
        from django.views import generic
        from django.views.generic import DetailView
        from rest_framework import viewsets
        class A(generic.UpdateView):
            model = Course
            def post(self, request):
                self.object.students  # -> Course.students
                self.get_object().students  # -> Course.students
                self.get_queryset()  # -> rows Course
        class B(DetailView):
            queryset = Club.objects.filter(a=1)
            def get(self, request):
                self.object = self.get_object()
                self.object.members  # -> Club.members
        class C(viewsets.ModelViewSet):
            queryset = Course.objects.all()
            def enrol(self, request, pk=None):
                course = self.get_object()
                course.students  # -> Course.students
        class D(DetailView):
            model = Course
            def get_queryset(self):
                return Club.objects.all()
            def get(self, request):
                self.get_object().students  # -> manager Student
        class E(DetailView):
            model = Course
            def get_object(self):
                return Club.objects.get()
            def get(self, request):
                self.get_object().members  # -> Club.members
        class F(DetailView):
            def get(self, request):
                self.get_object().members  # -> ?
                self.object.members  # -> ?
        class G:
            model = Course
            def get(self, request):
                self.get_object().students  # -> ?
        class H(DetailView):
            model = Course
            def get(self, request):
                self.object.students  # -> Course.students | manager Student
        class I(H):
            model = Club
            def post(self, request):
                self.object  # -> Club
        class J(generic.dates.DateDetailView):
            def get_queryset(self):
                return Club.objects.filter(public=True)
            def post(self, request):
                self.get_object().members  # -> Club.members
        """,
    "forms": """
        from django import forms
        from rest_framework import serializers
        class CourseForm(forms.ModelForm):
            class Meta:
                model = Course
            def save(self, commit=True):
                course = super().save(commit=False)
                course.students  # -> Course.students
                self.instance.students  # -> Course.students
                return course
        class ClubForm(forms.ModelForm):
            class Meta:
                model = Club
        class ClubSerializer(serializers.ModelSerializer):
            class Meta:
                model = Club
            def create(self, data):
                club = super().create(data)
                club.members  # -> Club.members
        class NotAForm:
            class Meta:
                model = Club
            def f(self):
                self.instance.members  # -> ?
        def view(request):
            CourseForm(request.POST).save().students  # -> Course.students
            form = ClubForm(request.POST)
            form.instance.members  # -> Club.members
            form.save().members  # -> Club.members
            ClubSerializer().save().members  # -> Club.members
            request.form.save().members  # -> ?
        """,
    "factories": """
        import factory
        from factory.django import DjangoModelFactory
        class CourseFactory(DjangoModelFactory):
            class Meta:
                model = Course
        class ClubFactory(factory.django.DjangoModelFactory):
            class Meta:
                model = "school.Club"
        def f():
            CourseFactory().students  # -> Course.students
            CourseFactory.create(name="x").students  # -> Course.students
            CourseFactory.create_batch(3)[1].students  # -> Course.students
            a, b = CourseFactory.build_batch(2)
            a.students  # -> Course.students
            ClubFactory().members  # -> Club.members
        """,
    "type comments": """
        def f(x):
            z = x.z  # type: Course
            z.students  # -> Course.students
            for w in x.ws:  # type: Club
                w.members  # -> Club.members
            ignored = x.y  # type: ignore
            ignored.students  # -> ?
            wrong = x.y  # type: 1 +
            wrong.students  # -> ?
            several, two = x.y  # type: Course
            two.students  # -> ?
            known = Club()  # type: Course
            known.members  # -> Club.members
        def g(
            x,  # type: Course
            y,
        ):
            x.students  # -> Course.students
            y.students  # -> ?
        """,
    "annotations": """
        from __future__ import annotations
        from collections.abc import Iterable, Sequence
        from typing import TYPE_CHECKING, Annotated, Any, Optional, TypeVar, Union
        import typing as t
        from django.db.models import Manager, QuerySet
        from django.db import models
        if TYPE_CHECKING:
            from school.models import Club as Group
        T = TypeVar("T", bound=Course)
        def f(
            a: Course, b: "Course", c: Optional[Course], d: Course | None, e: Union[Course, Club], g: "Group",
            h: T, i: Any, j: Annotated[Course, 1], k: type[Course], l: list[Course], m: Iterable["Course"],
            n: QuerySet[Course], o: "models.QuerySet[Course]", p: dict[str, Course], q: t.Optional["Course"],
            r: tuple[Course, Club], s: Manager[Course], u: set[Course], v: str, w: list, x: models.Model,
            *args: Course, y: Course = None, **kwargs: Club,
        ):
            a.students  # -> Course.students
            b.students  # -> Course.students
            c.students  # -> Course.students
            d.students  # -> Course.students
            e  # -> Club | Course
            g.members  # -> Club.members
            h.students  # -> Course.students
            i.students  # -> ?
            j.students  # -> Course.students
            k.objects.get().students  # -> Course.students
            l[0].students  # -> Course.students
            [z.students for z in m]  # z.students -> Course.students
            n.first().students  # -> Course.students
            o  # -> rows Course
            p["x"].students  # -> Course.students
            q.students  # -> Course.students
            r[1].members  # -> Club.members
            s.get().students  # -> Course.students
            u  # -> set[Course]
            v  # -> said key
            w[0].students  # -> ?
            x.students  # -> ?
            args[0].students  # -> Course.students
            y.students  # -> Course.students
            kwargs["z"].members  # -> Club.members
        def g(x):
            course: Course = x.course
            course.students  # -> Course.students
            club: Club
            if x:
                club = x
            else:
                club = x.y
            club.members  # -> Club.members
            anything: Any = Course()
            anything.students  # -> Course.students
        """,
    "annotations of keys": """
        def found() -> list[int]:
            return [student.pk for student in Student.objects.all()]
        def sent() -> list[str]:
            return ask()
        def f(pk: int, text: str, several: list[int], *more: int):
            pk  # -> said key
            several  # -> list[said key]
            more  # -> tuple[said key]
            [one for one in text]  # one -> said key
            text.split(",")  # -> list[literal]
            int(text)  # -> literal
            found()  # -> list[key Student.id]
            sent()  # -> list[said key]
            if isinstance(pk, int):
                pk  # -> literal
        """,
}


@pytest.mark.parametrize("source", CASES.values(), ids=CASES.keys())
def test_idiom(source: str, tmp_path: Path) -> None:
    check(HEAD + textwrap.dedent(source), tmp_path)


@pytest.mark.parametrize("header", ["def f(x, y):", "def f(\n    x,\n    y,\n):", "def f(self, x, y):"])
def test_signature_in_a_comment(header: str, tmp_path: Path) -> None:
    source = f"{HEAD}{header}\n    # type: (Course, Club) -> None\n    x.students\n    y.members\n"
    infer, tree = inference(source, tmp_path)
    (function,) = (node for node in tree.body if isinstance(node, ast.FunctionDef))
    said = [shown(infer.values(node.value)) for node in function.body if isinstance(node, ast.Expr)]
    assert said == ["Course.students", "Club.members"]
