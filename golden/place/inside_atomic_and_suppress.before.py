"""Where an error is swallowed before the transaction ends, a transaction of its own undoes what came before it.

caveats: argument-kind
"""

from contextlib import suppress

from django.db import IntegrityError, transaction

from school.models import Course


def run(course: Course, student_ids: list[int]):
    with transaction.atomic(), suppress(IntegrityError):
        course.students.set(student_ids)
