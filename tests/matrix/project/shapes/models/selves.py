"""What if both ends are of one model, or one is the user?"""

from django.conf import settings
from django.db import models

from shapes.models.common import Course, Link, Student


class FollowStudent(Student):
    students = models.ManyToManyField(
        "self", through="FollowLink", symmetrical=False, related_name="courses", through_fields=("course", "student")
    )


class FollowLink(Link):
    course = models.ForeignKey(FollowStudent, models.CASCADE, related_name="+")
    student = models.ForeignKey(FollowStudent, models.CASCADE, related_name="+")

    class Meta:
        unique_together = [("course", "student")]


class FriendStudent(Student):
    students = models.ManyToManyField("self", through="FriendLink")


class FriendLink(Link):
    """Each friendship is two rows."""

    course = models.ForeignKey(FriendStudent, models.CASCADE, related_name="+")
    student = models.ForeignKey(FriendStudent, models.CASCADE, related_name="+")

    class Meta:
        unique_together = [("course", "student")]


class PalStudent(Student):
    students = models.ManyToManyField("self", through="PalLink")


class PalLink(Link):
    """Each friendship is two rows, and nothing is unique."""

    course = models.ForeignKey(PalStudent, models.CASCADE, related_name="+")
    student = models.ForeignKey(PalStudent, models.CASCADE, related_name="+")


class UserCourse(Course):
    students = models.ManyToManyField(settings.AUTH_USER_MODEL, through="UserLink", related_name="courses")


class UserLink(Link):
    course = models.ForeignKey(UserCourse, models.CASCADE)
    student = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)

    class Meta:
        unique_together = [("course", "student")]
