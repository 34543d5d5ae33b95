"""A migration's set needs a transaction and the historical model.

caveats: historical-model
"""

from django.db import transaction


def run(apps, schema_editor):
    Course = apps.get_model("school.Course")
    Student = apps.get_model("school.Student")
    Enrollment = apps.get_model("school.Enrollment")
    course = Course.objects.get(title="Maths")
    students = list(Student.objects.filter(email=""))
    with transaction.atomic():
        Enrollment.objects.filter(course=course).exclude(student__in=students).delete()
        for student in students:
            if not Enrollment.objects.filter(course=course, student=student).exists():
                Enrollment.objects.create(course=course, student=student)
