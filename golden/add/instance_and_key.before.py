"""An instance and a key in one call.

caveats: argument-kind
"""

from school.models import Course, Student


def run(course: Course, ada: Student, student_id: int):
    course.students.add(ada, student_id)
