"""None would be refused after the target is made.

caveats: no-source
differs: exception type, rows of Student
"""

from school.models import Course


def run():
    Course.objects.exclude(students=None).first().students.create(name="Ada")
