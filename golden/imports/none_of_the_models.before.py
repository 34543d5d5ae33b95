"""Where no model is imported yet an import is added.

caveats: argument-kind
"""

from school.services import open_course


def run(student_id: int):
    open_course("Art", []).students.add(student_id)
