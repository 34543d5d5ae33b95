"""Where no model is imported yet an import is added.

caveats: argument-kind
"""

from school.models import Enrollment
from school.services import open_course


def run(student_id: int):
    Enrollment.objects.get_or_create(
        course=open_course("Art", []), student_id=student_id
    )
