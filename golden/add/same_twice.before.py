"""Who is named twice is added once."""

from school.models import Course, Student


def run(course: Course, ada: Student):
    course.students.add(ada, ada)
