"""A statement of the module itself."""

from django.db import transaction

from school.models import Course, Enrollment, Student

maths = Course.objects.get(title="Maths")
students = list(Student.objects.filter(email=""))
with transaction.atomic():
    Enrollment.objects.filter(course=maths).exclude(student__in=students).delete()
    for student in students:
        Enrollment.objects.get_or_create(course=maths, student=student)
