"""An instance that is constructed on the spot has no row to link.

caveats: unsaved-target
raises: ValueError
"""

from school.models import Course, Student


def run(course: Course):
    course.students.add(Student(name="Zoe"))
