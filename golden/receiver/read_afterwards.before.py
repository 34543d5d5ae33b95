"""Nobody knows whether the caller has prefetched what is read afterwards: a note says so."""

from school.models import Course, Student


def run(course: Course, student: Student):
    course.students.add(student)
    return course.students.count()
