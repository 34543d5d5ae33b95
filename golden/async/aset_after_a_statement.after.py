"""A function among other statements has empty lines around it.

caveats: async-block
"""

from asgiref.sync import sync_to_async
from django.db import transaction

from school.models import Course, Enrollment, Student


async def run(course: Course, students: list[Student]):
    count = len(students)

    # the others leave
    @sync_to_async
    @transaction.atomic
    def set_students():
        wanted = list(students)
        Enrollment.objects.filter(course=course).exclude(student__in=wanted).delete()
        for student in wanted:
            Enrollment.objects.get_or_create(course=course, student=student)

    await set_students()
    return count
