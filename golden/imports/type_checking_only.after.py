"""An import for the type checker alone is none at run time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from school.models import Enrollment

if TYPE_CHECKING:
    from school.models import Course, Student


def run(course: Course, student: Student):
    Enrollment.objects.get_or_create(course=course, student=student)
