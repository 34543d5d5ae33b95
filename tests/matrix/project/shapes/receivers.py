"""What do signals of the shapes in `models/saves.py` bring about?"""

from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save

from shapes.models.common import Log
from shapes.models.saves import (
    ChangedLink,
    DeletedLink,
    SavedLink,
    WelcomeCourse,
    WelcomeLink,
    WelcomeStudent,
)


def compute(sender, instance, **kwargs):
    instance.computed = "received"


def log_save(sender, instance, **kwargs):
    Log.objects.create(text="saved %s %s" % (instance.course_id, instance.student_id))


def log_delete(sender, instance, **kwargs):
    Log.objects.create(text="deleted %s %s" % (instance.course_id, instance.student_id))


def log_change(sender, instance, action, pk_set, **kwargs):
    Log.objects.create(text="%s %s %s" % (action, instance.pk, sorted(map(str, pk_set or ()))))


def welcome(sender, instance, created, **kwargs):
    if created:
        for course in WelcomeCourse.objects.all():
            WelcomeLink.objects.create(course=course, student=instance, grade="welcome")


pre_save.connect(compute, sender=SavedLink)
post_save.connect(log_save, sender=SavedLink)
pre_delete.connect(log_delete, sender=DeletedLink)
post_delete.connect(log_delete, sender=DeletedLink)
m2m_changed.connect(log_change, sender=ChangedLink)
post_save.connect(welcome, sender=WelcomeStudent)
