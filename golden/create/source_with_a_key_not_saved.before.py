"""The call refuses a source that was not saved, even if it was given the key of a row.

caveats: unsaved-source
differs: rows of Enrollment, exception
raises: ValueError
"""

from school.models import Course


def run():
    course = Course(pk=1)
    course.students.create(name="Zoe")
