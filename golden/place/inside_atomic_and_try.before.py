"""Where the error may be caught before the transaction ends, a transaction of its own undoes what came before it.

caveats: after-error, argument-kind
"""

from django.db import IntegrityError, transaction

from school.models import Course


def run(course: Course, student_ids: list[int]):
    with transaction.atomic():
        try:
            course.students.set(student_ids)
        except IntegrityError:
            return "no such student"
