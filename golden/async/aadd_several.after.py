"""Several are added all or nothing, in a thread.

caveats: async-block
"""

from asgiref.sync import sync_to_async
from django.db import transaction

from school.models import Course, Enrollment, Student


async def run(course: Course, ada: Student, bob: Student):
    @sync_to_async
    @transaction.atomic
    def add_students():
        for student in (ada, bob):
            Enrollment.objects.get_or_create(course=course, student=student)

    await add_students()
