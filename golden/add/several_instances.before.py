"""Several are added all or nothing."""

from school.models import Course, Student


def run(course: Course, ada: Student, bob: Student):
    course.students.add(ada, bob)
