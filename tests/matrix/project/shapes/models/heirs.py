"""What if a model inherits from another, or another from it?"""

from django.db import models

from shapes.models.common import Course, Link, Student


class GivenStudent(Student):
    """Its accessor is `shapes_givencourse`, by `%(app_label)s_%(class)s`."""


class GivenBase(Course):
    students = models.ManyToManyField(GivenStudent, through="GivenLink", related_name="%(app_label)s_%(class)s")

    class Meta:
        abstract = True


class GivenCourse(GivenBase):
    pass


class GivenLink(Link):
    course = models.ForeignKey(GivenCourse, models.CASCADE)
    student = models.ForeignKey(GivenStudent, models.CASCADE)

    class Meta:
        unique_together = [("course", "student")]


class FamilyStudent(Student):
    pass


class FamilyCourse(Course):
    students = models.ManyToManyField(FamilyStudent, through="FamilyLink", related_name="courses")


class FamilyLink(Link):
    course = models.ForeignKey(FamilyCourse, models.CASCADE)
    student = models.ForeignKey(FamilyStudent, models.CASCADE)

    class Meta:
        unique_together = [("course", "student")]


class ProxyOfFamilyStudent(FamilyStudent):
    class Meta:
        proxy = True


class ProxyOfFamilyCourse(FamilyCourse):
    class Meta:
        proxy = True


class ChildOfFamilyStudent(FamilyStudent):
    fund = models.CharField(max_length=100, blank=True)


class ChildOfFamilyCourse(FamilyCourse):
    room = models.CharField(max_length=100, blank=True)


class OwnStudent(Student):
    pass


class OwnCourse(Course):
    students = models.ManyToManyField(OwnStudent, through="OwnLink", related_name="courses")


class OwnLink(Link):
    course = models.ForeignKey(OwnCourse, models.CASCADE)
    student = models.ForeignKey(OwnStudent, models.CASCADE)

    class Meta:
        unique_together = [("course", "student")]


class ChildOfOwnStudent(OwnStudent):
    """Its key is not its parent's, and is that of another."""

    number = models.IntegerField(primary_key=True)
    parent = models.OneToOneField(OwnStudent, models.CASCADE, parent_link=True)


class ChildOfOwnCourse(OwnCourse):
    """Its key is not its parent's, and is that of another."""

    number = models.IntegerField(primary_key=True)
    parent = models.OneToOneField(OwnCourse, models.CASCADE, parent_link=True)


class ToProxyStudent(Student):
    pass


class ProxyOfToProxyStudent(ToProxyStudent):
    class Meta:
        proxy = True


class ToProxyCourse(Course):
    """The field points to a proxy."""

    students = models.ManyToManyField(ProxyOfToProxyStudent, through="ToProxyLink", related_name="courses")


class ToProxyLink(Link):
    course = models.ForeignKey(ToProxyCourse, models.CASCADE)
    student = models.ForeignKey(ProxyOfToProxyStudent, models.CASCADE)

    class Meta:
        unique_together = [("course", "student")]


class BaseOfToChildStudent(Student):
    pass


class ToChildStudent(BaseOfToChildStudent):
    fund = models.CharField(max_length=100, blank=True)


class BaseOfToChildCourse(Course):
    pass


class ToChildCourse(BaseOfToChildCourse):
    """Both ends have a table of their parent's as well."""

    students = models.ManyToManyField(ToChildStudent, through="ToChildLink", related_name="courses")


class ToChildLink(Link):
    course = models.ForeignKey(ToChildCourse, models.CASCADE)
    student = models.ForeignKey(ToChildStudent, models.CASCADE)

    class Meta:
        unique_together = [("course", "student")]


class HeirStudent(Student):
    pass


class HeirCourse(Course):
    students = models.ManyToManyField(HeirStudent, through="HeirLink", related_name="courses")


class BaseOfHeirLink(models.Model):
    note = models.CharField(max_length=100, blank=True)


class HeirLink(BaseOfHeirLink):
    """The link has a table of its parent's as well."""

    course = models.ForeignKey(HeirCourse, models.CASCADE)
    student = models.ForeignKey(HeirStudent, models.CASCADE)
    grade = models.CharField(max_length=100, blank=True)

    class Meta:
        unique_together = [("course", "student")]


class OrderedStudent(Student):
    pass


class OrderedCourse(Course):
    students = models.ManyToManyField(OrderedStudent, through="OrderedLink", related_name="courses")


class OrderedLink(Link):
    course = models.ForeignKey(OrderedCourse, models.CASCADE)
    student = models.ForeignKey(OrderedStudent, models.CASCADE)

    class Meta:
        unique_together = [("course", "student")]
        order_with_respect_to = "course"
