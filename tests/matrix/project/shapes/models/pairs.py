"""What may make a pair unique, or not, and what else may a link hold?"""

import django
from django.db import models

from shapes.models.common import Course, Link, Student


class TogetherStudent(Student):
    pass


class TogetherCourse(Course):
    students = models.ManyToManyField(TogetherStudent, through="TogetherLink", related_name="courses")


class TogetherLink(Link):
    course = models.ForeignKey(TogetherCourse, models.CASCADE)
    student = models.ForeignKey(TogetherStudent, models.CASCADE)

    class Meta:
        unique_together = [("course", "student")]


class ConstraintStudent(Student):
    """Its accessor has the default name, `constraintcourse_set`."""


class ConstraintCourse(Course):
    students = models.ManyToManyField(ConstraintStudent, through="ConstraintLink")


class ConstraintLink(Link):
    course = models.ForeignKey(ConstraintCourse, models.CASCADE)
    student = models.ForeignKey(ConstraintStudent, models.CASCADE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "student"], name="constraint_pair")]


class OneStudent(Student):
    pass


class OneCourse(Course):
    students = models.ManyToManyField(OneStudent, through="OneLink", related_name="courses")


class OneLink(Link):
    course = models.ForeignKey(OneCourse, models.CASCADE)
    student = models.OneToOneField(OneStudent, models.CASCADE)


class OneKeyStudent(Student):
    pass


class OneKeyCourse(Course):
    students = models.ManyToManyField(OneKeyStudent, through="OneKeyLink", related_name="courses")


class OneKeyLink(Link):
    course = models.ForeignKey(OneKeyCourse, models.CASCADE)
    student = models.OneToOneField(OneKeyStudent, models.CASCADE, primary_key=True)


class FreeStudent(Student):
    pass


class FreeCourse(Course):
    students = models.ManyToManyField(FreeStudent, through="FreeLink", related_name="courses")


class FreeLink(Link):
    """Nothing is unique."""

    course = models.ForeignKey(FreeCourse, models.CASCADE)
    student = models.ForeignKey(FreeStudent, models.CASCADE)


class PartlyStudent(Student):
    pass


class PartlyCourse(Course):
    students = models.ManyToManyField(PartlyStudent, through="PartlyLink", related_name="courses")


class PartlyLink(Link):
    """Unique where a condition holds."""

    course = models.ForeignKey(PartlyCourse, models.CASCADE)
    student = models.ForeignKey(PartlyStudent, models.CASCADE)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "student"], condition=models.Q(grade="final"), name="partly_pair")
        ]


class WiderStudent(Student):
    pass


class WiderCourse(Course):
    students = models.ManyToManyField(WiderStudent, through="WiderLink", related_name="courses")


class WiderLink(Link):
    """Unique with a third column."""

    course = models.ForeignKey(WiderCourse, models.CASCADE)
    student = models.ForeignKey(WiderStudent, models.CASCADE)
    role = models.CharField(max_length=100, default="member")

    class Meta:
        unique_together = [("course", "student", "role")]


class HiddenStudent(Student):
    """It has no accessor: `related_name="+"`."""


class HiddenCourse(Course):
    students = models.ManyToManyField(HiddenStudent, through="HiddenLink", related_name="+")


class HiddenLink(Link):
    course = models.ForeignKey(HiddenCourse, models.CASCADE, related_name="+")
    student = models.ForeignKey(HiddenStudent, models.CASCADE, related_name="+")

    class Meta:
        unique_together = [("course", "student")]


class FourStudent(Student):
    pass


class FourCourse(Course):
    students = models.ManyToManyField(
        FourStudent, through="FourLink", through_fields=("course", "student"), related_name="courses"
    )


class FourLink(Link):
    """Four foreign keys: `through_fields` says which are the pair."""

    origin = models.ForeignKey(FourCourse, models.SET_NULL, null=True, related_name="+")
    course = models.ForeignKey(FourCourse, models.CASCADE)
    mentor = models.ForeignKey(FourStudent, models.SET_NULL, null=True, related_name="+")
    student = models.ForeignKey(FourStudent, models.CASCADE)

    class Meta:
        unique_together = [("course", "student")]


class SeatStudent(Student):
    pass


class SeatCourse(Course):
    students = models.ManyToManyField(SeatStudent, through="SeatLink", related_name="courses")


class SeatLink(Link):
    """A column of its own is unique: the second bare link fails."""

    course = models.ForeignKey(SeatCourse, models.CASCADE)
    student = models.ForeignKey(SeatStudent, models.CASCADE)
    seat = models.IntegerField(unique=True, default=0)

    class Meta:
        unique_together = [("course", "student")]


class TextStudent(Student):
    pass


class TextCourse(Course):
    students = models.ManyToManyField(TextStudent, through="TextLink", related_name="courses")


class TextLink(Link):
    """A text is required, which the database takes for empty."""

    course = models.ForeignKey(TextCourse, models.CASCADE)
    student = models.ForeignKey(TextStudent, models.CASCADE)
    role = models.CharField(max_length=100)

    class Meta:
        unique_together = [("course", "student")]


class NumberStudent(Student):
    pass


class NumberCourse(Course):
    students = models.ManyToManyField(NumberStudent, through="NumberLink", related_name="courses")


class NumberLink(Link):
    """A number is required, which the database insists on."""

    course = models.ForeignKey(NumberCourse, models.CASCADE)
    student = models.ForeignKey(NumberStudent, models.CASCADE)
    number = models.IntegerField()

    class Meta:
        unique_together = [("course", "student")]


class NullStudent(Student):
    pass


class NullCourse(Course):
    students = models.ManyToManyField(NullStudent, through="NullLink", related_name="courses")


class NullLink(Link):
    """Both ends may be missing."""

    course = models.ForeignKey(NullCourse, models.CASCADE, null=True)
    student = models.ForeignKey(NullStudent, models.CASCADE, null=True)

    class Meta:
        unique_together = [("course", "student")]


class NullFreeStudent(Student):
    pass


class NullFreeCourse(Course):
    students = models.ManyToManyField(NullFreeStudent, through="NullFreeLink", related_name="courses")


class NullFreeLink(Link):
    """Both ends may be missing, and nothing is unique."""

    course = models.ForeignKey(NullFreeCourse, models.CASCADE, null=True)
    student = models.ForeignKey(NullFreeStudent, models.CASCADE, null=True)


class NameStudent(Student):
    """Its name is unique: making it again fails."""

    email = models.CharField(max_length=100, unique=True, null=True)


class NameCourse(Course):
    students = models.ManyToManyField(NameStudent, through="NameLink", related_name="courses")


class NameLink(Link):
    course = models.ForeignKey(NameCourse, models.CASCADE)
    student = models.ForeignKey(NameStudent, models.CASCADE)

    class Meta:
        unique_together = [("course", "student")]


if django.VERSION >= (5, 0):

    class FilledStudent(Student):
        pass

    class FilledCourse(Course):
        students = models.ManyToManyField(FilledStudent, through="FilledLink", related_name="courses")

    class FilledLink(Link):
        """The database fills a column."""

        course = models.ForeignKey(FilledCourse, models.CASCADE)
        student = models.ForeignKey(FilledStudent, models.CASCADE)
        role = models.CharField(max_length=100, db_default="member")

        class Meta:
            unique_together = [("course", "student")]


if django.VERSION >= (5, 2):

    class CompositeStudent(Student):
        pass

    class CompositeCourse(Course):
        students = models.ManyToManyField(CompositeStudent, through="CompositeLink", related_name="courses")

    class CompositeLink(Link):
        """The pair is the primary key."""

        pk = models.CompositePrimaryKey("course", "student")
        course = models.ForeignKey(CompositeCourse, models.CASCADE)
        student = models.ForeignKey(CompositeStudent, models.CASCADE)
