"""The call refuses a source that was not saved before it makes the target.

caveats: unsaved-source
differs: rows of Student
raises: ValueError
"""

from school.models import Course


def run():
    course = Course()
    course.title = "Art"
    course.students.create(name="Zoe")
