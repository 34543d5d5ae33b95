"""Does the inference know what frameworks pass to the functions that they call?"""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from inferred import check

HEAD = "from school.models import Course, Student, Club, User\n"

CASES = {
    "what a mixin only declares": """
        from typing import Any, Callable
        from rest_framework.viewsets import ModelViewSet
        class Mixin:
            get_object: Callable
            get_queryset: "Callable[..., Any]"
            thing: Any
            def act(self):
                self.get_object().students  # -> Course.students
        class Things:
            thing = Course()
        class View(Mixin, Things, ModelViewSet):
            queryset = Course.objects.all()
            def go(self):
                self.get_object().students  # -> Course.students
                self.get_queryset().get().students  # -> Course.students
                self.thing.students  # -> ?
        """,
    "admins": """
        from django.contrib import admin
        from django.contrib.admin import ModelAdmin, TabularInline
        from django.contrib.auth.admin import UserAdmin
        @admin.register(Course)
        class CourseAdmin(admin.ModelAdmin):
            actions = ["act"]
            list_display = ["column", "name"]
            def save_model(self, request, obj, form, change):
                obj.students  # -> Course.students
                form.instance.students  # -> Course.students
                form.save().students  # -> Course.students
                form.cleaned_data["students"]  # -> ?
                change.students  # -> ?
                request.students  # -> ?
            def save_related(self, request, form, formsets, change):
                super().save_related(request, form, formsets, change)
                form.instance.students  # -> Course.students
            def act(self, request, queryset):
                queryset  # -> rows Course
            @admin.action(description="x")
            def marked(self, request, queryset):
                queryset.get().students  # -> Course.students
            @admin.display
            def shown(self, obj):
                obj.students  # -> Course.students
            def column(self, course):
                course.students  # -> Course.students
            def delete_queryset(self, request, queryset):
                queryset.first().students  # -> Course.students
            def get_queryset(self, request):
                return super().get_queryset(request).filter(a=1)
            def change_view(self, request, object_id):
                self.get_object(request, object_id).students  # -> Course.students
                self.get_queryset(request).get().students  # -> Course.students
            def helper(self, thing, obj, queryset, form):
                thing.students  # -> ?
                obj.students  # -> ?
                queryset.students  # -> ?
                form.instance.students  # -> ?
            @staticmethod
            def save_form(request, form):
                form.instance.students  # -> ?
        class ClubAdmin(ModelAdmin):
            def save_model(self, request, obj, form, change):
                obj.members  # -> Club.members
        admin.site.register(Club, ClubAdmin)
        class ManyAdmin(ModelAdmin):
            def save_model(self, request, obj, form, change):
                obj  # -> Club | Course
        admin.site.register([Club, Course], ManyAdmin)
        class Base(ModelAdmin):
            def save_model(self, request, obj, form, change):
                obj  # -> Course
        @admin.register(Course)
        class Below(Base):
            pass
        @admin.register(User)
        class OwnUserAdmin(UserAdmin):
            def save_model(self, request, obj, form, change):
                obj.friends  # -> User.friends
        class Nowhere(ModelAdmin):
            def save_model(self, request, obj, form, change):
                obj.students  # -> ?
                self.get_object(request, 1).students  # -> ?
        class Inline(TabularInline):
            model = Course
            def has_change_permission(self, request, obj=None):
                obj.students  # -> ?
        class Other:
            def save_model(self, request, obj, form, change):
                obj.students  # -> ?
        """,
    "signals": """
        from django.conf import settings
        from django.contrib.auth.signals import user_logged_in
        from django.db.models.signals import m2m_changed, post_save, pre_delete
        from django.dispatch import receiver
        from app.signals import own_signal
        @receiver(post_save, sender=Course)
        def one(sender, instance, created, **kwargs):
            instance.students  # -> Course.students
            sender.objects.get().students  # -> Course.students
            created.students  # -> ?
            kwargs["instance"]  # -> ?
        @receiver([post_save, pre_delete], sender="school.Course")
        def by_label(sender, instance, **kwargs):
            instance.students  # -> Course.students
        @receiver(post_save, sender=Course)
        @receiver(post_save, sender=Club)
        def both(sender, instance, **kwargs):
            instance  # -> Club | Course
        @receiver(post_save, sender=Course)
        def in_keywords(sender, **kwargs):
            kwargs["instance"].students  # -> Course.students
            kwargs.get("instance").students  # -> Course.students
            kwargs["created"]  # -> ?
        @receiver(post_save, sender=settings.AUTH_USER_MODEL)
        def user(sender, instance, **kwargs):
            instance.friends  # -> User.friends
        @receiver(user_logged_in)
        def logged_in(sender, request, user, **kwargs):
            user.friends  # -> User.friends
        def connected(sender, instance, **kwargs):
            instance.students  # -> Course.students
        post_save.connect(connected, sender=Course)
        def connected_too(instance, **kwargs):
            instance.students  # -> Course.students
        post_save.connect(receiver=connected_too, sender=Course)
        @receiver(post_save, sender=Course)
        def and_more(sender, instance, **kwargs):
            instance  # -> ?
        post_save.connect(and_more)
        @receiver(post_save)
        def anything(sender, instance, **kwargs):
            instance.students  # -> ?
        @receiver(own_signal, sender=Course)
        def own(sender, instance, **kwargs):
            instance.students  # -> ?
        @receiver(m2m_changed, sender=Course.students.through)
        def changed(sender, instance, **kwargs):
            instance.students  # -> ?
        @receiver(post_save, sender=unheard_of)
        def unknown(sender, instance, **kwargs):
            instance.students  # -> ?
        def unconnected(sender, instance, **kwargs):
            instance.students  # -> ?
        class Handlers:
            @staticmethod
            @receiver(post_save, sender=Course)
            def handle(sender, instance, **kwargs):
                instance.students  # -> Course.students
        """,
    "forms of views": """
        from django import forms
        from django.views.generic import CreateView, FormView, ListView, UpdateView, View
        class CourseForm(forms.ModelForm):
            class Meta:
                model = Course
        class Creates(CreateView):
            model = Course
            form_class = CourseForm
            def form_valid(self, form):
                response = super().form_valid(form)
                self.object.students  # -> Course.students
                form.instance.students  # -> Course.students
                form.save().students  # -> Course.students
                self.get_form().save().students  # -> Course.students
                return response
        class ByForm(CreateView):
            form_class = CourseForm
            def form_valid(self, form):
                self.object = form.save(commit=False)
                self.object.students  # -> Course.students
        class ByFields(UpdateView):
            model = Club
            fields = ["name"]
            def form_valid(self, form):
                form.save().members  # -> Club.members
        class Form(FormView):
            form_class = CourseForm
            def form_valid(self, form):
                form.save().students  # -> Course.students
        class Chosen(FormView):
            form_class = CourseForm
            def get_form_class(self):
                return pick(self)
            def form_valid(self, form):
                form.save().students  # -> ?
        class NoForm(FormView):
            def form_valid(self, form):
                form.save().students  # -> ?
        class Lists(ListView):
            model = Course
            def get(self, request):
                self.object_list.get().students  # -> Course.students
                self.get_queryset().get().students  # -> Course.students
        class Mixin:
            def post(self, request):
                self.get_object().students  # -> Course.students
        class Mixed(Mixin, UpdateView):
            model = Course
        class Loose:
            def form_valid(self, form):
                form.save().students  # -> ?
        """,
    "serializers of views": """
        from rest_framework import mixins, serializers, viewsets
        class CourseSerializer(serializers.ModelSerializer):
            class Meta:
                model = Course
            def update(self, instance, data):
                instance.students  # -> Course.students
                data.students  # -> ?
                return super().update(instance, data)
        class Plain(serializers.Serializer):
            def update(self, instance, data):
                instance.students  # -> ?
        class Views(viewsets.ModelViewSet):
            queryset = Course.objects.all()
            serializer_class = CourseSerializer
            def perform_create(self, serializer):
                serializer.save(owner=1).students  # -> Course.students
                serializer.instance.students  # -> Course.students
            def perform_destroy(self, instance):
                instance.students  # -> Course.students
            def act(self, request):
                self.get_serializer(data=1).save().students  # -> Course.students
                self.get_serializer(many=True).save().students  # -> ?
        class Chosen(viewsets.ModelViewSet):
            serializer_class = CourseSerializer
            def get_serializer_class(self):
                if self.action:
                    return CourseSerializer
                return super().get_serializer_class()
            def perform_create(self, serializer):
                serializer.save().students  # -> Course.students
        class Picked(viewsets.ModelViewSet):
            serializer_class = CourseSerializer
            def get_serializer_class(self):
                return pick(self) or super().get_serializer_class()
            def perform_create(self, serializer):
                serializer.save().students  # -> ? | Course.students
        class Named(viewsets.ModelViewSet):
            def get_serializer_class(self):
                return CourseSerializer
            def perform_update(self, serializer):
                serializer.save().students  # -> Course.students
        """,
    "methods of factories": """
        import factory
        from django.conf import settings
        class CourseFactory(factory.django.DjangoModelFactory):
            class Meta:
                model = Course
            @classmethod
            def _create(cls, model_class, *args, **kwargs):
                return model_class.objects.create(**kwargs)
            @classmethod
            def _after_postgeneration(cls, instance, create, results=None):
                instance.students  # -> Course.students
                create.students  # -> ?
        class Abstract(factory.django.DjangoModelFactory):
            class Meta:
                abstract = True
            @factory.post_generation
            def students(self, create, extracted, **kwargs):
                self.students  # -> Course.students
        class Concrete(Abstract):
            class Meta:
                model = Course
        class GotOrCreated(CourseFactory):
            class Meta:
                django_get_or_create = ["name"]
        class Users(factory.django.DjangoModelFactory):
            class Meta:
                model = settings.AUTH_USER_MODEL
        class Registered(factory.django.DjangoModelFactory):
            class Meta:
                model = settings.AUTH_USER_MODEL
            @classmethod
            def _create(cls, model_class, *args, **kwargs):
                return cls._get_manager(model_class).create(*args, **kwargs)
        import wagtail_factories
        class PageFactory(wagtail_factories.PageFactory):
            class Meta:
                model = Club
        class Nothing(factory.django.DjangoModelFactory):
            pass
        class PlainFactory(factory.Factory):
            class Meta:
                model = Club
        def f():
            CourseFactory().students  # -> Course.students
            PlainFactory().members  # -> Club.members
            GotOrCreated().students  # -> Course.students
            Users().friends  # -> User.friends
            Registered().friends  # -> User.friends
            PageFactory().members  # -> Club.members
            Registered._get_manager(None).all().first().friends  # -> User.friends
            Nothing._get_manager(None).first().students  # -> ?
            Nothing().students  # -> ?
            PlainFactory.create_batch(2)[0].members  # -> Club.members
        """,
    "factories of which an heir makes something else": """
        import factory
        from school.models import Club, Course
        class CourseFactory(factory.django.DjangoModelFactory):
            class Meta:
                model = Course
            @classmethod
            def first(cls):
                return cls.create()
            @classmethod
            def second(cls):
                one = cls()
                return one
        class ClubFactory(CourseFactory):
            class Meta:
                model = Club
            @classmethod
            def _create(cls, model_class, *args, **kwargs):
                return Club.objects.create()
        class BareFactory(ClubFactory):
            @classmethod
            def _create(cls, model_class, *args, **kwargs):
                return None
        class Abstract(factory.django.DjangoModelFactory):
            class Meta:
                abstract = True
            @classmethod
            def third(cls):
                return cls.create()
        class Heir(Abstract):
            class Meta:
                model = Course
        def test():
            CourseFactory.first()  # -> Course
            CourseFactory()  # -> Course
            ClubFactory.second()  # -> Club
            ClubFactory()  # -> Club
            BareFactory.create()  # -> None
            Heir.third()  # -> Course
            Either()  # -> Club | Course
        class Either(factory.django.DjangoModelFactory):
            class Meta:
                model = Course
            if factory:
                @classmethod
                def _create(cls, model_class, *args, **kwargs):
                    return Club.objects.create()
            else:
                @classmethod
                def _create(cls, model_class, *args, **kwargs):
                    return Course.objects.create()
        class Inside(factory.django.DjangoModelFactory):
            class Meta:
                model = Course
            @classmethod
            def make(cls):
                cls.create()  # -> Club | Course
                cls()  # -> Club | Course
                cls.create_batch(2)  # -> list[Club | Course]
        class Other(Inside):
            class Meta:
                model = Club
            @classmethod
            def _create(cls, model_class, *args, **kwargs):
                return Club.objects.create()
        """,
    "annotations by factories": """
        from typing import NamedTuple, Type
        import factory
        class CourseFactory(factory.django.DjangoModelFactory):
            class Meta:
                model = Course
        class Both(NamedTuple):
            course: CourseFactory
            other: int
        def f(one: CourseFactory, two: "CourseFactory", three: list[CourseFactory], both: Both):
            one.students  # -> Course.students
            two.students  # -> Course.students
            three[0].students  # -> Course.students
            both.course.students  # -> Course.students
        def g(make: type[CourseFactory], quoted: Type["CourseFactory"], course_factory: "CourseFactory"):
            make.create().students  # -> Course.students
            quoted.create().students  # -> Course.students
            course_factory.create().students  # -> Course.students
        """,
    "records": """
        from collections import namedtuple
        from functools import partial
        from types import SimpleNamespace
        Pair = namedtuple("Pair", ["course", "student"])
        Spaced = namedtuple("Spaced", "course, student")
        Odd = namedtuple("Odd", unheard_of)
        def f(x):
            Pair(Course(), student=Student()).course.students  # -> Course.students
            Pair(Course(), Student())[1].courses  # -> Student.courses
            a, b = Spaced(Course(), Student())
            a.students  # -> Course.students
            Odd(course=Course()).course.students  # -> Course.students
            Odd(Course()).course.students  # -> ?
            Pair(*x).course.students  # -> ?
            Pair(Course(), Student()).count  # -> ?
            SimpleNamespace(course=Course()).course.students  # -> Course.students
            SimpleNamespace(club=Club()).club.members  # -> ?
            x.club = Course()
            partial(Course.objects.create, name="x")().students  # -> Course.students
            partial(x, name="x")().students  # -> ?
            list(map(Course, x))[0].students  # -> Course.students
            {**{"a": Course()}, "b": Club()}["a"].students  # -> Course.students
            {**x, "b": Club()}["b"].members  # -> ? | Club.members
        """,
}


@pytest.mark.parametrize("source", CASES.values(), ids=CASES.keys())
def test_passed(source: str, tmp_path: Path) -> None:
    check(HEAD + textwrap.dedent(source), tmp_path)
