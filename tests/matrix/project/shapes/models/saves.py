"""What happens beside the row when a link, or a target, is made or goes?"""

from django.db import models

from shapes.models.common import Course, Link, Student


class SavingStudent(Student):
    pass


class SavingCourse(Course):
    students = models.ManyToManyField(SavingStudent, through="SavingLink", related_name="courses")


class SavingLink(Link):
    """`save()` computes a column."""

    course = models.ForeignKey(SavingCourse, models.CASCADE)
    student = models.ForeignKey(SavingStudent, models.CASCADE)
    computed = models.CharField(max_length=100, blank=True)

    class Meta:
        unique_together = [("course", "student")]

    def save(self, *args, **kwargs):
        self.computed = "saved"
        super().save(*args, **kwargs)


class SavingFreeStudent(Student):
    pass


class SavingFreeCourse(Course):
    students = models.ManyToManyField(SavingFreeStudent, through="SavingFreeLink", related_name="courses")


class SavingFreeLink(Link):
    """`save()` computes a column, and nothing is unique."""

    course = models.ForeignKey(SavingFreeCourse, models.CASCADE)
    student = models.ForeignKey(SavingFreeStudent, models.CASCADE)
    computed = models.CharField(max_length=100, blank=True)

    def save(self, *args, **kwargs):
        self.computed = "saved"
        super().save(*args, **kwargs)


class SavedStudent(Student):
    pass


class SavedCourse(Course):
    students = models.ManyToManyField(SavedStudent, through="SavedLink", related_name="courses")


class SavedLink(Link):
    """`pre_save` and `post_save` have receivers."""

    course = models.ForeignKey(SavedCourse, models.CASCADE)
    student = models.ForeignKey(SavedStudent, models.CASCADE)
    computed = models.CharField(max_length=100, blank=True)

    class Meta:
        unique_together = [("course", "student")]


class DeletedStudent(Student):
    pass


class DeletedCourse(Course):
    students = models.ManyToManyField(DeletedStudent, through="DeletedLink", related_name="courses")


class DeletedLink(Link):
    """`pre_delete` and `post_delete` have receivers."""

    course = models.ForeignKey(DeletedCourse, models.CASCADE)
    student = models.ForeignKey(DeletedStudent, models.CASCADE)

    class Meta:
        unique_together = [("course", "student")]


class ChangedStudent(Student):
    pass


class ChangedCourse(Course):
    students = models.ManyToManyField(ChangedStudent, through="ChangedLink", related_name="courses")


class ChangedLink(Link):
    """`m2m_changed` has receivers."""

    course = models.ForeignKey(ChangedCourse, models.CASCADE)
    student = models.ForeignKey(ChangedStudent, models.CASCADE)

    class Meta:
        unique_together = [("course", "student")]


class CreatedStudent(Student):
    pass


class CreatedCourse(Course):
    students = models.ManyToManyField(CreatedStudent, through="CreatedLink", related_name="courses")


class GradingQuerySet(models.QuerySet):
    """`create()` grades."""

    def create(self, **kwargs):
        return super().create(**{"grade": "created", **kwargs})


class CreatedLink(Link):
    """The default manager's `create()` is the project's own."""

    course = models.ForeignKey(CreatedCourse, models.CASCADE)
    student = models.ForeignKey(CreatedStudent, models.CASCADE)

    objects = GradingQuerySet.as_manager()

    class Meta:
        unique_together = [("course", "student")]


class EagerCourse(Course):
    students = models.ManyToManyField("EagerStudent", through="EagerLink", related_name="courses")


class EagerStudent(Student):
    """`save()` links it to every course."""

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        for course in EagerCourse.objects.all():
            EagerLink.objects.get_or_create(course=course, student=self, defaults={"grade": "eager"})


class EagerLink(Link):
    course = models.ForeignKey(EagerCourse, models.CASCADE)
    student = models.ForeignKey(EagerStudent, models.CASCADE)

    class Meta:
        unique_together = [("course", "student")]


class WelcomeStudent(Student):
    """A receiver links it to every course."""


class WelcomeCourse(Course):
    students = models.ManyToManyField(WelcomeStudent, through="WelcomeLink", related_name="courses")


class WelcomeLink(Link):
    course = models.ForeignKey(WelcomeCourse, models.CASCADE)
    student = models.ForeignKey(WelcomeStudent, models.CASCADE)

    class Meta:
        unique_together = [("course", "student")]
