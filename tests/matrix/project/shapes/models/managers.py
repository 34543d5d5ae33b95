"""What do default managers hide, and what are they called?"""

from django.db import models

from shapes.models.common import Course, Link, Student


class ShownManager(models.Manager):
    """Hides what is marked as hidden."""

    def get_queryset(self):
        return super().get_queryset().filter(hidden=False)


class SoftQuerySet(models.QuerySet):
    """Marks instead of deleting."""

    def delete(self):
        return self.update(hidden=True)


class SoftManager(models.Manager.from_queryset(SoftQuerySet)):
    """Hides what is marked as hidden, which is what deleting does."""

    def get_queryset(self):
        return super().get_queryset().filter(hidden=False)


class SoftStudent(Student):
    hidden = models.BooleanField(default=False)

    objects = ShownManager()
    everyone = models.Manager()


class SoftCourse(Course):
    students = models.ManyToManyField(SoftStudent, through="SoftLink", related_name="courses")


class SoftLink(Link):
    course = models.ForeignKey(SoftCourse, models.CASCADE)
    student = models.ForeignKey(SoftStudent, models.CASCADE)

    class Meta:
        unique_together = [("course", "student")]


class SoftFreeStudent(Student):
    hidden = models.BooleanField(default=False)

    objects = ShownManager()
    everyone = models.Manager()


class SoftFreeCourse(Course):
    students = models.ManyToManyField(SoftFreeStudent, through="SoftFreeLink", related_name="courses")


class SoftFreeLink(Link):
    """Hidden targets, nothing unique, and ends that may be missing."""

    course = models.ForeignKey(SoftFreeCourse, models.CASCADE, null=True)
    student = models.ForeignKey(SoftFreeStudent, models.CASCADE, null=True)


class ShownStudent(Student):
    pass


class ShownCourse(Course):
    students = models.ManyToManyField(ShownStudent, through="ShownLink", related_name="courses")


class ShownLink(Link):
    """Its default manager hides links, and the pair is unique."""

    course = models.ForeignKey(ShownCourse, models.CASCADE)
    student = models.ForeignKey(ShownStudent, models.CASCADE)
    hidden = models.BooleanField(default=False)

    objects = ShownManager()

    class Meta:
        unique_together = [("course", "student")]


class ShownFreeStudent(Student):
    pass


class ShownFreeCourse(Course):
    students = models.ManyToManyField(ShownFreeStudent, through="ShownFreeLink", related_name="courses")


class ShownFreeLink(Link):
    """Its default manager hides links, and nothing is unique."""

    course = models.ForeignKey(ShownFreeCourse, models.CASCADE)
    student = models.ForeignKey(ShownFreeStudent, models.CASCADE)
    hidden = models.BooleanField(default=False)

    objects = ShownManager()


class MarkedStudent(Student):
    pass


class MarkedCourse(Course):
    students = models.ManyToManyField(MarkedStudent, through="MarkedLink", related_name="courses")


class MarkedLink(Link):
    """Deleting marks, and nothing is unique."""

    course = models.ForeignKey(MarkedCourse, models.CASCADE)
    student = models.ForeignKey(MarkedStudent, models.CASCADE)
    hidden = models.BooleanField(default=False)

    objects = SoftManager()


class RenamedStudent(Student):
    pupils = models.Manager()


class RenamedCourse(Course):
    lessons = models.Manager()
    students = models.ManyToManyField(RenamedStudent, through="RenamedLink", related_name="courses")


class RenamedLink(Link):
    """Nobody's manager is called `objects`."""

    course = models.ForeignKey(RenamedCourse, models.CASCADE)
    student = models.ForeignKey(RenamedStudent, models.CASCADE)

    links = models.Manager()

    class Meta:
        unique_together = [("course", "student")]


class SecondStudent(Student):
    hidden = models.BooleanField(default=False)

    everyone = models.Manager()
    objects = ShownManager()


class SecondCourse(Course):
    students = models.ManyToManyField(SecondStudent, through="SecondLink", related_name="courses")


class SecondLink(Link):
    """`objects` is there, hides some, and is not the default manager."""

    course = models.ForeignKey(SecondCourse, models.CASCADE)
    student = models.ForeignKey(SecondStudent, models.CASCADE)
    hidden = models.BooleanField(default=False)

    everything = models.Manager()
    objects = ShownManager()

    class Meta:
        unique_together = [("course", "student")]


class FirstStudent(Student):
    pass


class FirstCourse(Course):
    students = models.ManyToManyField(FirstStudent, through="FirstLink", related_name="courses")


class FirstLink(Link):
    """`objects` is there and hides nothing, and the default manager, which does, is another."""

    course = models.ForeignKey(FirstCourse, models.CASCADE)
    student = models.ForeignKey(FirstStudent, models.CASCADE)
    hidden = models.BooleanField(default=False)

    shown = ShownManager()
    objects = models.Manager()

    class Meta:
        unique_together = [("course", "student")]
