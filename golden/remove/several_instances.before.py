"""Several are removed by one delete."""

from school.models import Course, Student


def run(course: Course, ada: Student, bob: Student):
    course.students.remove(ada, bob)
