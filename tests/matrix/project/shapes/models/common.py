"""What have the models of all shapes in common? A title, a name, and a link's grade and date."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.utils import timezone


class User(AbstractBaseUser):
    """The project's own user, as `AUTH_USER_MODEL` names it."""

    username = models.CharField(max_length=100, unique=True)
    name = models.CharField(max_length=100)

    USERNAME_FIELD = "username"


class Log(models.Model):
    """What receivers and `save()` methods write."""

    text = models.TextField()


class Stranger(models.Model):
    """A model that no relation knows."""

    name = models.CharField(max_length=100)


class Course(models.Model):
    title = models.CharField(max_length=100)

    class Meta:
        abstract = True


class Student(models.Model):
    name = models.CharField(max_length=100)

    class Meta:
        abstract = True


class Link(models.Model):
    grade = models.CharField(max_length=100, blank=True)
    made = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True
