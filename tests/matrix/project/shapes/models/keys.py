"""Which column does a link point to, and of what type?"""

import itertools
import uuid

from django.db import models

from shapes.models.common import Course, Link, Student


class Counted:
    """Gives keys that are the same in every run, which begins by setting `numbers`."""

    numbers = itertools.count(1000)


def counted():
    return uuid.UUID(int=next(Counted.numbers))


class UuidStudent(Student):
    id = models.UUIDField(primary_key=True, default=counted)


class UuidCourse(Course):
    id = models.UUIDField(primary_key=True, default=counted)
    students = models.ManyToManyField(UuidStudent, through="UuidLink", related_name="courses")


class UuidLink(Link):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    course = models.ForeignKey(UuidCourse, models.CASCADE)
    student = models.ForeignKey(UuidStudent, models.CASCADE)

    class Meta:
        unique_together = [("course", "student")]


class WordStudent(Student):
    """Its key is a text."""

    slug = models.CharField(max_length=100, primary_key=True)


class WordCourse(Course):
    """Its key is a text."""

    slug = models.CharField(max_length=100, primary_key=True)
    students = models.ManyToManyField(WordStudent, through="WordLink", related_name="courses")


class WordLink(Link):
    course = models.ForeignKey(WordCourse, models.CASCADE)
    student = models.ForeignKey(WordStudent, models.CASCADE)

    class Meta:
        unique_together = [("course", "student")]


class CodeStudent(Student):
    code = models.CharField(max_length=100, unique=True)


class CodeCourse(Course):
    code = models.CharField(max_length=100, unique=True)
    students = models.ManyToManyField(CodeStudent, through="CodeLink", related_name="courses")


class CodeLink(Link):
    """Its columns hold the ends' codes."""

    course = models.ForeignKey(CodeCourse, models.CASCADE, to_field="code")
    student = models.ForeignKey(CodeStudent, models.CASCADE, to_field="code")

    class Meta:
        unique_together = [("course", "student")]


class FigureStudent(Student):
    number = models.IntegerField(unique=True)


class FigureCourse(Course):
    number = models.IntegerField(unique=True)
    students = models.ManyToManyField(FigureStudent, through="FigureLink", related_name="courses")


class FigureLink(Link):
    """Its columns hold the ends' numbers, each of which is the key of another row."""

    course = models.ForeignKey(FigureCourse, models.CASCADE, to_field="number")
    student = models.ForeignKey(FigureStudent, models.CASCADE, to_field="number")

    class Meta:
        unique_together = [("course", "student")]
